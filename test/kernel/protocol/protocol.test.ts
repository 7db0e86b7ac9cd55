import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, isIdle, resultOf, typesOf } from "../support/kernel-client.js";

describe("the protocol", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it("welcomes a subscriber on iopub", async () => {
    const welcome = await kernel.until(
      () => kernel.iopub.find(({ type }) => type === "iopub_welcome"),
      20_000,
      "iopub_welcome",
    );
    expect(welcome).toMatchObject({ content: { subscription: "" }, parent: {} });
  });

  it("binds only to the address of the connection file", () => {
    const listening = listeningAddresses(kernel.process.pid!);
    expect(listening.length).toBeGreaterThanOrEqual(5);
    expect([...new Set(listening)]).toEqual(["127.0.0.1"]);
  });

  it("names the language, its real version and the protocol in kernel_info", async () => {
    const { content } = await kernel.request("kernel_info_request", {}, "control");
    expect(content).toMatchObject({
      status: "ok",
      protocol_version: "5.4",
      implementation: "tunelab",
      language_info: { name: "typescript", version: "6.0.3", file_extension: ".ts" },
    });
  });

  it("sends busy, execute_input, outputs, result, and idle in this order with the right parent", async () => {
    const { reply, messages } = await kernel.execute("console.log('a'); display(1); 2");
    expect(typesOf(messages)).toEqual(["busy", "execute_input", "stream", "display_data", "execute_result", "idle"]);
    expect(reply).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
  });

  it("has its own session id, the same in all messages", async () => {
    const { content, header } = await kernel.request("comm_info_request", {});
    expect(content).toEqual({ status: "ok", comms: {} });
    expect(header.session).not.toBe(kernel.session);
    expect(new Set(kernel.iopub.map((message) => message.header.session))).toEqual(new Set([header.session]));
  });

  it("counts cells from 1, but not silent ones, ones outside history, and blank ones", async () => {
    const fresh = await TestKernel.start();
    try {
      expect((await fresh.execute("1")).reply.execution_count).toBe(1);
      expect(fresh.iopub[0]?.header.session).not.toBe(kernel.iopub[0]?.header.session);
      const silent = await fresh.execute("console.log('unheard'); 5", { silent: true });
      expect(silent.reply.execution_count).toBe(1);
      expect(typesOf(silent.messages)).toEqual(["busy", "idle"]);
      expect((await fresh.execute("2", { store_history: false })).reply.execution_count).toBe(1);
      expect((await fresh.execute(" \n")).reply).toMatchObject({ status: "ok", execution_count: 1 });
      expect((await fresh.execute("3")).reply.execution_count).toBe(2);
      const { content } = await fresh.request("history_request", { hist_access_type: "tail", n: 10, output: true });
      expect(content.history).toEqual([
        [1, 1, ["1", "1"]],
        [1, 2, ["3", "3"]],
      ]);
    } finally {
      await fresh.stop();
    }
  });

  it("evaluates user_expressions after the cell, each with its own outcome", async () => {
    const { reply } = await kernel.execute("const base = 20", {
      user_expressions: { good: "base + 1", bad: "base.nope", thrown: "(() => { throw new Error('late') })()" },
    });
    expect(reply.user_expressions.good).toEqual({ status: "ok", data: { "text/plain": "21" }, metadata: {} });
    expect(reply.user_expressions.bad).toMatchObject({ status: "error", ename: "TypeScriptError" });
    expect(reply.user_expressions.thrown).toMatchObject({ status: "error", ename: "Error", evalue: "late" });
  });

  it("aborts the queued cells after an error, each with busy and idle, and runs those that came later", async () => {
    const first = await kernel.send("execute_request", {
      code: "await new Promise((r) => setTimeout(r, 300)); throw 1",
    });
    const queued = await Promise.all(
      [1, 2].map(() => kernel.send("execute_request", { code: "console.log('never')" })),
    );
    expect((await kernel.executed(first.id)).reply.status).toBe("error");
    for (const { id } of queued) {
      const { reply, messages } = await kernel.executed(id);
      expect(reply).toEqual({ status: "aborted" });
      expect(typesOf(messages)).toEqual(["busy", "idle"]);
    }
    expect((await kernel.execute("'runs'")).reply.status).toBe("ok");
  });

  it.each(["%nada", "1 +", "const n: number = 'x'", "throw 1"])(
    "aborts the cells that were sent together with one that fails, however soon: %s",
    // A busy machine may hold this process up between two of them.
    { retry: 2 },
    async (failing) => {
      for (let round = 0; round < 5; round += 1) {
        const first = kernel.send("execute_request", { code: failing });
        const behind = ["1", "2", "3"].map((code) => kernel.send("execute_request", { code }));
        expect((await kernel.executed((await first).id)).reply.status).toBe("error");
        for (const sent of behind) {
          expect((await kernel.executed((await sent).id)).reply).toEqual({ status: "aborted" });
        }
      }
    },
  );

  it("runs the queued cells after an error with stop_on_error false", async () => {
    const first = await kernel.send("execute_request", {
      code: "await new Promise((r) => setTimeout(r, 200)); throw 1",
      stop_on_error: false,
    });
    const second = await kernel.send("execute_request", { code: "console.log('still')" });
    expect((await kernel.executed(first.id)).reply.status).toBe("error");
    expect((await kernel.executed(second.id)).stdout).toBe("still\n");
  });

  it("never interleaves the statuses of queued cells", async () => {
    const ids = await Promise.all(
      [1, 2, 3].map((n) => kernel.send("execute_request", { code: `console.log(${n}); ${n}` })),
    );
    for (const { id } of ids) await kernel.executed(id);
    const mine = new Set(ids.map(({ id }) => id));
    const order = kernel.iopub
      .filter(({ parent }) => mine.has(String(parent.msg_id)))
      .map(({ parent }) => ids.findIndex(({ id }) => id === parent.msg_id));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("answers completion, inspection, heartbeat and control while a cell spins", async () => {
    const { id } = await kernel.send("execute_request", { code: "while (true) {}", stop_on_error: false });
    await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
    expect((await kernel.request("complete_request", { code: "Math.cb", cursor_pos: 7 })).content.matches).toEqual([
      "cbrt",
    ]);
    expect(
      (await kernel.request("inspect_request", { code: "parseInt", cursor_pos: 3, detail_level: 0 })).content.found,
    ).toBe(true);
    expect(await kernel.heartbeat()).toBe(true);
    expect((await kernel.request("kernel_info_request", {}, "control")).content.status).toBe("ok");
    expect(kernel.messagesOf(id).some(isIdle)).toBe(false);
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply.ename).toBe("Interrupted");
  });

  it("answers an unknown request, and requests with missing or wrong fields", async () => {
    expect((await kernel.request("nonsense_request", {})).content).toMatchObject({
      status: "error",
      ename: "UnknownMessageType",
    });
    expect((await kernel.request("execute_request", {})).content).toMatchObject({
      status: "error",
      ename: "InvalidRequest",
    });
    expect((await kernel.request("execute_request", { code: 5 })).content).toMatchObject({ status: "error" });
    expect((await kernel.request("complete_request", {})).content.status).toBe("ok");
    expect((await kernel.request("complete_request", { code: "Math.cb", cursor_pos: 9999 })).content.matches).toEqual([
      "cbrt",
    ]);
    expect((await kernel.request("complete_request", { code: "Math.cb", cursor_pos: -3 })).content.status).toBe("ok");
    expect((await kernel.request("inspect_request", { code: "x", cursor_pos: 9999 })).content).toMatchObject({
      status: "ok",
      found: false,
    });
    expect((await kernel.request("is_complete_request", {})).content.status).toBe("complete");
    expect((await kernel.request("history_request", { hist_access_type: "odd" })).content).toEqual({
      status: "ok",
      history: [],
    });
  });

  it("counts the cursor in code points", async () => {
    const code = "/* 😀😀 */ Math.cb";
    const { content } = await kernel.request("complete_request", { code, cursor_pos: [...code].length });
    expect(content).toMatchObject({ matches: ["cbrt"], cursor_start: 14, cursor_end: 16 });
    expect(content.metadata._jupyter_types_experimental[0]).toMatchObject({ text: "cbrt", start: 14, end: 16 });
    const inspected = "/* 😀😀😀😀😀😀😀😀 */ parseInt; isNaN";
    const at = [...inspected].join("|").split("|").indexOf("p") + 2;
    const found = await kernel.request("inspect_request", { code: inspected, cursor_pos: at, detail_level: 0 });
    expect(found.content.data["text/plain"]).toContain("function parseInt(");
  });

  it("finds in its history the last cells, a range, and what matches a pattern, each once where asked", async () => {
    const fresh = await TestKernel.start();
    try {
      for (const code of ["const seen = 1", "seen + 1", "seen + 1", "'😀'"]) await fresh.execute(code);
      const ask = async (question: object): Promise<unknown> =>
        (await fresh.request("history_request", { output: false, raw: true, ...question })).content.history;
      expect(await ask({ hist_access_type: "tail", n: 2 })).toEqual([
        [1, 3, "seen + 1"],
        [1, 4, "'😀'"],
      ]);
      expect(await ask({ hist_access_type: "range", session: 0, start: 1, stop: 3 })).toEqual([
        [1, 1, "const seen = 1"],
        [1, 2, "seen + 1"],
      ]);
      expect(await ask({ hist_access_type: "search", pattern: "*seen*", n: 10, unique: true })).toEqual([
        [1, 1, "const seen = 1"],
        [1, 3, "seen + 1"],
      ]);
    } finally {
      await fresh.stop();
    }
  });

  it("inspects just after an opening bracket, with Markdown and text", async () => {
    const code = "parseInt(";
    const { content } = await kernel.request("inspect_request", { code, cursor_pos: code.length, detail_level: 1 });
    expect(content.found).toBe(true);
    expect(content.data["text/markdown"]).toContain("parseInt");
    expect(content.data["text/plain"]).toContain("parseInt");
  });

  it("never runs a getter to complete", async () => {
    await kernel.execute("var touched = 0; var trap = { get danger() { touched += 1; return 1; } };");
    await kernel.request("complete_request", { code: "trap.danger.", cursor_pos: 12 });
    expect(
      (await kernel.execute("touched")).messages.find(({ type }) => type === "execute_result")?.content.data,
    ).toEqual({ "text/plain": "0" });
  });

  it("indents what is incomplete", async () => {
    const { content } = await kernel.request("is_complete_request", { code: "function f() {" });
    expect(content).toEqual({ status: "incomplete", indent: "  " });
  });

  it.each([
    "const t = `one",
    "x = /unclosed",
    "/* open",
    "const m = new Map<string,",
    "const f = (x: number) =>",
    "%%sh",
  ])("waits for the rest of %j", async (code) => {
    const { content } = await kernel.request("is_complete_request", { code });
    expect(content.status).toBe("incomplete");
  });

  it("closes a comm that a front end opens", async () => {
    const { id } = await kernel.send("comm_open", { comm_id: "c1", target_name: "jupyter.widget", data: {} });
    await kernel.until(() => kernel.messagesOf(id).some(isIdle), 20_000, "idle");
    expect(typesOf(kernel.messagesOf(id))).toEqual(["busy", "comm_close", "idle"]);
    expect(kernel.messagesOf(id)[1]?.content).toEqual({ comm_id: "c1", data: {} });
  });

  it("drops garbage, wrong signatures and replays without harm", async () => {
    await kernel.execute("var runs = 0");
    const { id, frames } = await kernel.send("execute_request", { code: "runs += 1" });
    await kernel.executed(id);
    await kernel.sendFrames("shell", frames);
    await kernel.sendFrames("shell", ["garbage"]);
    await kernel.sendFrames("shell", ["<IDS|MSG>"]);
    await kernel.sendFrames("shell", ["<IDS|MSG>", "bad", "{}", "{}", "{}", "{}"]);
    const forged = frames.map((frame, at) =>
      at === 1 ? "0".repeat(64) : at === 2 ? String(frame).replace(id, "forged") : frame,
    );
    await kernel.sendFrames("shell", forged);
    const notJson = ["{", "[]", "null", "1"];
    await kernel.sendFrames("shell", ["<IDS|MSG>", kernel.sign(notJson), ...notJson]);
    const { messages } = await kernel.execute("runs");
    expect(messages.find(({ type }) => type === "execute_result")?.content.data).toEqual({ "text/plain": "1" });
  });

  it("keeps binary buffers outside the signature", async () => {
    const parts = [
      JSON.stringify({
        msg_id: "with-buffers",
        session: "s",
        username: "u",
        date: new Date().toISOString(),
        msg_type: "kernel_info_request",
        version: "5.4",
      }),
      "{}",
      "{}",
      "{}",
    ];
    await kernel.sendFrames("shell", ["<IDS|MSG>", kernel.sign(parts), ...parts, Buffer.from([0, 255, 1])]);
    expect((await kernel.reply("with-buffers")).content.status).toBe("ok");
  });
});

describe("a kernel's life", () => {
  it("ends on shutdown while a cell spins, echoes restart, and leaves no process behind", async () => {
    const kernel = await TestKernel.start();
    const { messages } = await kernel.execute("process.pid");
    const runner = Number(messages.find(({ type }) => type === "execute_result")?.content.data["text/plain"]);
    const { id } = await kernel.send("execute_request", { code: "console.log('go'); while (true) {}" });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 20_000, "output");
    const { content } = await kernel.request("shutdown_request", { restart: true }, "control");
    expect(content).toEqual({ status: "ok", restart: true });
    expect(await kernel.exited).toBe(0);
    expect(() => process.kill(runner, 0)).toThrow("ESRCH");
    expect(kernel.log).toBe("");
    await kernel.stop();
  });

  it("takes its cell runner and what that started along when it is killed, even while a cell spins", async () => {
    const kernel = await TestKernel.start();
    const pids = resultOf(
      await kernel.execute(
        'import { spawn } from "node:child_process"; [process.pid, spawn("sleep", ["60"]).pid].join(" ")',
      ),
    );
    const [runner, child] = (pids ?? "").replaceAll("'", "").split(" ").map(Number);
    const { id } = await kernel.send("execute_request", { code: "console.log('go'); while (true) {}" });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 20_000, "output");
    kernel.process.kill("SIGKILL");
    await kernel.exited;
    await expect.poll(() => isAlive(runner!) || isAlive(child!), { timeout: 5000 }).toBe(false);
    await kernel.stop();
  });

  it("interrupts on SIGINT and ends on SIGTERM", async () => {
    const kernel = await TestKernel.start();
    const { id } = await kernel.send("execute_request", { code: "console.log('go'); while (true) {}" });
    await kernel.until(() => kernel.messagesOf(id).some(({ type }) => type === "stream"), 20_000, "output");
    kernel.process.kill("SIGINT");
    expect((await kernel.executed(id)).reply.ename).toBe("Interrupted");
    kernel.process.kill("SIGTERM");
    expect(await kernel.exited).toBe(0);
    await kernel.stop();
  });

  it("speaks over ipc, and unsigned where the key is empty", async () => {
    const kernel = await TestKernel.start({ transport: "ipc", key: "" });
    try {
      expect(
        (await kernel.execute("6 * 7")).messages.find(({ type }) => type === "execute_result")?.content.data,
      ).toEqual({ "text/plain": "42" });
    } finally {
      await kernel.stop();
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has waited for is not alive.
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
}

/** IPv4 addresses on which a process listens, from /proc. */
function listeningAddresses(pid: number): string[] {
  const inodes = new Set(
    execFileSync("ls", ["-l", `/proc/${pid}/fd`], { encoding: "utf8" })
      .split("\n")
      .flatMap((line) => /socket:\[(\d+)\]/.exec(line)?.[1] ?? []),
  );
  return ["tcp", "tcp6"]
    .flatMap((name) =>
      execFileSync("cat", [`/proc/${pid}/net/${name}`], { encoding: "utf8" })
        .trim()
        .split("\n")
        .slice(1),
    )
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && inodes.has(fields[9] ?? ""))
    .map((fields) => {
      const hex = fields[1]!.split(":")[0]!;
      return hex.length === 8
        ? (hex.match(/../g) ?? [])
            .reverse()
            .map((byte) => parseInt(byte, 16))
            .join(".")
        : hex;
    });
}
