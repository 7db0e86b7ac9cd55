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
    [
      "a throwing then",
      `Object.defineProperty(Object.prototype, "then", { configurable: true, get() { throw new Error("hostile") } })`,
    ],
    ["a then that never answers", `(Object.prototype as any).then = () => {}`],
    ["Array.prototype.push", `Array.prototype.push = ${THROW}`],
    ["Array.prototype.map", `Array.prototype.map = ${THROW}`],
    ["Array.prototype.map that lies", `Array.prototype.map = (() => 5) as any`],
    ["the iterator of lists", `Array.prototype[Symbol.iterator] = ${THROW} as any`],
    ["Buffer.from", `Buffer.from = ${THROW} as any`],
    ["Buffer.concat", `Buffer.concat = ${THROW} as any`],
    ["Buffer.prototype.toString", `Buffer.prototype.toString = ${THROW} as any`],
    ["Uint8Array's subarray", `Object.getPrototypeOf(Uint8Array.prototype).subarray = ${THROW}`],
    [
      "a setter for the first element",
      `Object.defineProperty(Array.prototype, "0", { configurable: true, set() { throw new Error("hostile") } })`,
    ],
    [
      "a setter that swallows it",
      `Object.defineProperty(Array.prototype, "0", { configurable: true, set() {}, get() { return 7 } })`,
    ],
    ["Promise.prototype.then, throwing", `Promise.prototype.then = ${THROW} as any`],
    ["Promise.prototype.then, silent", `Promise.prototype.then = (() => {}) as any`],
    ["Promise.prototype.catch", `Promise.prototype.catch = ${THROW} as any`],
    [
      "the constructor of promises",
      `Object.defineProperty(Promise.prototype, "constructor", { configurable: true, get() { throw new Error("hostile") } })`,
    ],
    ["the global Promise", `(globalThis as any).Promise = class {}`],
    ["JSON.stringify", `JSON.stringify = ${THROW} as any`],
    ["String.prototype.split", `String.prototype.split = ${THROW} as any`],
    ["String.prototype.includes", `String.prototype.includes = ${THROW} as any`],
    ["String.prototype.replace", `String.prototype.replace = ${THROW} as any`],
    ["RegExp.prototype.exec", `RegExp.prototype.exec = ${THROW} as any`],
    ["Map.prototype.get", `Map.prototype.get = ${THROW} as any`],
    ["Set.prototype.add", `Set.prototype.add = ${THROW} as any`],
    ["Object.entries", `Object.entries = ${THROW} as any`],
    ["Function.prototype.call", `Function.prototype.call = ${THROW} as any`],
    ["Reflect.apply", `Reflect.apply = ${THROW} as any`],
    ["Atomics.wait", `Atomics.wait = ${THROW} as any`],
    ["process.nextTick", `process.nextTick = ${THROW} as any`],
    ["setImmediate", `(globalThis as any).setImmediate = ${THROW}`],
    ["process.exit", `process.exit = ${THROW} as any`],
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

  it("sees in later cells what it replaced", async () => {
    await kernel.execute("Array.prototype.map = (() => ['mine']) as any; JSON.stringify = (() => 'mine') as any");
    expect((await kernel.execute("console.log([1].map(String)[0], JSON.stringify({}))")).stdout).toBe("mine mine\n");
  });
});
