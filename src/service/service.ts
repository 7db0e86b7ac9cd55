import { existsSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  findProjectRoot,
  SERVICE_ADDRESS_FILE,
  type ServiceAddress,
  TunelabError,
  writeWholeFile,
} from "../core/index.js";
import { ACCOUNT, type ServiceContext } from "./context.js";
import { createDefaultDeployments } from "./default-deployments.js";
import { buildServer, resumeImports } from "./http/index.js";
import { InferenceEngine } from "./inference/index.js";
import { createLocalTrainer, JobQueue, type Trainer } from "./jobs/index.js";
import { loadKeys, type ServiceKeys } from "./keys.js";
import { openLogFile } from "./log-file.js";
import { keepMeasuredChoices } from "./measured-choices.js";
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
  /** Time without requests after which the model leaves memory, in milliseconds. @default 300000 */
  readonly idleMs?: number;
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
 * Throws `data_directory_in_use`, `data_directory_foreign`, `port_in_use`, `model_not_found`, `store_too_new`,
 * `store_corrupt`, `storage_failed`, `invalid_keys`.
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
    if (!isDiskFull((cause as NodeJS.ErrnoException).code)) throw cause;
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
    const choices = await keepMeasuredChoices(settings.dataDirectory);
    const engine = new InferenceEngine({
      modelPath: settings.modelPath,
      choices,
      ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
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
          ...(settings.trainingMemoryBytes === undefined ? {} : { memoryLimit: settings.trainingMemoryBytes }),
        }),
    });
    closers.push(() => jobs.close());
    const context: ServiceContext = {
      store,
      engine,
      jobs,
      keys,
      switches,
      now,
      generationTimeoutMs: settings.generationTimeoutMs,
    };
    await createDefaultDeployments(context);
    const logger = openLogFile(join(settings.dataDirectory, "service.log"), environment["TUNELAB_LOG_LEVEL"] ?? "info");
    for (const note of store.notes) logger.warn(note);
    const app = buildServer(context, logger, settings.host);
    closers.push(() => app.close());
    try {
      await app.listen({ host: settings.host, port: settings.port });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
      throw new TunelabError(`Port ${settings.port} is taken on ${settings.host}.`, {
        code: "port_in_use",
        hint: "Choose another with --port, or leave it out to take any that is free.",
        cause,
      });
    }
    await jobs.start();
    resumeImports(context, (error) => logger.error({ err: error }, "An import failed"));
    const url = `http://${settings.host}:${(app.server.address() as AddressInfo).port}`;
    const addressPath = join(settings.dataDirectory, SERVICE_ADDRESS_FILE);
    await writeWholeFile(addressPath, JSON.stringify(addressOf(url, keys, context.now()), null, 2), { mode: 0o600 });
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

function addressOf(url: string, keys: ServiceKeys, now: number): ServiceAddress {
  const { version } = JSON.parse(readFileSync(join(findProjectRoot(), "package.json"), "utf8")) as { version: string };
  return { url, pid: process.pid, ...keys, version, startedAt: new Date(now).toISOString() };
}

/**
 * The labs' environment variables with the values that point at an embedded service.
 *
 * @example
 * labEnvironment({ url: "http://127.0.0.1:8080", apiKey: "…", managementToken: "…" }, "smollm2-135m-instruct");
 */
export function labEnvironment(
  address: Pick<ServiceAddress, "url" | "apiKey" | "managementToken">,
  baseModel: string,
): Readonly<Record<string, string>> {
  return {
    AZURE_OPENAI_ENDPOINT: address.url,
    AZURE_OPENAI_API_KEY: address.apiKey,
    AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
    AZURE_OPENAI_API_VERSION: "2024-10-21",
    OPENAI_API_VERSION: "2024-10-21",
    TEMP_AUTH_TOKEN: address.managementToken,
    AZURE_SUBSCRIPTION_ID: ACCOUNT.subscription,
    AZURE_RESOURCE_GROUP: ACCOUNT.resourceGroup,
    AZURE_OPENAI_RESOURCE: ACCOUNT.account,
    TUNELAB_MANAGEMENT_URL: address.url,
    TUNELAB_BASE_MODEL: baseModel,
  };
}
