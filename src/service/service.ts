import { existsSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  findProjectRoot,
  isNotWritable,
  SERVICE_ADDRESS_FILE,
  TunelabError,
  type ServiceAddress,
  writeWholeFile,
} from "../core/index.js";
import type { ServiceContext } from "./context.js";
import { createDefaultDeployments } from "./default-deployments.js";
import { buildServer, resumeImports } from "./http/index.js";
import { InferenceEngine } from "./inference/index.js";
import { createLocalTrainer, JobQueue, type Trainer } from "./jobs/index.js";
import { loadKeys, type ServiceKeys } from "./keys.js";
import { openLogFile } from "./log-file.js";
import { listen } from "./listen.js";
import { keepMeasuredChoices, type MeasuredChoices } from "./measured-choices.js";
import {
  createPortalServices,
  noteChanges,
  recallHosts,
  type ListMade,
  type LoadRuns,
  type RunSource,
} from "./portal/index.js";
import { resolveSettings, type SettingsInput } from "./settings.js";
import { isDiskFull, ServiceStore } from "./store/index.js";
import { switchesFromEnvironment, type TeachingSwitches } from "./teaching-switches.js";

/** Options of {@link startService}: settings, and what tests replace. */
export interface StartOptions extends SettingsInput {
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Time in Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  readonly switches?: TeachingSwitches;
  /** @default training on this machine */
  readonly trainer?: Trainer;
  /** What this machine decides, such as numbers of threads. @default measured once in the data directory */
  readonly choices?: MeasuredChoices;
  /** Evaluations that the portal shows. @default none */
  readonly runs?: RunSource | LoadRuns;
  /** What notebooks made, for the portal's last page. @default nothing */
  readonly made?: ListMade;
  /** Folder of the portal's built pages. @default "dist/portal" in the project */
  readonly pagesFolder?: string;
  /** Time without requests after which the model leaves memory, in milliseconds. @default 300000 */
  readonly idleMs?: number;
  /** Time that the tokens of one prompt may take to make, in milliseconds. @default 20000 */
  readonly promptDeadlineMs?: number;
}

/** A service that listens. */
export interface RunningService {
  /** Base URL without a trailing slash, for example `http://127.0.0.1:43117`. */
  readonly url: string;
  readonly keys: ServiceKeys;
  /** Name of the model that answers. */
  readonly modelId: string;
  readonly dataDirectory: string;
  /** What was found in the data directory and could not be explained, as sentences. */
  readonly notes: readonly string[];
  /** Teaching switches that are on, for the output. */
  readonly activeSwitches: readonly string[];
  /** Stops listening, ends what runs, and removes the address file. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded service on this machine and returns when it listens.
 *
 * Throws `data_directory_in_use`, `data_directory_foreign`, `data_directory_not_writable`, `port_in_use`,
 * `address_not_usable`, `model_not_found`, `store_too_new`, `store_corrupt`, `storage_failed`, `invalid_keys`.
 *
 * @example
 * const service = await startService({ port: 0 });
 * // … new AzureOpenAI({ endpoint: service.url, apiKey: service.keys.apiKey, apiVersion: "2024-10-21" })
 * await service.stop();
 */
export async function startService(options: StartOptions = {}): Promise<RunningService> {
  try {
    return await start(options);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const system = (code === "storage_failed" ? (cause as Error).cause : cause) as NodeJS.ErrnoException | undefined;
    if (isNotWritable(system)) {
      throw new TunelabError(
        `The service cannot start: its data directory cannot be written to (${system!.message}).`,
        {
          code: "data_directory_not_writable",
          hint: "Give yourself the right to write there, or name another folder with --data-dir (TUNELAB_DATA_DIR).",
          cause,
        },
      );
    }
    if (!isDiskFull(code) && code !== "storage_failed") throw cause;
    throw new TunelabError(`The service cannot start: its disk is full (${(cause as Error).message}).`, {
      code: "storage_failed",
      hint: "Free some disk space (npm run doctor shows what the project uses) and start it again. Nothing was lost.",
      cause,
    });
  }
}

async function start(options: StartOptions): Promise<RunningService> {
  const environment = options.environment ?? process.env;
  const settings = resolveSettings(options, environment);
  if (!existsSync(settings.modelPath)) {
    throw new TunelabError(`There is no model file at ${settings.modelPath}.`, {
      code: "model_not_found",
      hint: "Run npm run setup to fetch the default model, or point TUNELAB_MODEL (or --model) at a GGUF file.",
    });
  }
  const store = await ServiceStore.open(settings.dataDirectory);
  const closers: (() => Promise<unknown>)[] = [() => store.close()];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const keys = await loadKeys(settings.dataDirectory);
    const choices = options.choices ?? (await keepMeasuredChoices(settings.dataDirectory));
    const engine = new InferenceEngine({
      modelPath: settings.modelPath,
      choices,
      idleMs: options.idleMs,
      promptDeadlineMs: options.promptDeadlineMs,
    });
    closers.push(() => engine.close());
    const switches = options.switches ?? switchesFromEnvironment(environment);
    const now = options.now ?? Date.now;
    const jobs = new JobQueue({
      store,
      engine,
      switches,
      now,
      trainer:
        options.trainer ??
        createLocalTrainer({
          choices,
          memoryLimit: settings.trainingMemoryBytes,
        }),
    });
    closers.push(() => jobs.close());
    const version = readVersion();
    // As it stands in an address, where an IPv6 address has brackets.
    const hostName = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
    const portal = await createPortalServices({
      dataDirectory: settings.dataDirectory,
      apiKey: keys.apiKey,
      hosts: [hostName, ...settings.allowedHosts],
      version,
      now,
      runs: options.runs,
      made: options.made,
      pagesFolder: options.pagesFolder,
    });
    const context: ServiceContext = {
      portal,
      store,
      engine,
      jobs,
      keys,
      switches,
      now,
      generationTimeoutMs: settings.generationTimeoutMs,
    };
    await createDefaultDeployments(context);
    recallHosts(context);
    const stopNoting = noteChanges(context);
    closers.push(async () => stopNoting());
    closers.push(() => portal.reports.close());
    const logger = openLogFile(join(settings.dataDirectory, "service.log"), settings.logLevel);
    for (const note of store.notes) logger.warn(note);
    const app = buildServer(context, logger);
    closers.push(() => app.close());
    await listen(app, store, settings);
    await jobs.start();
    resumeImports(context, (error) => logger.error({ err: error }, "An import failed"));
    const url = `http://${hostName}:${(app.server.address() as AddressInfo).port}`;
    const addressPath = join(settings.dataDirectory, SERVICE_ADDRESS_FILE);
    await writeWholeFile(addressPath, JSON.stringify(addressOf(url, keys, version, context.now()), null, 2), {
      mode: 0o600,
    });
    closers.push(async () => rmSync(addressPath, { force: true }));
    return {
      url,
      keys,
      modelId: engine.modelId,
      dataDirectory: settings.dataDirectory,
      notes: store.notes,
      get activeSwitches() {
        return context.switches.active;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readVersion(): string {
  return (JSON.parse(readFileSync(join(findProjectRoot(), "package.json"), "utf8")) as { version: string }).version;
}

function addressOf(url: string, keys: ServiceKeys, version: string, now: number): ServiceAddress {
  return { url, pid: process.pid, ...keys, version, startedAt: new Date(now).toISOString() };
}
