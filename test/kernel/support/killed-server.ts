import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { TestKernel } from "./kernel-client.js";
import { descendantsOf, isGone } from "./processes.js";

/** Kills what has started a kernel, as Jupyter does, in a cell, and expects the kernel to end with all that it has started. */
export async function expectEndWithServer(code: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-orphan-"));
  const main = resolve(import.meta.dirname, "../../../dist/kernel/main.js");
  // Stands for JupyterLab: starts the kernel and lives on.
  const server = `const { spawn } = require("node:child_process");
    const kernel = spawn(process.execPath, [process.env.MAIN, process.env.CONNECTION], { detached: true, stdio: "ignore", cwd: process.env.FOLDER, env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
    require("node:fs").writeFileSync(process.env.FOLDER + "/pid", String(kernel.pid)); setInterval(() => {}, 1000);`;
  const kernel = await TestKernel.startBy((connection) =>
    spawn(process.execPath, ["-e", server], {
      env: { ...process.env, MAIN: main, CONNECTION: connection, FOLDER: folder },
      stdio: "ignore",
    }),
  );
  try {
    const { id } = await kernel.send("execute_request", { code });
    await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
    await sleep(500);
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    const processes = [pid, ...descendantsOf(pid)];
    expect(processes.length).toBeGreaterThanOrEqual(2);
    kernel.process.kill("SIGKILL");
    await expect.poll(() => processes.filter((one) => !isGone(one)), { timeout: 10_000 }).toEqual([]);
  } finally {
    await kernel.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
