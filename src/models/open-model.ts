import type { TokenCredential } from "@azure/identity";
import type OpenAI from "openai";
import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { type ModelConfiguration, type ReadModelConfiguration, readModelConfiguration } from "./model-configuration.js";
import { accountFor, OPENAI_URL } from "./openai-account.js";
import { signInWithEntra, tokenProvider } from "./sign-in-with-entra.js";

/** A model ready to be called. */
export interface OpenedModel {
  readonly client: OpenAI;
  /** What requests carry as `model`: the deployment on Azure. */
  readonly model: string;
}

/** Options of {@link openModel}. */
export interface OpenModelOptions {
  /** Longest wait for one answer, in seconds. @default 600 */
  readonly timeoutSeconds?: number;
  /** Further tries after 408, 409, 429, 5xx or a broken connection. @default 5 */
  readonly maxRetries?: number;
  /** Signs in to Azure where the configuration has no key. @default whoever is signed in, as DefaultAzureCredential finds them */
  readonly credential?: TokenCredential;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
}

/**
 * Opens a client of the official `openai` package for a model configuration.
 *
 * Without `api_key`, Azure is asked with Microsoft Entra ID. Throws `invalid_model_configuration`.
 *
 * @example
 * const { client, model } = await openModel({ model: "gpt-4o-mini", api_key: process.env.OPENAI_API_KEY });
 */
export async function openModel(
  configuration: ModelConfiguration,
  options: OpenModelOptions = {},
): Promise<OpenedModel> {
  const read = readModelConfiguration(configuration);
  const { timeoutSeconds = 600, maxRetries = 5, credential, fetch } = options;
  const { default: Client, AzureOpenAI } = await import("openai");
  const common = { timeout: timeoutSeconds * 1000, maxRetries, fetch };
  if (read.type === "openai") {
    const { apiKey, baseUrl, organization, model } = read;
    const baseURL = baseUrl ?? addressOfKey(apiKey);
    return { client: new Client({ ...common, apiKey, baseURL, ...accountFor(baseURL, organization) }), model };
  }
  const { endpoint, model, apiVersion } = read;
  // What is given here keeps the package from reading another provider's address, key and account in the environment.
  const own = { baseURL: null, apiKey: "", ...accountFor(endpoint) };
  const access = read.apiKey === undefined ? await askEntra(read, credential) : { apiKey: read.apiKey };
  return { client: new AzureOpenAI({ ...common, ...own, endpoint, apiVersion, deployment: model, ...access }), model };
}

/** OPENAI_BASE_URL belongs to OPENAI_API_KEY: any other key is OpenAI's, as the configuration names no address for it. */
function addressOfKey(apiKey: string): string {
  const { OPENAI_BASE_URL: url, OPENAI_API_KEY: own } = process.env;
  return url?.trim() && (!own?.trim() || own.trim() === apiKey) ? url.trim() : OPENAI_URL;
}

async function askEntra(
  read: ReadModelConfiguration,
  credential: TokenCredential | undefined,
): Promise<{ azureADTokenProvider: () => Promise<string> }> {
  try {
    return { azureADTokenProvider: await tokenProvider(credential ?? (await signInWithEntra())) };
  } catch (cause) {
    throw new TunelabError(say("model.noKey", { model: read.model }), {
      code: "invalid_model_configuration",
      hint: say("model.noKeyHint"),
      cause,
    });
  }
}
