import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { jupyterPaths } from "../../../src/cli/jupyter/jupyter-paths.js";
import { hasJupyterLab, startJupyterLab } from "../../support/jupyterlab.js";
import { JupyterClient } from "../support/jupyter-client.js";
import { processesWith } from "../support/processes.js";

interface ConnectionFile {
  readonly key: string;
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

const CHILD = 'import { spawn } from "node:child_process"; spawn("sleep", ["600"]);\n';

describe.runIf(hasJupyterLab)("a kernel whose JupyterLab is killed", () => {
  it.each([
    ["is idle", "1"],
    ["spins", "while (true) {}"],
    ["waits", "await new Promise(() => {})"],
    ["prints without end", "while (true) console.log('x'.repeat(1000))"],
  ])(
    "ends by itself within ten seconds while it %s, and takes all with it",
    async (_name, code) => {
      const mark = randomUUID();
      const runtime = mkdtempSync(join(tmpdir(), "tunelab-killed-"));
      mkdirSync(runtime, { recursive: true });
      const lab = await startJupyterLab({
        jupyterPath: [jupyterPaths().share],
        env: { TEST_MARK: mark, JUPYTER_RUNTIME_DIR: runtime },
      });
      try {
        const answer = await fetch(`${lab.url}api/kernels`, {
          method: "POST",
          headers: { authorization: `token ${lab.token}`, "content-type": "application/json" },
          body: JSON.stringify({ name: "tunelab" }),
        });
        const { id: kernelId } = (await answer.json()) as { id: string };
        const file = JSON.parse(readFileSync(join(runtime, `kernel-${kernelId}.json`), "utf8")) as ConnectionFile;
        const client = new JupyterClient({
          key: file.key,
          address: (port) => `tcp://${file.ip}:${port}`,
          ports: [file.shell_port, file.iopub_port, file.stdin_port, file.control_port, file.hb_port],
        });
        await client.ready();
        const { id } = await client.send("execute_request", { code: CHILD + code });
        await client.until(() => client.messagesOf(id).length >= 2, 20_000, "execute_input");
        const commands = (): string[] => processesWith(mark).map(({ command }) => command);
        await expect.poll(commands, { timeout: 30_000 }).toContain("sleep 600");
        await sleep(500);
        expect(commands().length).toBeGreaterThanOrEqual(4);
        process.kill(lab.pid, "SIGKILL");
        await expect.poll(commands, { timeout: 10_000 }).toEqual([]);
        client.close();
      } finally {
        await lab.stop();
        rmSync(runtime, { recursive: true, force: true });
      }
    },
    180_000,
  );
});
