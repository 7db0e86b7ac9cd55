import type { TokenCredential } from "@azure/identity";
import type { AzureOpenAI, OpenAI } from "openai";
import { keepFromProxies, noteHeldSecrets, TunelabError } from "../core/index.js";
import { askForSecret } from "./ask-for-secret.js";
import { ensureEmbeddedService, type EmbeddedService, type EmbeddedServiceOptions } from "./embedded-service.js";
import { EMBEDDED_MARK, EMBEDDED_NAMES, forgetEmbeddedValues, noteEmbeddedValues } from "./embedded-values.js";
import {
  apiVersionOf,
  DEFAULT_API_VERSION,
  isOpenAIAddress,
  keepKeyFromRedirects,
  makeClient,
  OPENAI_URL,
  signInWithEntra,
  tokenProvider,
} from "../models/index.js";
import { KNOWN_SETTINGS } from "../settings/index.js";
import {
  fillFromFiles,
  readSettings,
  type Provider,
  type ReadSettingsOptions,
  type Settings,
  type SettingValue,
} from "./settings.js";
import { watchCreations } from "./note-creations.js";
import { isRecordedSetting, useTape, type TapeInUse } from "../tape/index.js";
import { say } from "../texts/index.js";

/** Model that a job at Azure or OpenAI tunes where no setting names another. */
const REMOTE_BASE_MODEL = "gpt-4.1-mini-2025-04-14";

/** Options of {@link connect}. */
export interface ConnectOptions extends ReadSettingsOptions {
  /** How the embedded service is found and started. */
  readonly embedded?: EmbeddedServiceOptions;
  /** Signs in to Azure with Entra instead of a key. @default DefaultAzureCredential where TUNELAB_AZURE_AUTH is entra */
  readonly credential?: TokenCredential;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/** Everything needed to call a provider: what the settings resolved to, with secrets asked for. */
export interface Connection {
  readonly provider: Provider;
  /** Address of the provider, without a path of the API. */
  readonly endpoint: string;
  /** Deployment (Azure, embedded) or model (OpenAI) that calls go to unless they name another. */
  readonly deployment: string;
  readonly apiVersion?: string;
  /** Model to fine-tune. */
  readonly baseModel: string;
  readonly settings: Settings;
  /** The embedded service, when it is the provider. */
  readonly service?: EmbeddedService;
  /** The recording that is made or played back, if any. */
  readonly tape?: TapeInUse;
  /** The openai package's client for this provider. */
  readonly client: AzureOpenAI | OpenAI;
}

/** Names by which the embedded service knows its one subscription, group and account. */
const EMBEDDED_ACCOUNT = {
  AZURE_SUBSCRIPTION_ID: "00000000-0000-0000-0000-000000000000",
  AZURE_RESOURCE_GROUP: "tunelab",
  AZURE_OPENAI_RESOURCE: "tunelab",
};

/**
 * Connects to the provider that the settings lead to, and makes the openai package's client for it.
 *
 * With no provider set, the embedded service is started on demand and its values are put into the environment under
 * the labs' names; with any provider set, nothing of the embedded one is filled in. A missing key is asked for with a
 * hidden prompt where that is possible. Throws `contradictory_settings`, `missing_setting`, `service_not_started`.
 *
 * @example
 * const { client, deployment } = await connect();
 */
export async function connect(options: ConnectOptions = {}): Promise<Connection> {
  const { env = process.env } = options;
  keepFromProxies(env);
  const settings = readSettings(options);
  noteHeldSecrets(env, settings.held ?? new Map());
  const tape = useTape(settings, env);
  // Before the client is made: it keeps the fetch that it finds.
  if (env === process.env) watchCreations();
  const connection = await (tape?.mode === "replay" ? connectReplay : connectProvider)(settings, options, env);
  if (tape === undefined) return connection;
  tape.note({
    settings: connection.settings,
    model: connection.service?.model,
  });
  return { ...connection, tape };
}

function connectProvider(settings: Settings, options: ConnectOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  if (settings.provider !== "embedded") forgetEmbeddedValues(env);
  fillFromFiles(settings, env);
  if (settings.provider === "embedded") return connectEmbedded(settings, options, env);
  return settings.provider === "azure" ? connectAzure(settings, options, env) : connectOpenAI(settings, options, env);
}

/** Cells read the recording's settings from the environment; real keys that are there must not be what they find. */
async function connectReplay(settings: Settings, options: ConnectOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  for (const { name } of KNOWN_SETTINGS) {
    if (!isRecordedSetting(name)) continue;
    const value = settings.get(name);
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  env["TUNELAB_REPLAY"] = settings.get("TUNELAB_REPLAY");
  delete env[EMBEDDED_MARK];
  if (settings.provider === "openai") return connectOpenAI(settings, options, env);
  return { ...(await connectAzure(settings, options, env)), provider: settings.provider };
}

async function connectEmbedded(
  settings: Settings,
  options: ConnectOptions,
  env: NodeJS.ProcessEnv,
): Promise<Connection> {
  // A service that this process uses already is the one to go on with, wherever its files are.
  const dataDirectory = settings.get("TUNELAB_DATA_DIR") ?? env[EMBEDDED_MARK];
  const service = await ensureEmbeddedService({
    dataDirectory,
    env,
    ...options.embedded,
  });
  const filled = fillEmbeddedSettings(service, settings, env);
  const { AzureOpenAI } = await import("openai");
  const value = (name: (typeof EMBEDDED_NAMES)[number]): string => filled.get(name)!;
  return {
    provider: "embedded",
    endpoint: service.url,
    deployment: value("AZURE_OPENAI_DEPLOYMENT"),
    apiVersion: value("AZURE_OPENAI_API_VERSION"),
    baseModel: value("TUNELAB_BASE_MODEL"),
    settings: filled,
    service,
    client: makeClient(
      service.url,
      (account) =>
        new AzureOpenAI({
          endpoint: service.url,
          apiKey: service.apiKey,
          apiVersion: value("AZURE_OPENAI_API_VERSION"),
          // Explicit, because the package would otherwise read another provider's address from the environment.
          baseURL: null,
          ...account,
          fetch: fetchOf(options),
        }),
    ),
  };
}

/**
 * Puts the embedded service's values into an environment under the labs' names, and marks that it did.
 *
 * Settings of a person (a base model, for example) stay as they are.
 *
 * @example
 * fillEmbeddedSettings(await ensureEmbeddedService(), readSettings());
 */
export function fillEmbeddedSettings(
  service: EmbeddedService,
  settings: Settings,
  env: NodeJS.ProcessEnv = process.env,
): Settings {
  const embedded: Record<(typeof EMBEDDED_NAMES)[number], string> = {
    AZURE_OPENAI_ENDPOINT: service.url,
    AZURE_OPENAI_API_KEY: service.apiKey,
    AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
    AZURE_OPENAI_API_VERSION: DEFAULT_API_VERSION,
    OPENAI_API_VERSION: DEFAULT_API_VERSION,
    TEMP_AUTH_TOKEN: service.managementToken,
    ...EMBEDDED_ACCOUNT,
    TUNELAB_MANAGEMENT_URL: service.url,
    TUNELAB_BASE_MODEL: service.model,
  };
  const values = new Map(settings.values);
  const wasEmbedded = env[EMBEDDED_MARK] !== undefined;
  const filled = new Map<string, string>();
  for (const name of EMBEDDED_NAMES) {
    // A cell that went on to another deployment of the embedded service finds it again.
    const chosen = name === "AZURE_OPENAI_DEPLOYMENT" && wasEmbedded ? env[name] : undefined;
    const entry: SettingValue = values.get(name) ?? {
      name,
      value: chosen ?? embedded[name],
      source: "embedded service",
      secret: name === "AZURE_OPENAI_API_KEY" || name === "TEMP_AUTH_TOKEN",
    };
    values.set(name, entry);
    env[name] = entry.value;
    if (entry.source === "embedded service") filled.set(name, entry.value);
  }
  noteEmbeddedValues(env, filled, service.dataDirectory);
  return { provider: "embedded", values, get: (name) => values.get(name)?.value };
}

async function connectAzure(settings: Settings, options: ConnectOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  const endpoint = needed(settings, "AZURE_OPENAI_ENDPOINT", say("client.endpointExample"));
  const deployment = needed(settings, "AZURE_OPENAI_DEPLOYMENT", say("client.deploymentExample"));
  const apiVersion = apiVersionOf((name) => settings.get(name));
  // Cells read these from the environment themselves.
  if (settings.get("AZURE_OPENAI_ENDPOINT") !== undefined) env["AZURE_OPENAI_ENDPOINT"] = endpoint;
  env["AZURE_OPENAI_DEPLOYMENT"] ??= deployment;
  const { AzureOpenAI } = await import("openai");
  const common = {
    endpoint: endpoint.replace(/\/+$/, ""),
    apiVersion,
    baseURL: null,
    fetch: fetchOf(options),
  };
  const key = settings.get("AZURE_OPENAI_API_KEY");
  const credential = options.credential ?? (await entraCredential(settings));
  const access =
    key === undefined && credential !== undefined
      ? { azureADTokenProvider: await tokenProvider(credential) }
      : {
          apiKey:
            key ??
            (await askForSecret("AZURE_OPENAI_API_KEY", say("client.keyOfResource"), endpoint, env, settings.held)),
        };
  const client = makeClient(endpoint, (account) => new AzureOpenAI({ ...common, ...account, ...access }));
  const baseModel = settings.get("TUNELAB_BASE_MODEL") ?? REMOTE_BASE_MODEL;
  return { provider: "azure", endpoint: common.endpoint, deployment, apiVersion, baseModel, settings, client };
}

async function connectOpenAI(settings: Settings, options: ConnectOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  const baseURL = settings.get("OPENAI_BASE_URL") ?? OPENAI_URL;
  const isOpenAI = isOpenAIAddress(baseURL);
  const deployment = settings.get("OPENAI_MODEL") ?? (isOpenAI ? "gpt-4.1-mini" : undefined);
  if (deployment === undefined) {
    throw new TunelabError(say("client.noModelNamed", { url: baseURL }), {
      code: "missing_setting",
      hint: say("client.noModelNamedHint"),
    });
  }
  const { OpenAI } = await import("openai");
  // Servers on one's own machine take any key, but the package insists on one.
  const key =
    settings.get("OPENAI_API_KEY") ??
    (isOpenAI ? await askForSecret("OPENAI_API_KEY", say("client.keyOfOpenAI"), baseURL, env, settings.held) : "none");
  const fetch = fetchOf(options);
  const client = makeClient(baseURL, (account) => new OpenAI({ baseURL, apiKey: key, ...account, fetch }));
  const baseModel = settings.get("TUNELAB_BASE_MODEL") ?? REMOTE_BASE_MODEL;
  return { provider: "openai", endpoint: new URL(baseURL).origin, deployment, baseModel, settings, client };
}

const fetchOf = ({ fetch = globalThis.fetch }: ConnectOptions): typeof globalThis.fetch => keepKeyFromRedirects(fetch);

/**
 * Returns the credential of whoever is signed in (az login, managed identity, …) where `TUNELAB_AZURE_AUTH` is `entra`.
 *
 * @example
 * const credential = await entraCredential(readSettings());
 */
export async function entraCredential(settings: Settings): Promise<TokenCredential | undefined> {
  if (settings.get("TUNELAB_AZURE_AUTH")?.toLowerCase() !== "entra") return undefined;
  return signInWithEntra();
}

function needed(settings: Settings, name: string, example: string): string {
  const value = settings.get(name);
  if (value !== undefined) return value;
  const others = [...settings.values.keys()].filter(
    (other) => other.startsWith("AZURE_") || other === "TEMP_AUTH_TOKEN" || other === "TUNELAB_PROVIDER",
  );
  throw new TunelabError(say("client.azureUnset", { n: others.length, name, others: others.join(", ") }), {
    code: "missing_setting",
    hint: say("client.azureUnsetHint", { name, example }),
  });
}
