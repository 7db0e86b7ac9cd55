import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf } from "../support/kernel-client.js";
import { SLOW_TO_CHECK } from "../support/slow-to-check.js";

const SPINNING: readonly (readonly [name: string, code: string])[] = [
  ["a synchronous loop", "while (true) {}"],
  ["a loop that catches errors", "while (true) { try { for (;;) JSON.stringify({}); } catch {} }"],
  ["a loop in finally", "try { while (true) {} } finally { while (true) {} }"],
  ["a microtask loop", "while (true) await null"],
  ["an endless chain of microtasks", "const again = (): void => queueMicrotask(again); again(); 5"],
  ["an endless chain of ticks", "const tick = (): void => void process.nextTick(tick); tick(); 6"],
  ["an endless chain of promises", "const next = (): unknown => Promise.resolve().then(() => void next()); next(); 7"],
  ["a loop inside a timer", "await new Promise(() => setTimeout(() => { while (true) {} }, 10))"],
  ["a slow interval", "await new Promise(() => setInterval(() => { for (let i = 0; i < 3e8; i++); }, 1))"],
  ["an await that never resolves", "await new Promise(() => {})"],
  ["an awaited timer", "await new Promise((r) => setTimeout(r, 60_000))"],
  [
    "a timer of node:timers/promises",
    'import { setTimeout as sleep } from "node:timers/promises"; await sleep(60_000)',
  ],
  [
    "a fetch that is never answered",
    'import http from "node:http"; import { once } from "node:events"; const server = http.createServer(() => {}).listen(0, "127.0.0.1"); server.unref(); await once(server, "listening"); await fetch(`http://127.0.0.1:${(server.address() as { port: number }).port}`)',
  ],
  ["a prompt", 'await prompt("name?")'],
  ["a flood of output", 'while (true) console.log("x".repeat(100))'],
  ["a flood with awaits", 'while (true) { console.log("x".repeat(100)); await null; }'],
  [
    "a child process whose end is no error",
    'import { spawnSync } from "node:child_process"; spawnSync("sleep", ["60"]); "on"',
  ],
  ["a child process waited for", 'import { execSync } from "node:child_process"; execSync("sleep 60")'],
  [
    "a child process that takes no notice of it",
    `import { execSync } from "node:child_process"; execSync("trap '' INT; sleep 60 & wait; sleep 61")`,
  ],
  ["a wait on shared memory", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a shell cell", "%%sh\nsleep 60"],
];

describe("an interrupt", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.execute("var kept = 41");
  });
  afterAll(() => kernel.stop());

  /** Interrupts a cell a moment after its first line has run. */
  const interruptSoon = async (code: string): Promise<string> => {
    const [magic = ""] = /^%%sh\n/.exec(code) ?? [];
    const sign = magic === "" ? 'console.log("runs"); ' : "echo runs\n";
    const whole = magic + sign + code.slice(magic.length);
    return interruptAfter(whole, (id) => kernel.messagesOf(id).some(({ type }) => type === "stream"));
  };

  /** Interrupts a cell a moment after the compiler was given it. */
  const interruptCompiling = (code: string): Promise<string> =>
    interruptAfter(code, (id) => kernel.messagesOf(id).length >= 2);

  const interruptAfter = async (code: string, isUnderWay: (id: string) => boolean): Promise<string> => {
    const { id } = await kernel.send("execute_request", { code, allow_stdin: true });
    await kernel.until(() => isUnderWay(id), 20_000, "a sign of the cell");
    await new Promise((done) => setTimeout(done, 150));
    expect((await kernel.request("interrupt_request", {}, "control")).content).toEqual({ status: "ok" });
    return id;
  };

  it.each(SPINNING)("ends %s and keeps the variables", async (_name, code) => {
    const id = await interruptSoon(code);
    const { reply } = await kernel.executed(id);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
  });

  it("stops what the cell goes on doing in the background", async () => {
    const id = await interruptSoon(
      "while (true) { await new Promise((r) => setTimeout(r, 20)); console.log('tick'); }",
    );
    await kernel.executed(id);
    const count = kernel.messagesOf(id).length;
    await kernel.execute("await new Promise((r) => setTimeout(r, 200))");
    expect(kernel.messagesOf(id)).toHaveLength(count);
  });

  it("ends a loop that no timer of it can stop at its next line of output", async () => {
    await kernel.executed(
      await interruptSoon(
        "var turns = 0; while (true) { await new Promise((r) => setImmediate(r)); turns += 1; console.log(turns); }",
      ),
    );
    const before = resultOf(await kernel.execute("turns"));
    await kernel.execute("await new Promise((r) => setTimeout(r, 100))");
    expect(resultOf(await kernel.execute("turns"))).toBe(before);
  });

  it("aborts the signal that the cell's work was given", async () => {
    const code = `const sink = (globalThis as any)[Symbol.for("tunelab.displaySink")]; (globalThis as any).signal = sink.interruptSignal; await new Promise(() => {})`;
    await kernel.executed(await interruptSoon(code));
    expect(resultOf(await kernel.execute("(globalThis as any).signal.aborted"))).toBe("true");
  });

  it("leaves a module that is being loaded whole, so that it can be imported again", async () => {
    writeFileSync(
      join(kernel.directory, "slow.mjs"),
      "const until = Date.now() + 1500; while (Date.now() < until); export const loaded = 5;",
    );
    const load = 'const { loaded } = await import("./slow.mjs" as string)';
    const { reply } = await kernel.executed(await interruptSoon(`${load}; await new Promise(() => {})`));
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(resultOf(await kernel.execute(`${load}; loaded`))).toBe("5");
    expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
  });

  it("leaves a module whole that another module loads when it is needed", async () => {
    writeFileSync(
      join(kernel.directory, "late.mjs"),
      "const until = Date.now() + 1500; while (Date.now() < until); export const loaded = 6;",
    );
    writeFileSync(join(kernel.directory, "loader.mjs"), 'export const load = () => import("./late.mjs");');
    await kernel.execute('const { load: loadLate } = (await import("./loader.mjs" as string)) as any');
    const { reply } = await kernel.executed(await interruptSoon("await loadLate(); await new Promise(() => {})"));
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(resultOf(await kernel.execute("(await loadLate()).loaded"))).toBe("6");
    expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
  });

  it("ends a loop of a cell while a module of an earlier one is still being loaded", async () => {
    writeFileSync(join(kernel.directory, "endless.mjs"), "await new Promise(() => {}); export const loaded = 7;");
    const load = 'await import("./endless.mjs" as string)';
    expect((await kernel.executed(await interruptSoon(load))).reply).toMatchObject({ ename: "Interrupted" });
    for (const [, code] of SPINNING.slice(0, 5)) {
      const { reply } = await kernel.executed(await interruptSoon(code));
      expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
    }
  });

  it("frees the compiler from a cell that takes it too long, and leaves it what it knew", async () => {
    await kernel.execute("let gone = 1; interface Row { of: string }; const row: Row = { of: 'a' }");
    await kernel.execute("let early: typeof row; let changed = row.of");
    await kernel.execute("changed = 'b'; class Kept { #own = 5; get() { return this.#own; } }");
    const { reply } = await kernel.executed(await interruptCompiling(SLOW_TO_CHECK));
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    const next = await kernel.execute(
      "early = row; [kept + 1, early.of, changed, new Kept().get()] satisfies unknown[]",
    );
    expect(resultOf(next)).toBe("[ 42, 'a', 'b', 5 ]");
    expect((await kernel.execute("const wrong: number = row.of")).reply.ename).toBe("TypeScriptError");
    expect((await kernel.execute("one")).reply.evalue).toMatch(/Cannot find name 'one'/);
  });

  it("answers queued cells", async () => {
    const { id } = await kernel.send("execute_request", { code: "while (true) {}" });
    const queued = await kernel.send("execute_request", { code: "1" });
    await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(queued.id)).reply).toEqual({ status: "aborted" });
  });

  it("is harmless when nothing runs, many times", async () => {
    for (let times = 0; times < 5; times += 1) await kernel.request("interrupt_request", {}, "control");
    expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
  });

  it("ends a loop that an earlier cell left spinning", async () => {
    await kernel.execute("setTimeout(() => { while (true) {} }, 50); 1");
    await new Promise((done) => setTimeout(done, 200));
    await kernel.request("interrupt_request", {}, "control");
    expect(resultOf(await kernel.execute("kept + 1"))).toBe("42");
  });

  it("still attributes output to the right cell afterwards", async () => {
    const first = await kernel.send("execute_request", { code: "setTimeout(() => console.log('from first'), 150)" });
    await kernel.executed(first.id);
    const second = await kernel.execute("await new Promise((r) => setTimeout(r, 400)); console.log('from second')");
    expect(second.stdout).toBe("from second\n");
    expect(kernel.messagesOf(first.id).find(({ type }) => type === "stream")?.content.text).toBe("from first\n");
  });
});
