import { join } from "node:path";
import { findProjectRoot, TunelabError, isHeaderValue, maskSecret, isOwnNetwork, readDotenv } from "../core/index.js";
import { namesOfEmbedded } from "./embedded-values.js";
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
 * Puts the values of `.env` files into the environment, where cells and packages look for them.
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
  filledFromFile.set(env, filled);
}

/**
 * Resolves the settings: options win over the environment, the environment over `.env` files. A file's address is asked
 * with the file's key, where it has one.
 *
 * With no setting of a provider the embedded service is used; with any, that provider and nothing of the embedded
 * one. Throws `contradictory_settings` where two providers are set and `TUNELAB_PROVIDER` does not choose, where values
 * exclude each other, and `invalid_setting` for a value that cannot be right.
 *
 * @example
 * readSettings({ settings: { AZURE_OPENAI_ENDPOINT: "https://mine.openai.azure.com" } }).provider; // "azure"
 */
export function readSettings(options: ReadSettingsOptions = {}): Settings {
  const { settings = {}, env = process.env } = options;
  const files = (options.envFiles ?? defaultEnvFiles()).map(readDotenv);
  const fromEmbedded = namesOfEmbedded(env);
  const fromFile = filledFromFile.get(env);
  const find = (name: string): readonly [string, SettingValue["source"]] | undefined => {
    const ownToCell = !fromEmbedded.has(name) && env[name] !== fromFile?.get(name);
    const candidates: readonly (readonly [string | undefined, SettingValue["source"]])[] = [
      [settings[name], "option"],
      [ownToCell ? env[name] : undefined, "environment"],
      [files.map((file) => file[name]).find((value) => value), ".env file"],
    ];
    const found = candidates.find(([value]) => value !== undefined && value.trim() !== "");
    return found && [found[0]!.trim(), found[1]];
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
  if (replayed === undefined) keepKeysWithTheirAddress(values, files);
  splitPastedEndpoint(values);
  const provider = replayed?.provider ?? chooseProvider(values);
  return { provider, values, get: (name) => values.get(name)?.value };
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

/** The settings of an address, and the secrets that are sent to it. */
const SECRETS_OF: Readonly<Record<string, readonly string[]>> = {
  AZURE_OPENAI_ENDPOINT: ["AZURE_OPENAI_API_KEY"],
  OPENAI_BASE_URL: ["OPENAI_API_KEY"],
  DATABRICKS_HOST: ["DATABRICKS_TOKEN"],
  MLFLOW_TRACKING_URI: ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN"],
};

/**
 * Takes a `.env` file's key for the file's address, also where the environment has one: many a shell sets OPENAI_API_KEY
 * for OpenAI, and a file that names Ollama's address and key must not send that key there. And a file's key is left out
 * where the address that is asked is another than the file names beside it.
 */
function keepKeysWithTheirAddress(
  values: Map<string, SettingValue>,
  files: readonly Readonly<Record<string, string | undefined>>[],
): void {
  for (const [address, secrets] of Object.entries(SECRETS_OF)) {
    const asked = values.get(address);
    if (asked === undefined) continue;
    const file = files.find((each) => each[address]?.trim());
    for (const name of secrets) {
      const found = values.get(name);
      const value = file?.[name]?.trim();
      if (found?.source === "environment" && asked.source === ".env file" && value && !isPlaceholder(value)) {
        values.set(name, { ...found, value, source: ".env file" });
      } else if (found?.source === ".env file") {
        const beside = files.find((each) => each[name]?.trim())?.[address]?.trim();
        if (beside && !isPlaceholder(beside) && originOf(beside) !== originOf(asked.value)) values.delete(name);
      }
    }
  }
}

/** Server of an address; DATABRICKS_HOST is often written without `https://`. */
function originOf(address: string): string {
  const url = /^[\w.-]+\.[\w.-]+(?::\d+)?(?:\/|$)/.test(address) ? `https://${address}` : address;
  return URL.canParse(url) && new URL(url).host !== "" ? new URL(url).origin : address;
}

const isPlaceholder = (value: string): boolean => /^<.*>$|^your[_-]/i.test(value);

/**
 * The portal shows addresses of calls (`…/openai/deployments/gpt-4o/chat/completions?api-version=…`, `…/openai/v1/`), and
 * people paste them: the endpoint is what stands before `/openai`, and the rest says deployment and version.
 */
function splitPastedEndpoint(values: Map<string, SettingValue>): void {
  const endpoint = values.get("AZURE_OPENAI_ENDPOINT");
  if (endpoint === undefined || !URL.canParse(endpoint.value)) return;
  const url = new URL(endpoint.value);
  if (url.username !== "" || url.password !== "" || url.hash !== "") return;
  const path = /^(.*?)\/openai(?:\/deployments\/([^/]+))?(?:\/.*)?$/.exec(url.pathname);
  if (path === null && url.search === "") return;
  values.set(endpoint.name, { ...endpoint, value: `${url.origin}${path?.[1] ?? url.pathname.replace(/\/+$/, "")}` });
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
  for (const name of ["AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL", "TUNELAB_MANAGEMENT_URL"]) {
    const setting = values.get(name);
    if (setting === undefined) continue;
    if (!URL.canParse(setting.value)) throw invalid(setting, say("client.noAddress"));
    const { protocol, username, password, hash } = new URL(setting.value);
    if (username !== "" || password !== "") {
      throw invalid({ ...setting, value: setting.value.replace(/\/\/.*@/, "//…@") }, say("client.userInAddress"));
    }
    if (hash !== "") throw invalid(setting, say("client.hashInAddress"));
    if (protocol !== "https:" && !(protocol === "http:" && isOwnNetwork(setting.value))) {
      throw invalid(setting, say("client.unencrypted"));
    }
  }
  for (const setting of values.values()) {
    if (isPlaceholder(setting.value)) throw invalid(setting, say("client.placeholder"));
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
