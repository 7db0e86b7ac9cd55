import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { NO_TELEMETRY, TunelabError } from "../../core/index.js";
import { mlflowProgram } from "./mlflow-environment.js";

/** A server that runs. */
export interface MlflowServer {
  readonly url: string;
  /** Ends the server and the workers that it started. */
  stop(): Promise<void>;
}

const START_SECONDS = 90;
const STOP_SECONDS = 10;

/**
 * Starts a real MLflow server that keeps runs and files in a folder, on this machine only.
 *
 * Throws `server_not_started` with the end of what it said.
 */
export async function startMlflowServer(options: {
  readonly folder: string;
  /** @default one that is free */
  readonly port?: number;
  /** @default 1 */
  readonly workers?: number;
  readonly signal?: AbortSignal;
}): Promise<MlflowServer> {
  const { folder, workers = 1 } = options;
  await mkdir(folder, { recursive: true });
  const port = options.port ?? (await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const args = ["server", "--host", "127.0.0.1", "--port", String(port), "--workers", String(workers)];
  args.push("--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`);
  args.push("--artifacts-destination", join(folder, "artifacts"));
  const child = spawn(mlflowProgram("mlflow"), args, {
    cwd: folder,
    // A group of its own, so that its workers end with it.
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...NO_TELEMETRY, MLFLOW_TRACKING_URI: "", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
  });
  let said = "";
  const listen = (chunk: Buffer): void => {
    said = (said + chunk.toString("utf8")).slice(-4000);
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const stop = (): Promise<void> => stopGroup(child);
  options.signal?.addEventListener("abort", () => void stop(), { once: true });
  const giveUpAt = Date.now() + START_SECONDS * 1000;
  while (Date.now() < giveUpAt && !hasEnded(child)) {
    if (await isMlflowAt(url)) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new TunelabError(`The MLflow server did not start on ${url}.`, {
    code: "server_not_started",
    hint: `It said: ${said.trim().split("\n").slice(-5).join(" | ") || "nothing"}`,
  });
}

/** Whether an MLflow server answers at an address. */
export async function isMlflowAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** A process that a signal ended has no exit code. */
const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function stopGroup(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const { pid } = child;
  const end = (signal: NodeJS.Signals): void => {
    try {
      if (process.platform === "win32") child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // It ended by itself in the meantime.
    }
  };
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  end("SIGTERM");
  const timer = setTimeout(() => end("SIGKILL"), STOP_SECONDS * 1000);
  await closed;
  clearTimeout(timer);
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
