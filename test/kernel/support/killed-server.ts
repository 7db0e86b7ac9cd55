import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/**
 * Starts kernels of a server that is gone before they look for it, each by a command line before theirs, and gives their
 * process ids.
 */
export function startOrphans(folder: string, launchers: readonly (readonly string[])[]): number[] {
  const main = resolve(import.meta.dirname, "../../../dist/kernel/main.js");
  const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
  return launchers.map((launcher, at) => {
    const connection = join(folder, `${at}.json`);
    const socket = join(folder, `${at}`);
    writeFileSync(connection, JSON.stringify({ ...ports, transport: "ipc", ip: socket, key: "" }));
    const [command, ...rest] = [...launcher, process.execPath, main, connection];
    const server = `const { pid } = require("node:child_process").spawn(process.env.COMMAND, JSON.parse(process.env.REST), { detached: true, stdio: "ignore", env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
      process.stdout.write(String(pid), () => process.kill(process.pid, "SIGKILL"));`;
    const { stdout } = spawnSync(process.execPath, ["-e", server], {
      env: { ...process.env, COMMAND: command, REST: JSON.stringify(rest) },
      encoding: "utf8",
    });
    return Number(stdout);
  });
}
