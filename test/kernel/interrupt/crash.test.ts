import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultMemoryLimit } from "../../../src/kernel/runner/index.js";
import { TestKernel, resultOf } from "../support/kernel-client.js";
import { isGone } from "../support/processes.js";

describe("the memory of a cell runner", () => {
  it.each([
    [1, 512],
    [4, 1024],
    [6.5, 1664],
    [64, 2048],
  ])("of a machine with %d GiB is limited to %d MiB", (gibibytes, limit) => {
    expect(defaultMemoryLimit(gibibytes * 2 ** 30)).toBe(limit);
  });
});

describe("a cell runner that ends", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it.each([
    ["process.exit(3)", /exit code 3/],
    ["console.log('before'); process.exit()", /exit code 0/],
    ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", /SIGKILL/],
    ["process.abort()", /SIGABRT/],
    ["setTimeout(() => process.exit(5), 20); await new Promise(() => {})", /exit code 5/],
  ])("after %s is explained, and the next cell works in a fresh one", async (code, why) => {
    await kernel.execute("const before = 1");
    const { reply, stdout } = await kernel.execute(code);
    expect(reply).toMatchObject({ status: "error", ename: "CellRunnerLost" });
    expect(reply.evalue).toMatch(why);
    expect(reply.evalue).toContain("lost");
    expect(stdout).toBe(code.startsWith("console") ? "before\n" : "");
    expect((await kernel.execute("before")).reply.evalue).toContain("TS2304");
    const next = await kernel.execute("1 + 1");
    expect(resultOf(next)).toBe("2");
    expect(next.stderr).toBe("");
  });

  it.each([
    ["a limit of its own", { TUNELAB_CELL_MEMORY_MB: "64" }, "64 MiB"],
    ["the limit of this machine", { TUNELAB_CELL_MEMORY_MB: "" }, `${defaultMemoryLimit()} MiB`],
  ])(
    "out of memory with %s says so, and the next cell works",
    async (_name, env, limit) => {
      const kernel = await TestKernel.start({ env });
      try {
        const { id } = await kernel.send("execute_request", {
          code: "console.log('before'); const hoard: number[][] = []; for (;;) hoard.push(new Array(100_000).fill(1.5))",
        });
        await kernel.reply(id, 100_000);
        const { reply, stdout, stderr } = await kernel.executed(id);
        expect(reply).toMatchObject({ status: "error", ename: "CellRunnerLost" });
        expect(reply.evalue).toContain(`The cell runner ran out of memory (its limit is ${limit}`);
        expect(reply.evalue).toContain("The variables, functions and imports of all cells are lost");
        expect(stdout).toBe("before\n");
        expect(stderr).toBe("");
        expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
      } finally {
        await kernel.stop();
      }
    },
    120_000,
  );

  it("between two cells is told under the last one", async () => {
    const { id } = await kernel.send("execute_request", { code: "setTimeout(() => process.exit(4), 100); 1" });
    await kernel.executed(id);
    const told = await kernel.until(
      () => kernel.messagesOf(id).find(({ type }) => type === "stream"),
      5000,
      "word of the loss",
    );
    expect(told.content).toMatchObject({ name: "stderr", text: expect.stringContaining("exit code 4") });
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
  });

  it("takes along the processes that its cells started", async () => {
    const started = await kernel.execute(
      'import { spawn } from "node:child_process"; const child = spawn("sleep", ["60"]); child.pid',
    );
    const pid = Number(resultOf(started));
    await kernel.execute("process.exit()");
    await expect.poll(() => isGone(pid), { timeout: 3000 }).toBe(true);
  });
});
