import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DebugClient } from "../support/debug-client.js";
import { TestKernel, resultOf } from "../support/kernel-client.js";

describe("a cell that stands still", () => {
  let kernel: TestKernel;
  let debug: DebugClient;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    debug = new DebugClient(kernel);
  }, 60_000);
  afterAll(() => kernel?.stop());
  afterEach(async () => {
    await debug.request("disconnect");
  });

  /** Runs a cell that stops at a line, and waits until it does. */
  async function stopAt(code: string, line: number): Promise<string> {
    await debug.start();
    await debug.setBreakpoints(code, [line]);
    const { id } = await kernel.send("execute_request", { code });
    await debug.event("stopped");
    return id;
  }

  it("is ended by an interrupt at once, keeps its variables, and leaves nothing standing", async () => {
    const id = await stopAt("let kept = 1;\nfor (;;) {\n  kept += 1;\n}", 3);
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
    await debug.event("continued");
    expect(await debug.request("debugInfo")).toMatchObject({ isStarted: true, stoppedThreads: [] });
    expect(await debug.frames()).toEqual([]);
    expect(resultOf(await kernel.execute("kept"))).toBe("1");
  }, 60_000);

  it("is ended by an interrupt after an await too", async () => {
    const id = await stopAt("await new Promise((done) => setTimeout(done, 5));\nconst late = 1;\nlate", 2);
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply).toMatchObject({ ename: "Interrupted" });
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
  }, 60_000);

  describe.each([
    ["waits for ever", "export const loaded = 1;\nconsole.log('loads');\nawait new Promise(() => {});\n"],
    ["never ends", "export let loaded = 1;\nconsole.log('loads');\nwhile (true) loaded += 1;\n"],
  ])("a local module that %s while it is loaded", (_, source) => {
    let count = 0;
    /** Starts a cell that imports the module, with the debugger on, and waits until it is being loaded. */
    async function load(filters: readonly string[] = []): Promise<string> {
      await debug.start(filters);
      const name = `loading-${(count += 1)}-${source.length}`;
      writeFileSync(join(kernel.directory, `${name}.ts`), source);
      const code = `const { loaded } = await import("./${name}"); loaded`;
      const { id } = await kernel.send("execute_request", { code });
      await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 30_000, "loads");
      return id;
    }

    it.each([
      ["no filter", []],
      ["all exceptions", ["all"]],
    ])(
      "is ended by an interrupt, with %s",
      async (_name, filters) => {
        const id = await load(filters);
        await kernel.request("interrupt_request", {}, "control");
        const { reply } = await kernel.executed(id);
        expect(reply.status).toBe("error");
        expect(["Interrupted", "CellRunnerLost"]).toContain(reply.ename);
        expect(await debug.request("debugInfo")).toMatchObject({ isStarted: true, stoppedThreads: [] });
        expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
        const again = await kernel.send("execute_request", { code: "debugger;\n3" });
        expect(await debug.stopped()).toMatch(/^Cell \d+:1$/);
        await debug.request("continue", { threadId: 1 });
        expect(resultOf(await kernel.executed(again.id))).toBe("3");
      },
      90_000,
    );
  });

  it("is ended by an interrupt where it stands still in a module that never ends, and the kernel shuts down in one", async () => {
    const source = "export let turns = 1;\nconsole.log('loads');\nwhile (true) {\n  turns += 1;\n}\n";
    writeFileSync(join(kernel.directory, "turns.ts"), source);
    await debug.start();
    const { id } = await kernel.send("execute_request", { code: 'await import("./turns")' });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 30_000, "loads");
    await debug.request("pause", { threadId: 1 });
    expect(await debug.stopped()).toMatch(/^turns\.ts:[34]/);
    await kernel.request("interrupt_request", {}, "control");
    const { reply } = await kernel.executed(id);
    expect(["Interrupted", "CellRunnerLost"]).toContain(reply.ename);
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");

    const last = await TestKernel.start();
    try {
      const attached = new DebugClient(last);
      writeFileSync(join(last.directory, "turns.ts"), source);
      await attached.start();
      const loading = await last.send("execute_request", { code: 'await import("./turns")' });
      await last.until(() => last.messagesOf(loading.id).some(({ type }) => type === "stream"), 30_000, "loads");
      await attached.request("pause", { threadId: 1 });
      await attached.event("stopped");
      const asked = performance.now();
      expect((await last.request("shutdown_request", { restart: false }, "control")).content.status).toBe("ok");
      expect(performance.now() - asked).toBeLessThan(10_000);
    } finally {
      await last.stop();
    }
  }, 120_000);

  it("lets completion, inspection, control and another cell wait or go on, and deadlocks none", async () => {
    const id = await stopAt("const near = 4;\nnear", 2);
    const next = await kernel.send("execute_request", { code: "near + 1" });
    expect((await kernel.request("complete_request", { code: "Math.flo", cursor_pos: 8 })).content.matches).toContain(
      "floor",
    );
    expect(
      (await kernel.request("inspect_request", { code: "near", cursor_pos: 2, detail_level: 0 })).content.found,
    ).toBe(true);
    expect((await kernel.request("kernel_info_request", {}, "control")).content.debugger).toBe(true);
    expect(await kernel.heartbeat(5000)).toBe(true);
    expect(await debug.place()).toMatch(/^Cell \d+:2$/);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("4");
    expect(resultOf(await kernel.executed(next.id))).toBe("5");
  }, 60_000);

  it("takes the answer to a question that came while it stood still", async () => {
    const code = `const asked = prompt("name?");
for (let at = 0; at < 3; at += 1) {
  await null;
}
await asked;`;
    kernel.answerInput = () => "Ada";
    const id = await stopAt(code, 3);
    await kernel.until(() => kernel.questions.length > 0, 10_000, "a question");
    await debug.setBreakpoints(code, []);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("'Ada'");
  }, 60_000);

  it("is shown to a page that comes back and to a second client", async () => {
    const code = "const seen = 1;\nseen";
    const id = await stopAt(code, 2);
    const other = await kernel.connectAnother();
    const second = new DebugClient(other);
    const { sourcePath } = await second.request("dumpCell", { code });
    expect(await second.request("debugInfo")).toMatchObject({
      isStarted: true,
      stoppedThreads: [1],
      breakpoints: [{ source: sourcePath, breakpoints: [{ line: 2 }] }],
    });
    expect(await second.place()).toMatch(/^Cell \d+:2$/);
    expect((await second.scopes()).Notebook).toContain("seen: 1");
    expect(await second.request("source", { source: { path: sourcePath } })).toEqual({
      content: code,
      mimeType: "text/x-typescript",
    });
    await second.request("continue", { threadId: 1 });
    await debug.event("continued");
    expect(resultOf(await kernel.executed(id))).toBe("1");
    other.close();
  }, 60_000);

  it("ends with its runner, and the next cell stops at its breakpoint in the next one", async () => {
    const id = await stopAt("const pid = process.pid;\npid", 2);
    const [frame] = await debug.frames();
    const { result } = await debug.request("evaluate", { expression: "pid", frameId: frame!.id });
    process.kill(Number(result), "SIGKILL");
    await debug.event("continued");
    expect((await kernel.executed(id)).reply).toMatchObject({ ename: "CellRunnerLost" });
    expect(await debug.request("debugInfo")).toMatchObject({ isStarted: true, stoppedThreads: [] });
    const again = await kernel.send("execute_request", { code: "const pid = process.pid;\npid" });
    expect(await debug.stopped()).toMatch(/^Cell \d+:2$/);
    await debug.request("continue", { threadId: 1 });
    expect((await kernel.executed(again.id)).reply.status).toBe("ok");
  }, 60_000);

  it("is one that spins, once it is paused, and its breakpoints can be set while it does", async () => {
    await debug.start();
    const code = "let spins = 0;\nwhile (spins >= 0) {\n  spins += 1;\n}\nspins";
    const { id } = await kernel.send("execute_request", { code });
    await kernel.until(
      () => kernel.messagesOf(id).some(({ type }) => type === "execute_input"),
      10_000,
      "execute_input",
    );
    await new Promise((wake) => setTimeout(wake, 500));
    await debug.request("pause", { threadId: 1 });
    expect(await debug.event("stopped")).toMatchObject({ reason: "pause" });
    expect(await debug.place()).toMatch(/^Cell \d+:[23]$/);
    await debug.request("continue", { threadId: 1 });
    await debug.event("continued");
    expect(await debug.setBreakpoints(code, [3])).toEqual([3]);
    expect(await debug.stopped()).toMatch(/^Cell \d+:3$/);
    await debug.setBreakpoints(code, []);
    await debug.request("evaluate", { expression: "spins = -2" });
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("-1");
  }, 60_000);

  it("goes on when the debugger is turned off, which leaves nothing on", async () => {
    const id = await stopAt("const off = 1;\noff", 2);
    await debug.request("disconnect", { restart: false, terminateDebuggee: false });
    await debug.event("continued");
    expect(resultOf(await kernel.executed(id))).toBe("1");
    expect(await debug.request("debugInfo")).toMatchObject({ isStarted: false, breakpoints: [], stoppedThreads: [] });
    expect(resultOf(await kernel.execute("const off = 1;\noff"))).toBe("1");
  }, 60_000);

  it("stops at a debugger statement, and in a timer when no cell runs", async () => {
    await debug.start();
    const { reply } = await kernel.execute("setTimeout(() => {\n  debugger;\n  ticked = 2;\n}, 100);\nlet ticked = 1;");
    expect(reply.status).toBe("ok");
    expect(await debug.stopped()).toMatch(/:2$/);
    expect(await debug.go("next")).toMatch(/:3$/);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.execute("ticked"))).toBe("2");
  }, 60_000);

  it("ends with process.exit, which says nothing of a debugger", async () => {
    const id = await stopAt("const code = 3;\nprocess.exit(code)", 2);
    await debug.request("continue", { threadId: 1 });
    const { reply, stderr } = await kernel.executed(id);
    expect(reply.evalue).toContain("exit code 3");
    expect(stderr).toBe("");
  }, 60_000);
});

describe("exceptions", () => {
  let kernel: TestKernel;
  let debug: DebugClient;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    debug = new DebugClient(kernel);
  }, 60_000);
  afterAll(() => kernel?.stop());
  afterEach(async () => {
    await debug.request("disconnect");
  });

  const THROWING: readonly (readonly [string, string, string])[] = [
    ["thrown in a cell", "const a = 1;\nthrow new Error('oops')", "Cell:2"],
    ["thrown in a function", "function bad() {\n  throw new TypeError('oops');\n}\nbad()", "bad:2 < Cell:4"],
    ["after an await", "await null;\nthrow new Error('oops')", "Cell:2"],
    [
      "in an async function",
      "async function worse() {\n  await null;\n  throw new Error('oops');\n}\nawait worse();",
      "worse:3",
    ],
    ["of what is no function", "const o = {} as any;\no.nothing()", "Cell:2"],
  ];
  const CAUGHT = "try {\n  JSON.parse('{');\n} catch {}\ntry {\n  throw new Error('mine');\n} catch {}\n'fine'";

  it.each(THROWING)(
    "that nobody catches are stopped at: %s",
    async (_name, code, place) => {
      await debug.start(["uncaught"]);
      expect(resultOf(await kernel.execute(CAUGHT))).toBe("'fine'");
      const { id } = await kernel.send("execute_request", { code });
      expect(await debug.event("stopped")).toMatchObject({
        reason: "exception",
        text: expect.stringMatching(/oops|not a function/),
      });
      expect((await debug.place()).replace(/Cell \d+/g, "Cell")).toBe(place);
      await debug.request("continue", { threadId: 1 });
      const { reply, stderr } = await kernel.executed(id);
      expect(reply.status).toBe("error");
      expect(reply.evalue).toMatch(/oops|o\.nothing is not a function/);
      expect(stderr).toBe("");
      expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
    },
    60_000,
  );

  it("are all stopped at where one asks for it, and none inside of the kernel or Node", async () => {
    await debug.start(["all"]);
    const { id } = await kernel.send("execute_request", { code: CAUGHT });
    expect(await debug.stopped()).toMatch(/^Cell \d+:2$/);
    expect(await debug.go("continue")).toMatch(/^Cell \d+:5$/);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("'fine'");
    // Node and the kernel throw and catch on the way.
    const quiet = await kernel.execute(
      `const fs = await import('node:fs');
fs.existsSync('/nowhere');
console.log({ a: 1 });
import { widgets } from "tunelab";
await fetch("http://127.0.0.1:9").catch(() => undefined);
({ b: [1] })`,
    );
    expect(quiet.stdout).toBe("{ a: 1 }\n");
  }, 60_000);

  it("tell no secret, and a recursion without end fails as ever", async () => {
    await debug.start(["uncaught"]);
    const { id } = await kernel.send("execute_request", { code: 'throw new Error("apiKey=abcdef123456")' });
    expect(await debug.event("stopped")).toMatchObject({ text: expect.stringContaining("apiKey=[redacted]") });
    await debug.request("continue", { threadId: 1 });
    await kernel.executed(id);
    const code = "const forever = (n: number): number => 1 + forever(n + 1);\nforever(0)";
    expect((await kernel.execute(code)).reply.ename).toBe("RangeError");
  }, 60_000);

  it("stop nothing when none are chosen", async () => {
    await debug.start([]);
    expect((await kernel.execute("throw new Error('oops')")).reply).toMatchObject({ status: "error", evalue: "oops" });
  }, 60_000);
});

it("A kernel that is restarted while a cell stands still ends in time", async () => {
  const kernel = await TestKernel.start();
  const debug = new DebugClient(kernel);
  await debug.start();
  await debug.setBreakpoints("const end = 1;\nend", [2]);
  const { id } = await kernel.send("execute_request", { code: "const end = 1;\nend" });
  await debug.event("stopped");
  const started = Date.now();
  const reply = await kernel.request("shutdown_request", { restart: true }, "control");
  expect(reply.content).toMatchObject({ status: "ok", restart: true });
  expect(Date.now() - started).toBeLessThan(15_000);
  expect((await kernel.reply(id)).content.status).toBe("error");
  await kernel.exited;
  await kernel.stop();
}, 60_000);

it("Two notebooks are debugged at the same time", async () => {
  const kernels = await Promise.all([TestKernel.start(), TestKernel.start()]);
  try {
    const debuggers = kernels.map((kernel) => new DebugClient(kernel));
    const ids: string[] = [];
    for (const [at, debug] of debuggers.entries()) {
      await debug.start();
      await debug.setBreakpoints(`const mine = ${at};\nmine`, [2]);
      ids.push((await kernels[at]!.send("execute_request", { code: `const mine = ${at};\nmine` })).id);
    }
    for (const [at, debug] of debuggers.entries()) {
      expect(await debug.stopped()).toBe("Cell 1:2");
      expect((await debug.scopes()).Notebook).toEqual([`mine: ${at}`]);
      await debug.request("continue");
      expect(resultOf(await kernels[at]!.executed(ids[at]!))).toBe(String(at));
    }
  } finally {
    await Promise.all(kernels.map((kernel) => kernel.stop()));
  }
}, 90_000);
