import { join } from "node:path";
import {
  findProjectRoot,
  TunelabError,
  isHeaderValue,
  maskSecret,
  mayCarryKeys,
  readDotenv,
  type HeldSecret,
} from "../core/index.js";
import { typedSecrets } from "./ask-for-secret.js";
import { namesOfEmbedded } from "./embedded-values.js";
import { isPlaceholder, keepKeysWithTheirAddress, type SettingLayer } from "./keys-with-address.js";
import { KNOWN_SETTINGS, PROVIDER_SETTINGS } from "../settings/index.js";
import { isRecordedSetting, replayedSettings } from "../tape/index.js";
import { say } from "../texts/index.js";

/** Who answers: Azure OpenAI, OpenAI or a compatible server, or the embedded service. */
export type Provider = "azure" | "openai" | "embedded";

/** A setting that has a value, and where the value comes from. */
export interface SettingValue {
  readonly name: string;
  readonly value: string;
  readonly source: "option" | "environment" | ".env file" | "embedded service" | "recording";
  readonly secret: boolean;
}

/** Settings as resolved: the provider that they lead to, and each value with its source. */
export interface Settings {
  readonly provider: Provider;
  readonly values: ReadonlyMap<string, SettingValue>;
  /** Secrets that are set, but for another server than the one that is asked, by name. */
  readonly held?: ReadonlyMap<string, HeldSecret>;
  /** Value of a setting, or `undefined`. */
  get(name: string): string | undefined;
}

/** Options of {@link readSettings}. */
export interface ReadSettingsOptions {
  /** Settings by name that win over environment and file. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** `.env` files, the first wins. @default those of the working directory and of the project */
  readonly envFiles?: readonly string[];
}

/** What {@link fillFromFiles} put into an environment, so that a changed file counts when a cell is run again. */
const filledFromFile = new WeakMap<NodeJS.ProcessEnv, Map<string, string>>();

/**
 * Puts the values of `.env` files into the environment, where cells and packages look for them, and takes out what came
 * from a file or a prompt before and is none of the settings any more: a key of another address.
 *
 * @example
 * fillFromFiles(readSettings());
 */
export function fillFromFiles(settings: Settings, env: NodeJS.ProcessEnv = process.env): void {
  const filled = new Map<string, string>();
  for (const { name, value, source } of settings.values.values()) {
    if (source !== ".env file") continue;
    filled.set(name, value);
    env[name] = value;
  }
  for (const [name, value] of filledFromFile.get(env) ?? []) {
    if (!filled.has(name) && env[name] === value) delete env[name];
  }
  for (const name of typedSecrets(env).keys()) if (!settings.values.has(name)) delete env[name];
  filledFromFile.set(env, filled);
}

/**
 * Resolves the settings: options win over the environment, the environment over `.env` files. A file's address is asked
 * with the file's key, where it has one, and a key that stands beside an address goes to that address alone.
 *
 * With no setting of a provider the embedded service is used; with any, that provider and nothing of the embedded
 * one. Throws `contradictory_settings` where two providers are set and `TUNELAB_PROVIDER` does not choose, where values
 * exclude each other, and `invalid_setting` for a value that cannot be right.
 *
 * @example
 * readSettings({ settings: { AZURE_OPENAI_ENDPOINT: "https://mine.openai.azure.com" } }).provider; // "azure"
 */
export function readSettings(options: ReadSettingsOptions = {}): Settings {
  const { values, held, replayedProvider } = resolveValues(options);
  const provider = replayedProvider ?? chooseProvider(values);
  return { provider, values, held, get: (name) => values.get(name)?.value };
}

/**
 * The values that {@link readSettings} resolves, for whoever needs some of them and no provider: neither are the others checked.
 *
 * @example
 * readSettingValues().get("TUNELAB_MANAGEMENT_URL")?.value;
 */
export const readSettingValues = (options: ReadSettingsOptions = {}): ReadonlyMap<string, SettingValue> =>
  resolveValues(options).values;

/**
 * The secrets that {@link readSettings} leaves out as they are set for another server, by name.
 *
 * @example
 * readHeldSecrets().get("TEMP_AUTH_TOKEN")?.home; // "https://management.azure.com"
 */
export const readHeldSecrets = (options: ReadSettingsOptions = {}): ReadonlyMap<string, HeldSecret> =>
  resolveValues(options).held;

function resolveValues(options: ReadSettingsOptions): {
  readonly values: Map<string, SettingValue>;
  readonly held: ReadonlyMap<string, HeldSecret>;
  readonly replayedProvider: Provider | undefined;
} {
  const { settings = {}, env = process.env } = options;
  const files = (options.envFiles ?? defaultEnvFiles()).map(readDotenv);
  const fromEmbedded = namesOfEmbedded(env);
  const fromFile = filledFromFile.get(env);
  const own = Object.fromEntries(
    KNOWN_SETTINGS.map(({ name }) => [
      name,
      fromEmbedded.has(name) || env[name] === fromFile?.get(name) ? undefined : env[name],
    ]),
  );
  const layers: readonly (readonly [SettingLayer, SettingValue["source"]])[] = [
    [settings, "option"],
    [own, "environment"],
    ...files.map((file) => [file, ".env file"] as const),
  ];
  const find = (name: string): readonly [string, SettingValue["source"]] | undefined => {
    const found = layers.find(([layer]) => layer[name]?.trim());
    return found && [found[0][name]!.trim(), found[1]];
  };
  const replayed = replayedSettings({ record: find("TUNELAB_RECORD")?.[0], replay: find("TUNELAB_REPLAY")?.[0] });
  const values = new Map<string, SettingValue>();
  for (const { name, secret } of KNOWN_SETTINGS) {
    const recorded = replayed?.values.get(name);
    const found =
      replayed === undefined || !isRecordedSetting(name)
        ? find(name)
        : recorded === undefined
          ? undefined
          : ([recorded, "recording"] as const);
    if (found !== undefined) values.set(name, { name, value: found[0], source: found[1], secret });
  }
  let held: ReadonlyMap<string, HeldSecret> = new Map();
  if (replayed === undefined) {
    const typed = typedSecrets(env);
    held = keepKeysWithTheirAddress(
      values,
      layers.map(([layer]) => layer),
      (name, value) => (typed.get(name)?.value === value ? typed.get(name)?.address : undefined),
    );
  }
  splitPastedEndpoint(values);
  return { values, held, replayedProvider: replayed?.provider };
}

/**
 * Lists settings for a table, secrets masked.
 *
 * @example
 * describeSettings(readSettings()); // [{ setting: "AZURE_OPENAI_ENDPOINT", value: "https://…", from: "environment" }]
 */
export function describeSettings(
  settings: Settings,
): { setting: string; value: string; from: SettingValue["source"] }[] {
  return [...settings.values.values()].map(({ name, value, source, secret }) => ({
    setting: name,
    value: secret ? maskSecret(value) : value,
    from: source,
  }));
}

function defaultEnvFiles(): string[] {
  return [...new Set([join(process.cwd(), ".env"), join(findProjectRoot(), ".env")])];
}

function chooseProvider(values: ReadonlyMap<string, SettingValue>): Provider {
  checkValues(values);
  const chosen = values.get("TUNELAB_PROVIDER")?.value.toLowerCase();
  const set = PROVIDER_SETTINGS.filter((name) => values.has(name));
  const azure = set.filter((name) => !name.startsWith("OPENAI_"));
  const openai = set.filter((name) => name.startsWith("OPENAI_"));
  if (chosen === "embedded" && set.length > 0) {
    throw contradiction(say("client.embeddedAndOthers", { names: set.join(", ") }));
  }
  if (values.get("TUNELAB_AZURE_AUTH")?.value.toLowerCase() === "entra" && values.has("AZURE_OPENAI_API_KEY")) {
    throw contradiction(say("client.entraAndKey"));
  }
  if (values.has("AZURE_OPENAI_ENDPOINT") && values.has("OPENAI_BASE_URL")) {
    throw contradiction(say("client.twoAddresses"));
  }
  if (chosen === "azure" || chosen === "openai" || chosen === "embedded") return chosen;
  if (azure.length > 0 && openai.length > 0) {
    throw contradiction(
      [
        say("client.means", { n: azure.length, names: azure.join(", "), provider: "Azure" }),
        say("client.means", { n: openai.length, names: openai.join(", "), provider: "OpenAI" }),
      ].join(", ") + ".",
    );
  }
  return azure.length > 0 ? "azure" : openai.length > 0 ? "openai" : "embedded";
}

/**
 * The portal shows addresses of calls (`…/openai/deployments/gpt-4o/chat/completions?api-version=…`, `…/openai/v1/`), and
 * people paste them: the endpoint is what stands before `/openai`, and the rest says deployment and version. So is a project of
 * Foundry (`…services.ai.azure.com/api/projects/mine`), whose resource answers chats and trains.
 */
function splitPastedEndpoint(values: Map<string, SettingValue>): void {
  const endpoint = values.get("AZURE_OPENAI_ENDPOINT");
  if (endpoint === undefined || !URL.canParse(endpoint.value)) return;
  const url = new URL(endpoint.value);
  if (url.username !== "" || url.password !== "" || url.hash !== "") return;
  const inProject = url.hostname.endsWith(".services.ai.azure.com") ? /^\/api\/projects\/[^/]+/ : undefined;
  const pathname = inProject === undefined ? url.pathname : url.pathname.replace(inProject, "");
  const path = /^(.*?)\/openai(?:\/deployments\/([^/]+))?(?:\/.*)?$/.exec(pathname);
  if (path === null && url.search === "" && pathname === url.pathname) return;
  values.set(endpoint.name, { ...endpoint, value: `${url.origin}${path?.[1] ?? pathname.replace(/\/+$/, "")}` });
  const found = {
    AZURE_OPENAI_DEPLOYMENT: path?.[2] === undefined ? undefined : decodeURIComponent(path[2]),
    AZURE_OPENAI_API_VERSION: url.searchParams.get("api-version") ?? undefined,
  };
  for (const [name, value] of Object.entries(found)) {
    if (value !== undefined && !values.has(name)) values.set(name, { ...endpoint, name, value, secret: false });
  }
}

function contradiction(message: string): TunelabError {
  return new TunelabError(say("client.contradiction", { message }), {
    code: "contradictory_settings",
    hint: say("client.contradictionHint"),
  });
}

function checkValues(values: ReadonlyMap<string, SettingValue>): void {
  const provider = values.get("TUNELAB_PROVIDER");
  if (provider !== undefined && !["azure", "openai", "embedded"].includes(provider.value.toLowerCase())) {
    throw invalid(provider, say("client.providerNames"));
  }
  for (const setting of values.values()) {
    if (isPlaceholder(setting.value)) throw invalid(setting, say("client.placeholder"));
  }
  const auth = values.get("TUNELAB_AZURE_AUTH");
  if (auth !== undefined && auth.value.toLowerCase() !== "entra") throw invalid(auth, say("client.authNames"));
  for (const name of ["AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL", "TUNELAB_MANAGEMENT_URL"]) {
    const setting = values.get(name);
    if (setting === undefined) continue;
    if (!URL.canParse(setting.value)) throw invalid(setting, say("client.noAddress"));
    const { username, password, hash } = new URL(setting.value);
    if (username !== "" || password !== "") {
      throw invalid({ ...setting, value: setting.value.replace(/\/\/.*@/, "//…@") }, say("client.userInAddress"));
    }
    if (hash !== "") throw invalid(setting, say("client.hashInAddress"));
    checkEncryption(setting);
  }
  const token = values.get("TEMP_AUTH_TOKEN")?.value;
  if (token?.startsWith("{")) {
    throw new TunelabError(say("client.wholeToken"), {
      code: "invalid_setting",
      hint: say("client.wholeTokenHint"),
    });
  }
  for (const setting of values.values()) {
    // A password may be anything: it is encoded before it is sent.
    if (setting.name.endsWith("_PASSWORD")) continue;
    if (/^(["'`]).*\1$/s.test(setting.value)) {
      throw invalid(setting, say("client.quoted"));
    }
    if (setting.secret && !isHeaderValue(setting.value)) {
      throw invalid(setting, say("client.badSecret"));
    }
  }
  const deployment = values.get("AZURE_OPENAI_DEPLOYMENT");
  if (deployment !== undefined && /[/?#\\]/.test(deployment.value)) {
    throw invalid(deployment, say("client.badDeployment"));
  }
  const version = values.get("AZURE_OPENAI_API_VERSION") ?? values.get("OPENAI_API_VERSION");
  if (version !== undefined && !/^[\w.-]+$/.test(version.value)) {
    throw invalid(version, say("client.badVersion"));
  }
}

/**
 * Refuses an address to which a key would go unencrypted: `invalid_setting`.
 *
 * @example
 * checkEncryption({ name: "DATABRICKS_HOST", value: "https://adb-1.azuredatabricks.net", source: "option", secret: false });
 */
export function checkEncryption(setting: SettingValue): void {
  if (!mayCarryKeys(setting.value)) throw invalid(setting, say("client.unencrypted"));
}

function invalid(setting: SettingValue, reason: string): TunelabError {
  const shown = setting.secret ? maskSecret(setting.value) : setting.value;
  return new TunelabError(
    say("client.badSetting", { name: setting.name, from: say(`lab.from.${setting.source}`), shown, reason }),
    {
      code: "invalid_setting",
      hint: say("client.badSettingHint", { name: setting.name }),
    },
  );
}
