import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf } from "./support/kernel-client.js";

const THROW = "() => { throw new Error('hostile') }";

describe("a cell that spoils what the language offers", () => {
  let kernel: TestKernel;
  beforeEach(async () => {
    kernel = await TestKernel.start();
  });
  afterEach(() => kernel.stop());

  it.each([
    ["a throwing toJSON", `(Object.prototype as any).toJSON = ${THROW}`],
    ["Array.prototype.push", `Array.prototype.push = ${THROW}`],
    ["Array.prototype.map", `Array.prototype.map = ${THROW}`],
    ["Array.prototype.map that lies", `Array.prototype.map = (() => 5) as any`],
  ])(
    "%s: gets its error, and the next cells answer",
    async (_name, code) => {
      const spoilt = await kernel.execute(
        `console.log("before");\n${code};\nconsole.log("after");\nthrow new RangeError("own error")`,
      );
      expect(spoilt.reply.status).toBe("error");
      expect(spoilt.stdout).toMatch(/^before\n/);
      expect(tracebackOf(spoilt)).toMatch(/own error|hostile/);
      expect(resultOf(await kernel.execute("2 + 3"))).toBe("5");
      expect((await kernel.execute("console.log('still printing')")).stdout).toBe("still printing\n");
      const failed = await kernel.execute("\nthrow new RangeError('next error')");
      expect(failed.reply.evalue).toMatch(/next error|hostile/);
      const { id } = await kernel.send("execute_request", { code: "while (true) {}" });
      await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
      await new Promise((done) => setTimeout(done, 200));
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply.status).toBe("error");
      expect(resultOf(await kernel.execute("'alive'"))).toBe("'alive'");
    },
    60_000,
  );
});
