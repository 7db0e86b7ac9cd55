import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";
import { descendantsOf } from "../support/processes.js";

const THROW = "{ value() { throw new Error('hostile') } }";
const THROWING_GETTER = "{ get() { throw new Error('hostile') }, set() { throw new Error('hostile') } }";
const SWALLOWING = "{ get() { return 7 }, set() {} }";
const SILENT = "{ value() {} }";
const LISTS = "Object.getPrototypeOf([][Symbol.iterator]())";
const TYPED_ARRAYS = "Object.getPrototypeOf(Uint8Array.prototype)";

/** What is replaced: an object, one of its names, and by what. */
const REPLACED: readonly (readonly [holder: string, key: string, by: string])[] = [
  // What the language looks up by itself.
  ["Object.prototype", "'toJSON'", THROW],
  ["Object.prototype", "'then'", THROWING_GETTER],
  ["Object.prototype", "'then'", SILENT],
  ["Object.prototype", "'get'", THROW],
  ["Object.prototype", "'value'", "{ value: 1 }"],
  ["Object.prototype", "5", SWALLOWING],
  ["Array.prototype", "'then'", SILENT],
  ["Array.prototype", "0", THROWING_GETTER],
  ["Array.prototype", "0", SWALLOWING],
  ["Array.prototype", "100", SWALLOWING],
  ["Array.prototype", "Symbol.iterator", THROW],
  ["Array.prototype", "'constructor'", THROWING_GETTER],
  [LISTS, "'next'", THROW],
  ["Object.getPrototypeOf(new Map().entries())", "'next'", "{ value: () => ({ done: true }) }"],
  ["Promise.prototype", "'then'", THROW],
  ["Promise.prototype", "'then'", SILENT],
  ["Promise.prototype", "'catch'", THROW],
  ["Promise.prototype", "'finally'", SILENT],
  ["Promise.prototype", "'constructor'", THROWING_GETTER],
  ["Promise", "Symbol.species", "{ value: class {} }"],
  ["Promise", "'resolve'", THROW],
  ["Promise", "'all'", SILENT],
  ["globalThis", "'Promise'", "{ value: class {} }"],
  ["Error.prototype", "'cause'", "{ get() { throw new Error('hostile') } }"],
  ["Object.prototype", "'errors'", "{ get() { throw new Error('hostile') } }"],
  ["Error.prototype", "'message'", "{ get() { throw new Error('hostile') } }"],
  // What is called by its name.
  ["Array.prototype", "'push'", THROW],
  ["Array.prototype", "'map'", THROW],
  ["Array.prototype", "'map'", "{ value: () => 5 }"],
  ["Array.prototype", "'join'", SILENT],
  ["Array", "'from'", THROW],
  ["Array", "'isArray'", "{ value: () => true }"],
  ["Buffer", "'from'", THROW],
  ["Buffer", "'concat'", THROW],
  ["Buffer.prototype", "'toString'", THROW],
  ["globalThis", "'Buffer'", "{ value: undefined }"],
  [TYPED_ARRAYS, "'subarray'", THROW],
  [TYPED_ARRAYS, "'length'", "{ get: () => 0 }"],
  ["JSON", "'stringify'", THROW],
  ["JSON", "'parse'", SILENT],
  ["String.prototype", "'split'", THROW],
  ["String.prototype", "'includes'", THROW],
  ["String.prototype", "'replace'", THROW],
  ["String.prototype", "'slice'", SILENT],
  ["RegExp.prototype", "'exec'", THROW],
  ["RegExp.prototype", "Symbol.replace", SILENT],
  ["Map.prototype", "'get'", THROW],
  ["Map.prototype", "'set'", SILENT],
  ["Set.prototype", "'add'", THROW],
  ["Object", "'entries'", THROW],
  ["Object", "'defineProperty'", THROW],
  ["Object", "'getOwnPropertyDescriptor'", SILENT],
  ["Function.prototype", "'call'", THROW],
  ["Function.prototype", "'bind'", SILENT],
  ["Reflect", "'apply'", THROW],
  ["Reflect", "'ownKeys'", THROW],
  ["Atomics", "'wait'", THROW],
  ["Error", "'prepareStackTrace'", THROW],
  ["Error.prototype", "'toString'", THROW],
  // Node's own.
  ["process", "'nextTick'", THROW],
  ["process", "'nextTick'", SILENT],
  ["process", "'exit'", THROW],
  ["process", "'emit'", SILENT],
  ["globalThis", "'setImmediate'", THROW],
  ["globalThis", "'queueMicrotask'", SILENT],
  ["require('events').prototype", "'emit'", THROW],
  ["require('events').prototype", "'on'", SILENT],
  ["require('stream').Readable.prototype", "'push'", SILENT],
  ["require('net').Socket.prototype", "'read'", SILENT],
  ["require('async_hooks').AsyncLocalStorage.prototype", "'getStore'", SILENT],
  ["require('string_decoder').StringDecoder.prototype", "'write'", THROW],
  ["require('vm')", "'Script'", SILENT],
  ["require('util')", "'inspect'", THROW],
  ["require('fs')", "'writeSync'", THROW],
  ["AbortController.prototype", "'abort'", THROW],
];

const GLOBALS =
  `Object Function Array String Number Boolean BigInt Symbol Promise JSON Math Reflect Proxy Map Set WeakMap
  WeakRef RegExp Date Intl globalThis global Error TypeError RangeError SyntaxError ReferenceError AggregateError
  DOMException Uint8Array ArrayBuffer SharedArrayBuffer Int32Array DataView Atomics Buffer AbortSignal AbortController
  EventTarget URL TextDecoder TextEncoder process console queueMicrotask setTimeout clearTimeout setImmediate
  structuredClone fetch parseInt isNaN encodeURIComponent require module`.split(/\s+/);

/** Objects of which all functions are replaced at once. */
const SPOILT: readonly string[] = [
  ...[
    "Object",
    "Array",
    "String",
    "Number",
    "Symbol",
    "Promise",
    "Reflect",
    "Map",
    "Set",
    "WeakMap",
    "RegExp",
    "Error",
  ],
  ...["Math", "JSON", "Atomics", "Buffer", "URL", "AbortController", "EventTarget", "process", "Function"],
  ...[
    "events",
    "stream",
    "net",
    "util",
    "fs",
    "path",
    "url",
    "vm",
    "module",
    "async_hooks",
    "timers",
    "worker_threads",
  ].map((name) => `require("node:${name}")`),
  ...["require('async_hooks').AsyncLocalStorage", "require('vm').Script", "require('worker_threads').MessagePort"],
];

const SPOIL = `const { defineProperty, getOwnPropertyDescriptor } = Object, { ownKeys } = Reflect, undo: (() => void)[] = [];
(globalThis as any).undo = undo;
const spoil = (holder: any) => {
  if (holder === null || (typeof holder !== "object" && typeof holder !== "function")) return;
  const keys = ownKeys(holder);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!, before: any = getOwnPropertyDescriptor(holder, key);
    if (key === "constructor" || typeof before.value !== "function" || !before.configurable) continue;
    undo[undo.length] = () => defineProperty(holder, key, before);
    defineProperty(holder, key, { value() { throw new Error("hostile"); }, writable: true, configurable: true });
  }
};`;

describe("a cell that spoils what the language offers", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());
  // A start costs more than a case: a runner goes on where all that was replaced has been put back.
  let isPutBack = false;
  beforeEach(() => {
    isPutBack = false;
  });
  afterEach(async () => {
    if (isPutBack) return;
    for (const pid of descendantsOf(kernel.process.pid!)) process.kill(pid, "SIGKILL");
    await expect.poll(async () => resultOf(await kernel.execute("7")), { interval: 5, timeout: 20_000 }).toBe("7");
  });

  it.each(REPLACED)(
    "%s, %s by %s: gets its error, and the next cells answer",
    async (holder, key, by) => {
      const keep = `const put = Object.defineProperty, get = Object.getOwnPropertyDescriptor;
        const held: any = ${holder}, name: any = ${key}, before = get(held, name);`;
      expect((await kernel.execute(keep)).reply.status).toBe("ok");
      const replace = `Object.defineProperty(${holder}, ${key}, { configurable: true, ...${by} } as any)`;
      const spoilt = await kernel.execute(
        `console.log("before");\n${replace};\nconsole.log("after");\nthrow new RangeError("own error")`,
      );
      expect(spoilt.stdout).toMatch(/^before\n/);
      expect(spoilt.reply.status).toBe("error");
      expect(tracebackOf(spoilt)).toMatch(/^(?:RangeError: own error|Error: hostile)/);
      expect(resultOf(await kernel.execute("2 + 3"))).toBe("5");
      expect((await kernel.execute("console.log('still printing')")).stdout).toBe("still printing\n");
      const failed = await kernel.execute("\nthrow new RangeError('next error')");
      expect(failed.reply.evalue).toMatch(/^(?:next error|hostile)$/);
      const { id } = await kernel.send("execute_request", { code: "console.log('spinning'); while (true) {}" });
      await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 20_000, "output");
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply.status).toBe("error");
      expect(resultOf(await kernel.execute("'alive'"))).toBe("'alive'");
      const putBack = await kernel.execute(
        "if (before === undefined) delete held[name];\nelse put(held, name, before);",
      );
      expect(tracebackOf(putBack)).toBe("");
      isPutBack = true;
    },
    60_000,
  );

  it.each(["= undefined", "deleted"])(
    "every global in turn %s: the next cells answer",
    async (how) => {
      await kernel.execute(
        "const kept = globalThis as any, put = Object.defineProperty, get = Object.getOwnPropertyDescriptor",
      );
      for (const name of GLOBALS) {
        const spoilt = await kernel.execute(
          `kept.before = get(kept, "${name}");\n${how === "deleted" ? `delete kept.${name}` : `kept.${name} = undefined`};\nthrow [1]`,
        );
        expect(spoilt.reply.evalue, name).toBe("[ 1 ]");
        expect(resultOf(await kernel.execute("[2 + 3, { a: 'x' }]")), name).toBe("[ 5, { a: 'x' } ]");
        const failed = await kernel.execute("\n(undefined as any).x");
        expect(tracebackOf(failed), name).toContain("      2 | (undefined as any).x");
        if (name !== "console") expect((await kernel.execute("console.log('printed')")).stdout, name).toBe("printed\n");
        expect((await kernel.execute(`put(kept, "${name}", kept.before)`)).reply.status, name).toBe("ok");
      }
    },
    120_000,
  );

  it("all functions of an object at once: the next cells answer, and are interrupted", async () => {
    await kernel.execute(SPOIL);
    for (const name of SPOILT) {
      const spoilt = await kernel.execute(
        `console.log("before");\nconst holder: any = ${name};\nspoil(holder.prototype);\nspoil(holder);\nthrow [1]`,
      );
      expect(spoilt.stdout, name).toBe("before\n");
      expect(spoilt.reply.evalue, name).toBe("[ 1 ]");
      expect(resultOf(await kernel.execute("[2 + 3, { a: 'x' }]")), name).toBe("[ 5, { a: 'x' } ]");
      expect((await kernel.execute("console.log('printed')")).stdout, name).toBe("printed\n");
      const { id } = await kernel.send("execute_request", { code: "while (true) {}" });
      await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply.ename, name).toBe("Interrupted");
      const undone = await kernel.execute(
        "for (let at = undo.length - 1; at >= 0; at--) undo[at]!();\nundo.length = 0",
      );
      expect(tracebackOf(undone), name).toBe("");
    }
  }, 120_000);

  it.each([
    "Uint8Array.prototype",
    "Buffer.prototype",
    "Array.prototype",
    "Function.prototype",
    "Promise.prototype",
    "Error.prototype",
    "Object.getPrototypeOf(function* () {}).prototype",
    "Object.getPrototypeOf([].values())",
  ])("another prototype of %s: the next cells answer", async (holder) => {
    await kernel.execute(
      `const it: any = ${holder}, { getPrototypeOf, setPrototypeOf } = Object, own = getPrototypeOf(it);`,
    );
    for (const other of ["null", "new Proxy({}, { get() { throw new Error('hostile') } })"]) {
      const spoilt = await kernel.execute(`setPrototypeOf(it, ${other});\nthrow [1]`);
      expect(spoilt.reply.evalue).toBe("[ 1 ]");
      expect(resultOf(await kernel.execute("[2 + 3, { a: 'x' }]"))).toBe("[ 5, { a: 'x' } ]");
      expect((await kernel.execute("console.log('printed')")).stdout).toBe("printed\n");
      const failed = await kernel.execute("\n(undefined as any).x");
      expect(tracebackOf(failed)).toContain("      2 | (undefined as any).x");
      expect(resultOf(await kernel.execute("getPrototypeOf(it) === own"))).toBe("false");
      expect(tracebackOf(await kernel.execute("setPrototypeOf(it, own); 1"))).toBe("");
    }
    isPutBack = true;
  });

  it.each(["Array.prototype", "Function.prototype", "String.prototype", "Map.prototype"])(
    "a throwing getter for all names of %s: the next cells answer",
    async (holder) => {
      const { reply } = await kernel.execute(
        `for (const key of Reflect.ownKeys(${holder})) { try { Object.defineProperty(${holder}, key, { configurable: true, get() { throw new Error("hostile") } }) } catch {} }\nthrow [1]`,
      );
      expect(reply.evalue).toMatch(/^(?:\[ 1 \]|hostile)$/);
      expect(resultOf(await kernel.execute("[2 + 3, { a: 'x' }]"))).toBe("[ 5, { a: 'x' } ]");
      expect((await kernel.execute("console.log('printed')")).stdout).toBe("printed\n");
    },
  );

  it.each([
    ["class Odd extends Error { get name(): string { throw 1; } } throw new Odd('own text')", "own text"],
    ["throw Object.defineProperty(new Error('own text'), 'cause', { get() { throw 1 } })", "own text"],
    [
      "throw Object.defineProperty(new RangeError('x'), 'message', { get() { throw 1 } })",
      "The cell threw a value that cannot be described.",
    ],
  ])("an error that throws when it is read shows the rest: %s", async (code, evalue) => {
    const failed = await kernel.execute(code);
    expect(failed.reply.evalue).toBe(evalue);
    expect(tracebackOf(failed)).toContain("    at Cell ");
    isPutBack = true;
  });

  it("the descriptors of the runner's pipes: a fresh runner, with an explanation", async () => {
    const { reply } = await kernel.execute("for (const fd of [3, 4, 5]) require('fs').closeSync(fd)");
    expect(reply.evalue).toContain("A cell closed the pipes of the cell runner");
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
    isPutBack = true;
  });

  it("what Node calls when it reports an error: interrupts end cells at whatever moment they come", async () => {
    await kernel.execute(SPOIL);
    for (const name of Array(5).fill(["process", 'require("node:timers")']).flat() as string[]) {
      await kernel.execute(`const holder: any = ${name};\nspoil(holder);`);
      const { id } = await kernel.send("execute_request", { code: "while (true) {}" });
      await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply.ename, name).toBe("Interrupted");
      await kernel.execute("for (let at = undo.length - 1; at >= 0; at--) undo[at]!();\nundo.length = 0");
    }
  }, 120_000);

  it("what was replaced is named where the runner ends with an error", async () => {
    const { reply } = await kernel.execute("Reflect.apply = () => { throw new Error('hostile') };\nprocess.exit(3)");
    expect(reply.evalue).toContain("Reflect.apply");
  });

  it.each([
    'Object.defineProperty(Array.prototype, "0", { set() {}, configurable: true })',
    'Object.defineProperty(Object.prototype, "3", { set() {}, configurable: true })',
  ])("ends the runner and says why where it freezes an element of every list: %s", async (code) => {
    const holder = code.includes("Array.") ? "Array.prototype" : "Object.prototype";
    await kernel.execute(`${code}; 1`);
    const { reply } = await kernel.execute(`Object.freeze(${holder}); 2`);
    expect(reply.ename).toBe("CellRunnerLost");
    expect(reply.evalue).toContain(`A cell has replaced ${holder}[`);
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
  });

  it("sees in later cells what it replaced", async () => {
    await kernel.execute(
      "Array.prototype.map = (() => ['mine']) as any; JSON.stringify = (() => 'mine') as any; (Object.prototype as any).toJSON = () => 'mine'; (Array.prototype as any)[0] = 'mine'",
    );
    const { stdout } = await kernel.execute(
      "console.log([1].map(String)[0], JSON.stringify({}), ({} as any).toJSON(), [][0])",
    );
    expect(stdout).toBe("mine mine mine mine\n");
  });
});
