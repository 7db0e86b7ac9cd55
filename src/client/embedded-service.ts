import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  findProjectRoot,
  keepFromProxies,
  makeFolder,
  readServiceAddress,
  TunelabError,
  type ServiceAddress,
  redact,
} from "../core/index.js";
import { say } from "../texts/index.js";
import { endEmbeddedService } from "./end-embedded-service.js";

/** An embedded service that answers. */
export interface EmbeddedService extends ServiceAddress {
  readonly dataDirectory: string;
  /** Name of the model that answers whatever deployment is asked. */
  readonly model: string;
  /** Whether this call started it. */
  readonly started: boolean;
}

/** Options of {@link ensureEmbeddedService}. */
export interface EmbeddedServiceOptions {
  /** @default TUNELAB_DATA_DIR, or .tunelab/data in the project */
  readonly dataDirectory?: string;
  /** How long to wait for it, in milliseconds. @default 60000 */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Whether an abort also ends a service that this call is starting, for a caller whom nobody follows. @default false */
  readonly endOnAbort?: boolean;
  /** Script that `serve` is asked of. @default dist/cli/main.js in the project */
  readonly cliPath?: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

const POLL_MS = 100;
const LOG_FILE = "service-start.log";
/** Files that are in every directory which the service has made its own. */
const MARKS = ["format.json", "records.log"] as const;

/**
 * Finds the embedded service of a data directory, or starts it, and returns once it answers.
 *
 * The service outlives the notebook: several notebooks share the one of a data directory. One that was started before the
 * project was built anew is started again, as it would run the new code of a training with its own old code. Throws
 * `service_not_started` with the end of its log, and the signal's reason when interrupted.
 *
 * @example
 * const { url, model } = await ensureEmbeddedService();
 */
export async function ensureEmbeddedService(options: EmbeddedServiceOptions = {}): Promise<EmbeddedService> {
  const { deadlineMs = 60_000, signal, endOnAbort = false, env = process.env } = options;
  keepFromProxies(env);
  const dataDirectory = embeddedDataDirectory(options);
  const cliPath = options.cliPath ?? join(findProjectRoot(), "dist", "cli", "main.js");
  const running = await findEmbeddedService(dataDirectory);
  if (running !== undefined) {
    if (!(await isOlderThanBuild(running, cliPath))) return running;
    await endEmbeddedService(running);
  }

  await makeFolder(dataDirectory, { mode: 0o700 });
  const logPath = join(logFolder(dataDirectory), LOG_FILE);
  const child = startService(cliPath, dataDirectory, logPath, env);
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const service = await findEmbeddedService(dataDirectory);
    if (service !== undefined) return { ...service, started: true };
    const failure = child.failure();
    // A service that another notebook started at the same moment makes ours end; it is found in the next round.
    if (failure !== undefined && !(await anotherIsStarting(dataDirectory, deadline, signal))) {
      throw notStarted(say("client.endedWith", { failure }), logPath);
    }
    if (Date.now() > deadline) {
      child.stop();
      throw notStarted(say("client.noAnswerWithin", { n: Math.round(deadlineMs / 1000) }), logPath);
    }
    await sleep(POLL_MS, undefined, { signal }).catch((error: unknown) => {
      if (endOnAbort) child.stop();
      throw signal?.reason ?? error;
    });
  }
}

/**
 * Finds the embedded service of a data directory and asks it whether it is well; `undefined` when none answers.
 *
 * @example
 * (await findEmbeddedService(".tunelab/data"))?.url;
 */
export async function findEmbeddedService(dataDirectory: string): Promise<EmbeddedService | undefined> {
  const address = await readServiceAddress(dataDirectory);
  if (address === undefined) return undefined;
  const health = await fetch(`${address.url}/health`, { signal: AbortSignal.timeout(5_000) })
    .then(async (response) => (response.ok ? ((await response.json()) as { model?: string }) : undefined))
    .catch(() => undefined);
  return health && { ...address, dataDirectory, model: health.model ?? "unknown", started: false };
}

/**
 * Folder in which the embedded service keeps its files.
 *
 * @example
 * embeddedDataDirectory({ env: { TUNELAB_DATA_DIR: "/data" } }); // "/data"
 */
export function embeddedDataDirectory(options: Pick<EmbeddedServiceOptions, "dataDirectory" | "env"> = {}): string {
  const { env = process.env } = options;
  return resolve(options.dataDirectory ?? (env["TUNELAB_DATA_DIR"] || join(findProjectRoot(), ".tunelab", "data")));
}

/** The compiler writes its notes anew whenever it has built anything. */
async function isOlderThanBuild({ startedAt }: ServiceAddress, cliPath: string): Promise<boolean> {
  const built = await stat(join(dirname(cliPath), "..", ".tsbuildinfo")).catch(() => undefined);
  return built !== undefined && Date.parse(startedAt) < built.mtimeMs;
}

interface StartedChild {
  /** How the process ended, or `undefined` while it runs. */
  failure(): string | undefined;
  stop(): void;
}

/** The data directory, unless it holds what is not the service's: that it refuses, and nothing is written there before. */
function logFolder(dataDirectory: string): string {
  const names = readdirSync(dataDirectory);
  const isOurs =
    names.every((name) => name === "lock" || name === LOG_FILE) || MARKS.every((name) => names.includes(name));
  return isOurs ? dataDirectory : mkdtempSync(join(tmpdir(), "tunelab-start-"));
}

function startService(cliPath: string, dataDirectory: string, logPath: string, env: NodeJS.ProcessEnv): StartedChild {
  if (!existsSync(cliPath)) {
    throw new TunelabError(say("client.notBuilt", { path: cliPath }), {
      code: "service_not_started",
      hint: say("client.notBuiltHint"),
    });
  }
  const log = openSync(logPath, "w", 0o600);
  let failure: string | undefined;
  try {
    const child = spawn(process.execPath, [cliPath, "serve", "--data-dir", dataDirectory], {
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...env, TUNELAB_DATA_DIR: dataDirectory },
    });
    child.once("error", (error) => (failure = error.message));
    child.once(
      "exit",
      (code, killer) =>
        (failure =
          killer === null ? say("client.exitCode", { code: String(code) }) : say("client.signal", { signal: killer })),
    );
    child.unref();
    return { failure: () => failure, stop: () => void child.kill() };
  } finally {
    closeSync(log);
  }
}

async function anotherIsStarting(directory: string, deadline: number, signal?: AbortSignal): Promise<boolean> {
  const until = Math.min(deadline, Date.now() + 5_000);
  while (Date.now() < until && signal?.aborted !== true) {
    if ((await findEmbeddedService(directory)) !== undefined) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function notStarted(reason: string, logPath: string): TunelabError {
  let tail = "";
  try {
    tail = redact(readFileSync(logPath, "utf8").trim().split("\n").slice(-8).join("\n"));
  } catch {
    // Without a log the reason stands alone.
  }
  return new TunelabError(
    say("client.notStarted", { reason }) + (tail === "" ? "" : ` ${say("client.lastWords")}\n${tail}`),
    {
      code: "service_not_started",
      hint: say("client.notStartedHint"),
    },
  );
}
