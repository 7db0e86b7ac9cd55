import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot } from "../core/index.js";
import { hasMlflow, installMlflow, MLFLOW_VERSION } from "./mlflow/mlflow-environment.js";
import { chooseMlflowPort } from "./mlflow/mlflow-port.js";
import { isMlflowAt, startMlflowServer } from "./mlflow/mlflow-server.js";

const HELP = `tunelab mlflow [--port 5000]

Starts a real MLflow ${MLFLOW_VERSION} server on this machine and says where its page is; the first time it installs it.
Runs and files are kept in .tunelab/mlflow-server. Ctrl+C ends it.

  --port <number>   @default 5000, or the next one that is free`;

/** What a running server leaves in its folder for the next `npm run mlflow`. */
interface RunningServer {
  readonly url: string;
  readonly pid: number;
}

/** `npm run mlflow`: a real MLflow server for the person, until Ctrl+C; a second one says where the first is. */
export async function mlflow(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { port: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const folder = join(findProjectRoot(), ".tunelab", "mlflow-server");
  const running = await findRunning(folder);
  if (running !== undefined) {
    console.log(`An MLflow server runs already (process ${running.pid}).`);
    sayWhere(running.url);
    return 0;
  }
  const port = await chooseMlflowPort(values.port);
  if (!hasMlflow()) await installMlflow((line) => console.log(line));
  await serveUntilInterrupted(folder, port);
  return 0;
}

async function serveUntilInterrupted(folder: string, port: number): Promise<void> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  console.log(`Starting MLflow ${MLFLOW_VERSION} (about 10 s)…`);
  await mkdir(folder, { recursive: true });
  try {
    const server = await startMlflowServer({ folder, port, signal: stopping.signal });
    await writeFile(addressFile(folder), JSON.stringify({ url: server.url, pid: process.pid } satisfies RunningServer));
    sayWhere(server.url);
    console.log("Ctrl+C ends it; what it keeps stays in .tunelab/mlflow-server.");
    if (!stopping.signal.aborted) {
      await new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve(), { once: true }));
    }
    await server.stop();
    console.log("MLflow has ended.");
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await rm(addressFile(folder), { force: true });
  }
}

function sayWhere(url: string): void {
  console.log(`MLflow's page: ${url}`);
  console.log(`For notebooks: MLFLOW_TRACKING_URI=${url}`);
}

const addressFile = (folder: string): string => join(folder, "tunelab-server.json");

async function findRunning(folder: string): Promise<RunningServer | undefined> {
  const text = await readFile(addressFile(folder), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const known = JSON.parse(text) as RunningServer;
  return (await isMlflowAt(known.url)) ? known : undefined;
}
