import { isHeaderValue, maskSecret, mayCarryKeys, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { apiVersionOf } from "./api-version.js";

/** Settings of an Azure OpenAI deployment, in azure-ai-evaluation's names or in camelCase. */
export interface AzureOpenAIModelConfiguration {
  readonly type?: "azure_openai";
  readonly azure_endpoint?: string;
  readonly azureEndpoint?: string;
  readonly azure_deployment?: string;
  readonly azureDeployment?: string;
  /** Without a key, Microsoft Entra ID is asked through `@azure/identity`. */
  readonly api_key?: string;
  readonly apiKey?: string;
  /** @default the environment variable AZURE_OPENAI_API_VERSION, else OPENAI_API_VERSION, else 2024-10-21 */
  readonly api_version?: string;
  readonly apiVersion?: string;
}

/** Settings of OpenAI or of any server that speaks its API. */
export interface OpenAIModelConfiguration {
  readonly type?: "openai";
  readonly api_key?: string;
  readonly apiKey?: string;
  readonly model?: string;
  /** @default the environment variable OPENAI_BASE_URL for OPENAI_API_KEY's key, else https://api.openai.com/v1 */
  readonly base_url?: string;
  readonly baseUrl?: string;
  readonly organization?: string;
}

/** Which model to call, and how. */
export type ModelConfiguration = AzureOpenAIModelConfiguration | OpenAIModelConfiguration;

/** A {@link ModelConfiguration} read and checked: one spelling, nothing missing. */
export type ReadModelConfiguration =
  | {
      readonly type: "azure_openai";
      readonly endpoint: string;
      /** Name that a request carries as its model. */
      readonly model: string;
      readonly apiKey: string | undefined;
      readonly apiVersion: string;
    }
  | {
      readonly type: "openai";
      readonly baseUrl: string | undefined;
      readonly model: string;
      readonly apiKey: string;
      readonly organization: string | undefined;
    };

const ALIASES: Record<string, string> = {
  azureEndpoint: "azure_endpoint",
  azureDeployment: "azure_deployment",
  apiKey: "api_key",
  apiVersion: "api_version",
  baseUrl: "base_url",
};

const ENVIRONMENT_NAMES: Record<string, string> = {
  azure_endpoint: "AZURE_OPENAI_ENDPOINT",
  azure_deployment: "AZURE_OPENAI_DEPLOYMENT",
  api_key: "AZURE_OPENAI_API_KEY or OPENAI_API_KEY",
  model: "the model's name",
};

/**
 * Reads a model configuration: decides between Azure and OpenAI as azure-ai-evaluation does, and checks what is needed.
 *
 * An endpoint and a deployment mean Azure, a model means OpenAI. The object passed in is not changed.
 * Throws `invalid_model_configuration`.
 *
 * @example
 * readModelConfiguration({ azure_endpoint: "https://x.openai.azure.com", azure_deployment: "gpt-4o" }).model; // "gpt-4o"
 */
export function readModelConfiguration(configuration: ModelConfiguration): ReadModelConfiguration {
  if (typeof configuration !== "object" || configuration === null) {
    throw invalid(say("model.notObject", { got: JSON.stringify(configuration) }));
  }
  const given = Object.fromEntries(Object.entries(configuration).map(([key, value]) => [ALIASES[key] ?? key, value]));
  if (isSet(given["azure_endpoint"]) && isSet(given["base_url"])) throw invalid(say("model.twoAddresses"));
  const type: unknown = given["type"] ?? inferType(given);
  if (type !== "azure_openai" && type !== "openai") {
    throw invalid(say("model.badType", { got: JSON.stringify(type) }));
  }
  const required = type === "azure_openai" ? ["azure_deployment", "azure_endpoint"] : ["api_key", "model"];
  const missing = required.filter((key) => !isSet(given[key]));
  if (missing.length > 0) {
    const names = missing.map((key) => `${key} (${ENVIRONMENT_NAMES[key]})`).join(say("list.and"));
    throw invalid(say("model.lacks", { names }));
  }
  const text = (key: string): string | undefined => {
    const value: unknown = given[key];
    if (!isSet(value)) return undefined;
    if (typeof value !== "string") throw invalid(say("model.notText", { name: key, type: typeof value }));
    return value.trim();
  };
  if (type === "azure_openai") {
    return {
      type,
      endpoint: checkUrl("azure_endpoint", text("azure_endpoint")!),
      model: text("azure_deployment")!,
      apiKey: checkKey(text("api_key")),
      apiVersion: text("api_version") ?? apiVersionOf(),
    };
  }
  const baseUrl = text("base_url");
  return {
    type,
    baseUrl: baseUrl === undefined ? undefined : checkUrl("base_url", baseUrl),
    model: text("model")!,
    apiKey: checkKey(text("api_key")!)!,
    organization: text("organization"),
  };
}

/**
 * The provider whose settings these are, by those that only one has; nothing where they fit either.
 *
 * @param given settings in snake_case
 *
 * @example
 * modelProvider({ base_url: "http://127.0.0.1:11434/v1", api_key: "none" }); // "openai"
 */
export function modelProvider(given: Readonly<Record<string, unknown>>): ReadModelConfiguration["type"] | undefined {
  const { type } = given;
  if (type === "azure_openai" || type === "openai") return type;
  const hasOne = (...names: string[]): boolean => names.some((name) => isSet(given[name]));
  if (hasOne("azure_endpoint", "azure_deployment", "api_version")) return "azure_openai";
  return hasOne("base_url", "model", "organization") ? "openai" : undefined;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

function inferType(given: Record<string, unknown>): string {
  if (isSet(given["azure_deployment"]) && isSet(given["azure_endpoint"])) return "azure_openai";
  if (isSet(given["model"])) return "openai";
  if ("azure_deployment" in given && "azure_endpoint" in given) return "azure_openai";
  if ("model" in given) return "openai";
  const names = Object.keys(given).join(", ") || say("model.nothing");
  throw invalid(say("model.neither", { names }));
}

function checkKey(value: string | undefined): string | undefined {
  if (value === undefined || isHeaderValue(value)) return value;
  throw invalid(say("model.badKey", { shown: maskSecret(value) }));
}

/**
 * Checks an address that a key is sent to and returns it without slashes at its end. Throws `invalid_model_configuration`.
 *
 * @example
 * checkUrl("base_url", "http://127.0.0.1:11434/v1/"); // "http://127.0.0.1:11434/v1"
 */
export function checkUrl(name: string, value: string): string {
  if (/^https?:\/\/[^/]*@/.test(value)) {
    throw invalid(say("model.userInAddress", { name }));
  }
  if (/^https?:\/\/./.test(value) && URL.canParse(value)) {
    if (mayCarryKeys(value)) return value.replace(/\/+$/, "");
    throw invalid(say("model.unencrypted", { name, got: JSON.stringify(value) }));
  }
  throw invalid(say("model.badUrl", { name, got: JSON.stringify(value) }));
}

const invalid = (message: string): TunelabError =>
  new TunelabError(message, {
    code: "invalid_model_configuration",
    hint: say("model.configurationHint"),
  });
