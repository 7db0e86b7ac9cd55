import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endServiceStartedSince } from "../../src/cli/jupyter/end-session-service.js";
import { ensureEmbeddedService } from "../../src/client/index.js";

/** Stands in for a service that is starting: it takes the lock as the service does and never gets to answer. */
const STARTING = `
import { readFileSync, writeFileSync } from "node:fs";
const directory = process.argv[process.argv.indexOf("--data-dir") + 1];
const stat = readFileSync("/proc/self/stat", "utf8");
const processStart = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
setTimeout(() => writeFileSync(directory + "/lock", JSON.stringify({ pid: process.pid, processStart, nonce: "n" })), DELAY);
writeFileSync(directory + "/begun", String(process.pid));
setInterval(() => {}, 1000);
`;

let directory: string;
let script: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tunelab-session-"));
  script = join(directory, "serve.mjs");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

async function start(delayMs: number): Promise<ChildProcess> {
  await writeFile(script, STARTING.replace("DELAY", String(delayMs)));
  await writeFile(join(directory, "service-start.log"), "");
  const child = spawn(process.execPath, [script, "serve", "--data-dir", directory]);
  children.push(child);
  await until(() => existsSync(join(directory, delayMs === 0 ? "lock" : "begun")));
  return child;
}

async function until(check: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !check();) {
    if (Date.now() > end) throw new Error(`It took too long: ${String(check)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ended = async (child: ChildProcess): Promise<string | null> => {
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  return child.signalCode;
};

describe.skipIf(!existsSync("/proc/self/stat"))("a JupyterLab session that ends", { timeout: 60_000 }, () => {
  it("ends the service that it started and that does not answer yet", async () => {
    const since = Date.now() - 1000;
    const child = await start(0);
    expect(await endServiceStartedSince(directory, since)).toBe(child.pid);
    expect(await ended(child)).toBe("SIGTERM");
  });

  it("ends one that a cell began just before, and that has not taken its lock", async () => {
    const since = Date.now() - 1000;
    const child = await start(1500);
    expect(existsSync(join(directory, "lock"))).toBe(false);
    expect(await endServiceStartedSince(directory, since)).toBe(child.pid);
    expect(await ended(child)).toBe("SIGTERM");
  });

  it("leaves one that ran before", async () => {
    const child = await start(0);
    expect(await endServiceStartedSince(directory, Date.now() + 60_000)).toBeUndefined();
    expect(child.exitCode).toBeNull();
  });

  it("waits for nothing where none was begun, also beside what a dead one left", async () => {
    await writeFile(join(directory, "service-start.log"), "");
    await utimes(join(directory, "service-start.log"), 1, 1);
    await writeFile(join(directory, "lock"), JSON.stringify({ pid: 2 ** 22 + 1, processStart: "1" }));
    const before = Date.now();
    expect(await endServiceStartedSince(directory, Date.now() - 1000)).toBeUndefined();
    expect(Date.now() - before).toBeLessThan(4000);
  });

  it.each([true, false])("takes its own service along while that starts, when asked to (%s)", async (endOnAbort) => {
    await writeFile(script, STARTING.replace("DELAY", "0"));
    const data = await mkdtemp(join(directory, "data-"));
    const ending = new AbortController();
    const service = ensureEmbeddedService({ dataDirectory: data, cliPath: script, signal: ending.signal, endOnAbort });
    await until(() => existsSync(join(data, "lock")));
    const { pid } = JSON.parse(await readFile(join(data, "lock"), "utf8")) as { pid: number };
    ending.abort();
    await expect(service).rejects.toThrow();
    const isRunning = (): boolean => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    if (endOnAbort) await until(() => !isRunning());
    else {
      expect(isRunning()).toBe(true);
      process.kill(pid, "SIGKILL");
    }
  });
});
