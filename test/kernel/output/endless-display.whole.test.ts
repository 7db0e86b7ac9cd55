import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf } from "../support/kernel-client.js";

const CUSTOM = 'Symbol.for("nodejs.util.inspect.custom")';

describe("a value of which the display never returns", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.execute("var kept = 41");
  });
  afterAll(() => kernel.stop());

  const expectKept = async (): Promise<void> =>
    expect(resultOf(await kernel.execute("await null; kept + 1"))).toBe("42");

  it.each([
    ["inspect.custom, nested", `[{ a: { [${CUSTOM}]() { while (true) { try { for (;;); } catch {} } } } }]`],
    ["its own display", '({ [Symbol.for("Jupyter.display")]() { while (true); } })'],
  ])(
    "ends its cell with a word in its place: %s",
    async (_name, code) => {
      const { id } = await kernel.send("execute_request", { code });
      expect((await kernel.reply(id, 40_000)).content["status"]).toBe("ok");
      expect(resultOf(await kernel.executed(id))).toBe("[its display was not ready after 10 s]");
      await expectKept();
    },
    60_000,
  );

  it("ends the cell that displays it with an error", async () => {
    const { id } = await kernel.send("execute_request", {
      code: `display({ [${CUSTOM}]() { while (true); } }); kept = 1`,
    });
    const { content } = await kernel.reply(id, 40_000);
    expect(content["evalue"]).toBe("A display was not ready after 10 s and was ended, and the cell with it.");
    await expectKept();
  }, 60_000);
});
