import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

const plain = (executed: Executed): string => tracebackOf(executed).replace(/\u001b\[\d+m/g, "");

describe("results that nobody expects", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it.each([
    ["Promise.reject({ code: 42 })", "{ code: 42 }"],
    ["Promise.reject('só texto 🚀')", "só texto 🚀"],
    ["setTimeout(() => { throw null }, 1)", "null"],
    [
      "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return Promise.reject(proxy); })()",
      "<Revoked Proxy>",
    ],
  ])("that are no errors and that no one caught are shown once: %s", async (code, shown) => {
    const { reply, stderr } = await kernel.execute(`void ${code}; await new Promise((done) => setTimeout(done, 100))`);
    expect([reply.status, stderr]).toEqual(["ok", `Uncaught in the background: ${shown}\n`]);
  });

  it.each([
    ["new Proxy({}, { get: (_, name) => () => name }) as any", "{}"],
    ["new Proxy({ a: 1 }, { get() { throw new Error('trap') } })", "{ a: 1 }"],
    ["const revoked = Proxy.revocable({}, {}); revoked.revoke(); revoked.proxy", "<Revoked Proxy>"],
    ["new Proxy({ b: 2 }, { has() { throw new Error('trap') } })", "{ b: 2 }"],
    ["new Proxy({ c: 3 }, { has: () => true, get: () => undefined }) as any", "{ c: 3 }"],
    ["new Proxy(() => 1, { get: () => () => 1 }) as any", "[Function (anonymous)]"],
    ["const all: any = new Proxy(function () {}, { get: () => all, apply: () => all }); all", "[Function (anonymous)]"],
    [
      "const has: any = new Proxy(function () {}, { get: () => has, apply: () => has, has: () => true }); has",
      "[Function (anonymous)]",
    ],
    ["new Proxy({ then: (done: (value: number) => void) => done(8) }, {}) as any", "8"],
    ["new Proxy([1, 2], {})", "[ 1, 2 ]"],
    ["({ then: 5 })", "{ then: 5 }"],
    ["({ get then() { throw new Error('then') } }) as any", "{ then: [Getter] }"],
    ["({ then: (done: (value: number) => void) => done(7) }) as any", "7"],
    ["({ then: (one: any) => one({ then: (two: (value: number) => void) => two(9) }) }) as any", "9"],
    ["({ then: (done: any) => done(Promise.resolve(10)) }) as any", "10"],
    ["const self: any = { then: (done: any) => done(self), n: 1 }; self", "{ then: [Function: then], n: 1 }"],
    ["const other: any = { then: (done: any) => done(new Proxy({}, { get: (_, name) => () => name })) }; other", "{}"],
    ["Promise.resolve({ a: Promise.resolve(4) })", "{ a: Promise { 4 } }"],
    ["Object.create(null)", "[Object: null prototype] {}"],
    ["new Proxy(Promise.resolve(1), {})", "Promise { 1 }"],
    ["[new Proxy(Promise.resolve(1), {})]", "[ Promise { 1 } ]"],
  ])("show %s as %s", async (code, expected) => {
    expect(resultOf(await kernel.execute(code))).toBe(expected);
  });

  it("is the error of a promise that a then gives, once", async () => {
    const { reply, stderr } = await kernel.execute(
      "({ then: (done: any) => done(Promise.reject(Error('no'))) }) as any",
    );
    expect([reply.evalue, stderr]).toEqual(["no", ""]);
  });

  it("is interrupted where every then gives another one at once", async () => {
    const { id } = await kernel.send("execute_request", {
      code: "const next = (): any => ({ then: (done: any) => done(next()) }); console.log('begun'); next()",
    });
    await kernel.until(() => kernel.messagesOf(id).some(({ header }) => header.msg_type === "stream"), 20_000, "begun");
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply.ename).toBe("Interrupted");
  });

  it("waits no longer than ten seconds for a then that never answers", async () => {
    expect(resultOf(await kernel.execute("({ then() {}, a: 1 }) as any"))).toBe("{ then: [Function: then], a: 1 }");
  }, 40_000);

  it("waits no longer than half a minute for a display that is never made", async () => {
    const { id } = await kernel.send("execute_request", {
      code: `({ a: 1, [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })`,
    });
    await kernel.reply(id, 60_000);
    const executed = await kernel.executed(id);
    expect(resultOf(executed)).toContain("a: 1");
  }, 90_000);

  it.each([
    ["console.log(Promise.resolve(4))", "Promise { 4 }\n"],
    ["console.log([new Promise(() => {})])", "[ Promise { <pending> } ]\n"],
    ["console.log({ a: (async () => 'x')() })", "{ a: Promise { 'x' } }\n"],
    ["const failed = Promise.reject(3); failed.catch(() => {}); console.log(failed)", "Promise { <rejected> 3 }\n"],
    ["class Later extends Promise<number> {}\nconsole.log(Later.resolve(1))", "Later [Promise] { 1 }\n"],
    ["console.log(Object.assign(Promise.resolve(1), { label: 'mine' }))", "Promise { 1, label: 'mine' }\n"],
    [
      "import util from 'node:util'; console.log(util.inspect(new Map([[1, Promise.resolve(2)]])))",
      "Map(1) { 1 => Promise { 2 } }\n",
    ],
    [
      "console.log('%o %o', Promise.resolve(4), [Promise.resolve(5)])",
      "Promise { 4 } [ Promise { 5 }, [length]: 1 ]\n",
    ],
    [
      "const owned: any = Promise.resolve({}); owned.self = owned; console.log(require('util').inspect(owned, { showHidden: true }))",
      "<ref *1> Promise { {}, self: [Circular *1] }\n",
    ],
    ["console.dir(Promise.resolve(4))", "Promise { 4 }\n"],
    ["console.dir({ p: Promise.resolve(4) }, { depth: 0 })", "{ p: [Promise] }\n"],
    [
      "console.dir([new Map([[1, Promise.resolve(2)]])], { showHidden: true })",
      "[ Map(1) { 1 => Promise { 2 } }, [length]: 1 ]\n",
    ],
    ["console.dir(Promise.resolve({ p: Promise.resolve(4) }))", "Promise { { p: Promise { 4 } } }\n"],
    [
      "console.group('g'); console.dir(new Proxy(Promise.resolve(4), {}), { showProxy: true }); console.groupEnd()",
      "g\n  Proxy [ Promise { 4 }, {} ]\n",
    ],
    ["console.dir(new (class X { [Symbol.for('nodejs.util.inspect.custom')]() { return 'custom' } })())", "X {}\n"],
    [
      "console.table([{ p: Promise.resolve(4) }])",
      "┌─────────┬───────────────┐\n│ (index) │ p             │\n├─────────┼───────────────┤\n│ 0       │ Promise { 4 } │\n└─────────┴───────────────┘\n",
    ],
    [
      "import { inspect } from 'node:util'; console.log(inspect([Promise.resolve(4)], { customInspect: false }), inspect({ p: Promise.resolve(4) }, { customInspect: false, showHidden: true }))",
      "[ Promise { 4 } ] { p: Promise { 4 } }\n",
    ],
    [
      "console.log(require('util').formatWithOptions({ customInspect: false }, '%O', [Promise.resolve(4)]), require('util').inspect.name)",
      "[ Promise { 4 } ] inspect\n",
    ],
    [
      "const bare = Promise.resolve(4); await bare; console.log(Reflect.ownKeys(bare), Object.getOwnPropertySymbols(bare), Object.getOwnPropertyDescriptors(bare))",
      "[] [] {}\n",
    ],
    ["console.log(Reflect.ownKeys({ [Symbol.for('mine')]: 1 }), await Promise.resolve(4))", "[ Symbol(mine) ] 4\n"],
  ])("prints %s as Node does outside", async (code, stdout) => {
    expect((await kernel.execute(code)).stdout).toBe(stdout);
  });

  it("keeps a promise in a result, a display and an assertion free of the kernel's insides", async () => {
    expect(resultOf(await kernel.execute("[Promise.resolve(4)]"))).toBe("[ Promise { 4 } ]");
    const { messages } = await kernel.execute("display(Promise.resolve(4))");
    expect(messages.find(({ type }) => type === "display_data")?.content.data["text/plain"]).toBe("Promise { 4 }");
    for (const load of [
      'import assert from "node:assert";',
      'import assert from "assert/strict";',
      'const assert = require("assert");',
    ]) {
      const failed = await kernel.execute(`${load} assert.deepStrictEqual({ p: Promise.resolve(4) }, { p: 4 })`);
      expect(failed.reply.ename).toBe("AssertionError");
      expect(failed.reply.evalue).toContain("Promise");
      expect(tracebackOf(failed)).not.toMatch(/async_id|kResourceStore|abort/);
    }
    const equal = await kernel.execute(
      'import assert from "node:assert"; assert.deepStrictEqual([Promise.resolve(4)], [Promise.resolve(4)])',
    );
    expect(equal.reply.status).toBe("ok");
    expect((await kernel.execute("console.log(setTimeout(() => {}, 1))")).stdout).not.toMatch(/canAsk|AbortController/);
  });

  it("shows of a disposal that fails both errors, each where it was typed, and no frame of the compiler's helpers", async () => {
    const block = `{
  using file = { [Symbol.dispose]() { throw new Error("not closed"); } };
  throw new Error("not read");
}`;
    expect(plain(await kernel.execute(block))).toMatch(
      /^SuppressedError: An error was suppressed during disposal\.\n {2}Thrown by the disposal: Error: not closed\n.*\(Cell \d+:2:45\)\n.*\n {2}Suppressed by it: Error: not read\n +at Cell \d+:3:9\n.*$/,
    );
    const waiting = `async function read() {
  await using file = { async [Symbol.asyncDispose]() { throw new Error("not closed"); } };
  throw new Error("not read");
}
await read()`;
    const shown = plain(await kernel.execute(waiting));
    expect(shown).toMatch(/Thrown by the disposal: Error: not closed[^]*Suppressed by it: Error: not read/);
    expect(shown).not.toMatch(/:1:1\b|fail|next/);
  });

  it("shows where what V8 does not compile was typed", async () => {
    const code = "const year = 1;\nconst re = 'a'.match(/(?<y>a)|(?<y>b)/)";
    const failed = await kernel.execute(code);
    // Newer than V8 of Node 23 it is no mistake.
    if (failed.reply.status === "ok") return;
    expect(plain(failed)).toMatch(/Duplicate capture group name\n {4}at Cell \d+:2:22\n {6}2 \| const re = /);
  });

  it("shows what failed in a magic at its place", async () => {
    expect(plain(await kernel.execute("%cd nope"))).toMatch(/\n {4}at Cell \d+:1:1\n {6}1 \| %cd nope\n/);
    expect(plain(await kernel.execute("let here = 1;\n  %cd nope"))).toMatch(/\n {4}at Cell \d+:2:3\n/);
    expect(plain(await kernel.execute("%time JSON.parse('{')"))).toMatch(/\n {4}at Cell \d+:1:12\n/);
    expect((await kernel.execute("%time here")).stdout).toMatch(/^Wall time: [^\n]*\n$/);
  });

  it("shows a revoked proxy that is thrown", async () => {
    const thrown = await kernel.execute("const gone = Proxy.revocable({}, {}); gone.revoke(); throw gone.proxy");
    expect(plain(thrown)).toBe("Uncaught: <Revoked Proxy>");
  });

  it.each([
    ["__dirname", () => `'${kernel.directory}'`],
    ["__filename", () => `'${kernel.directory}/cell.js'`],
    ["module.exports", () => "{}"],
    ["exports === module.exports", () => "true"],
    ["require.main === module", () => "true"],
    ["module.paths[0]", () => `'${kernel.directory}/node_modules'`],
    ["typeof module.require('node:path').join", () => "'function'"],
    ["import.meta.resolve('node:path')", () => "'node:path'"],
    ["import.meta.resolve('./x.js')", () => `'file://${kernel.directory}/x.js'`],
    ["import.meta.resolve('zod').startsWith('file://')", () => "true"],
    ["process.stdout.columns", () => "80"],
    ["process.stdout.getWindowSize()", () => "[ 80, 24 ]"],
    ["process.stdout.hasColors()", () => "true"],
  ])("has %s, as it is typed", async (code, expected) => {
    expect(resultOf(await kernel.execute(code))).toBe(expected());
  });

  it.each([
    ["process.stdout.write('abc'); process.stdout.cursorTo(0); process.stdout.write('x')", "abc\rx"],
    [
      "process.stdout.write('abc'); process.stdout.clearLine(0); process.stdout.cursorTo(0); console.log('x')",
      "abc\r   \r   \rx\n",
    ],
    ["process.stdout.write('50 %'); process.stdout.moveCursor(-2, 0); process.stdout.write('!')", "50 %\r50!"],
    ["process.stdout.write('a\\nbc'); process.stdout.cursorTo(1); process.stdout.clearLine(1)", "a\nbc\rb\rb \rb"],
    [
      "import readline from 'node:readline'; process.stdout.write('abc'); readline.clearLine(process.stdout, 0); readline.cursorTo(process.stdout, 0); console.log('x')",
      "abc\r   \r   \rx\n",
    ],
    ["console.log('\\u001b[31mred\\u001b[39m')", "\u001b[31mred\u001b[39m\n"],
  ])("moves in the line with %s", async (code, stdout) => {
    expect((await kernel.execute(code)).stdout).toBe(stdout);
  });
});
