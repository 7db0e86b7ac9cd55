import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { JupyterClient } from "../support/jupyter-client.js";
import { TestKernel } from "../support/kernel-client.js";
import { expectEndWithServer, startOrphans } from "../support/killed-server.js";
import { descendantsOf, isGone } from "../support/processes.js";
import { SLOW_TO_CHECK } from "../support/slow-to-check.js";
import { openSlowLine } from "../support/slow-line.js";

describe("a shutdown", () => {
  it.each([
    ["while the first cell is being compiled", "while (true) {}", 0, false],
    ["… as a restart", "while (true) {}", 0, true],
    ["a moment later", "while (true) {}", 150, false],
    ["while the first cell waits for ever", "await new Promise(() => {})", 400, false],
    ["while large packages are loaded", 'import * as everything from "tunelab"; while (true) {}', 50, false],
  ])("%s is answered, and the kernel ends", async (_name, code, after, restart) => {
    const kernel = await TestKernel.start();
    try {
      const { id } = await kernel.send("execute_request", { code });
      const queued = await kernel.send("execute_request", { code: "1" });
      await sleep(after);
      const began = Date.now();
      const reply = await kernel.request("shutdown_request", { restart }, "control");
      expect(reply.content).toEqual({ status: "ok", restart });
      await kernel.exited;
      expect(Date.now() - began).toBeLessThan(10_000);
      expect((await kernel.reply(id)).content.status).toMatch(/error|aborted/);
      expect((await kernel.reply(queued.id)).content.status).toBe("aborted");
    } finally {
      await kernel.stop();
    }
  });

  it.each([
    ["an idle kernel", "1"],
    ["a kernel whose cell waits", "await new Promise(() => {})"],
    ["a kernel that spins behind its cell", "setTimeout(() => { while (true) {} }, 50)"],
    ["a kernel whose cell spins", "while (true) { try { for (;;) JSON.stringify({}); } catch {} }"],
  ])("runs what listens to the exit of %s, and leaves no process", async (_name, code) => {
    const kernel = await TestKernel.start();
    const file = join(temporaryFolder("tunelab-exit"), "exit.txt");
    try {
      await kernel.execute(
        `import { writeFileSync } from "node:fs"; import { spawn } from "node:child_process"; process.on("exit", (code) => { console.log("bye"); writeFileSync(${JSON.stringify(file)}, "code " + code); const until = Date.now() + 400; while (Date.now() < until); writeFileSync(${JSON.stringify(file)}, "code " + code + ", to its end"); }); spawn("sleep", ["600"])`,
      );
      await kernel.send("execute_request", { code });
      await sleep(300);
      const processes = descendantsOf(kernel.process.pid!);
      expect(processes.length).toBeGreaterThanOrEqual(2);
      await kernel.request("shutdown_request", { restart: true }, "control");
      await kernel.exited;
      expect(readFileSync(file, "utf8")).toBe("code 0, to its end");
      await expect.poll(() => processes.filter((pid) => !isGone(pid)), { timeout: 5000 }).toEqual([]);
    } finally {
      await kernel.stop();
    }
  });

  it("does not wait for what its channel was asked before, while the compiler is busy", async () => {
    const kernel = await TestKernel.start();
    try {
      await kernel.execute("1");
      await kernel.send("execute_request", { code: SLOW_TO_CHECK });
      await sleep(500);
      for (const type of ["complete_request", "inspect_request", "is_complete_request"]) {
        await kernel.send(type, { code: "1", cursor_pos: 1 }, { channel: "control" });
      }
      const { id } = await kernel.send("shutdown_request", { restart: true }, { channel: "control" });
      expect((await kernel.reply(id, 20_000)).content).toEqual({ status: "ok", restart: true });
      expect(await kernel.exited).toBe(0);
    } finally {
      await kernel.stop();
    }
  });

  it("is answered after all that was to be sent before, also to a client that reads it late", async () => {
    const kernel = await TestKernel.start();
    const { connection } = kernel;
    const [shell, iopub, stdin, control, heartbeat] = connection.ports;
    const line = await openSlowLine(control);
    const late = new JupyterClient({ ...connection, ports: [shell, iopub, stdin, line.port, heartbeat] });
    try {
      await kernel.execute(`"${"x".repeat(1_000_000)}".length`);
      await late.request("kernel_info_request", {}, "control");
      line.hold();
      // More than the buffers of the connections hold.
      for (let count = 0; count < 14; count += 1) {
        await late.send("history_request", { hist_access_type: "tail", n: 1 }, { channel: "control" });
      }
      const { id } = await late.send("shutdown_request", { restart: false }, { channel: "control" });
      await late.until(() => late.messagesOf(id).some(({ type }) => type === "shutdown_reply"), 60_000, "a shutdown");
      await sleep(100);
      line.goOn();
      expect((await late.reply(id, 20_000)).content).toEqual({ status: "ok", restart: false });
      expect(await kernel.exited).toBe(0);
    } finally {
      late.close();
      line.close();
      await kernel.stop();
    }
  });

  it("waits for no listener that spins", async () => {
    const kernel = await TestKernel.start();
    try {
      await kernel.execute('process.on("exit", () => { while (true) {} })');
      const processes = descendantsOf(kernel.process.pid!);
      await kernel.request("shutdown_request", { restart: false }, "control");
      await kernel.exited;
      await expect.poll(() => processes.filter((pid) => !isGone(pid)), { timeout: 5000 }).toEqual([]);
    } finally {
      await kernel.stop();
    }
  });
});

describe("a kernel whose Jupyter server is killed", () => {
  it.each([
    ["spins", "while (true) {}"],
    ["waits for a child process", 'import { execSync } from "node:child_process"; execSync("sleep 600")'],
  ])("ends by itself within ten seconds while it %s, and takes all with it", async (_name, code) => {
    await expectEndWithServer(code);
  });

  it("ends by itself also where the server died while it started, and lives on where somebody speaks to it", async () => {
    const folder = temporaryFolder("tunelab-orphans");
    // As in a container of its own, where the server's process cannot be seen.
    const spokenTo = await TestKernel.start({ env: { JPY_PARENT_PID: "4000000" } });
    try {
      const started = startOrphans(folder, [[], ["env", "A=1"], ["sh", "-c", '"$@"; exit', "sh"]]);
      await sleep(500);
      const processes = started.flatMap((pid) => [pid, ...descendantsOf(pid)]);
      expect(processes.filter((pid) => !isGone(pid)).length).toBeGreaterThanOrEqual(3);
      await expect.poll(() => processes.filter((pid) => !isGone(pid)), { timeout: 15_000 }).toEqual([]);
      expect((await spokenTo.execute("1")).reply.status).toBe("ok");
    } finally {
      await spokenTo.stop();
    }
  }, 40_000);
});
