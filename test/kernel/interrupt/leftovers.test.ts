import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultOf } from "../support/kernel-client.js";
import { BUSY_CELLS, leavesRunnerUsable, WatchedKernel } from "../support/leftovers.js";

const DEADLINE = { timeout: 20_000 };

describe("no process is left behind", { timeout: 120_000 }, () => {
  let watched: WatchedKernel;
  beforeAll(async () => {
    watched = await WatchedKernel.start();
  });
  afterAll(() => watched.stop());

  const expectNothingAfterInterrupt = async (code: string): Promise<void> => {
    const { kernel } = watched;
    const interrupted = await watched.begin(code);
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(interrupted)).reply.status).toBe("error");
    await expect.poll(() => watched.started(), DEADLINE).toEqual([]);
  };

  const expectNothingAfterKill = async (busy: string): Promise<void> => {
    const { kernel } = watched;
    process.kill(watched.runner(), "SIGKILL");
    expect((await kernel.executed(busy)).reply.ename).toBe("CellRunnerLost");
    await expect.poll(() => watched.started(), DEADLINE).toEqual([]);
    expect(resultOf(await kernel.execute("6 * 7"))).toBe("42");
  };

  it.each(BUSY_CELLS.filter((cell) => !leavesRunnerUsable(cell)))(
    "by an interrupt of a cell that %s, nor by a runner that is killed in it",
    async (_name, code) => {
      await expectNothingAfterInterrupt(code);
      await expectNothingAfterKill(await watched.begin(code));
    },
  );

  it.each(BUSY_CELLS.filter(leavesRunnerUsable))("by an interrupt of a cell that %s", async (_name, code) => {
    await expectNothingAfterInterrupt(code);
  });

  // A runner costs a start, and what cells that have ended leave behind, they can leave behind together.
  it("by a runner that is killed after every other cell has started its own, and in one that waits", async () => {
    const others = BUSY_CELLS.filter(leavesRunnerUsable);
    expect(others).toHaveLength(14);
    for (const [, code] of others) await watched.finish(code);
    const busy = await watched.begin("");
    expect(watched.started().length).toBeGreaterThanOrEqual(5 * 15);
    await expectNothingAfterKill(busy);
  });
});
