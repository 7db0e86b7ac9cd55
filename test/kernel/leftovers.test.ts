import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultOf } from "./support/kernel-client.js";
import { BUSY_CELLS, WatchedKernel } from "./support/leftovers.js";

const DEADLINE = { timeout: 20_000 };

describe("no process is left behind", () => {
  let watched: WatchedKernel;
  beforeAll(async () => {
    watched = await WatchedKernel.start();
  });
  afterAll(() => watched.stop());

  it.each(BUSY_CELLS)(
    "by an interrupt of a cell that %s, nor by a runner that is killed in it",
    async (_name, code) => {
      const { kernel } = watched;
      const interrupted = await watched.begin(code);
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(interrupted)).reply.status).toBe("error");
      await expect.poll(() => watched.started(), DEADLINE).toEqual([]);

      const crashed = await watched.begin(code);
      process.kill(watched.runner(), "SIGKILL");
      expect((await kernel.executed(crashed)).reply.ename).toBe("CellRunnerLost");
      await expect.poll(() => watched.started(), DEADLINE).toEqual([]);
      expect(resultOf(await kernel.execute("6 * 7"))).toBe("42");
    },
    120_000,
  );
});
