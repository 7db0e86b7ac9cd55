import type { TokenCredential } from "@azure/identity";
import type OpenAI from "openai";
import { timerMs, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import {
  checkUrl,
  type ModelConfiguration,
  type ReadModelConfiguration,
  readModelConfiguration,
} from "./model-configuration.js";
import { keepKeyFromRedirects } from "./keep-key-from-redirects.js";
import { makeClient, OPENAI_URL, type OpenAIAccount } from "./openai-account.js";
import { signInWithEntra, tokenProvider } from "./sign-in-with-entra.js";

/** A model ready to be called. */
export interface OpenedModel {
  readonly client: OpenAI;
  /** What requests carry as `model`: the deployment on Azure. */
  readonly model: string;
}

/** Options of {@link openModel}. */
export interface OpenModelOptions {
  /** Longest wait for one answer, in seconds; `Infinity` for none. @default 600 */
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
  const { timeoutSeconds = 600, maxRetries = 5, credential, fetch = globalThis.fetch } = options;
  const { default: Client, AzureOpenAI } = await import("openai");
  const common = { timeout: timerMs(timeoutSeconds * 1000), maxRetries, fetch: keepKeyFromRedirects(fetch) };
  if (read.type === "openai") {
    const { apiKey, baseUrl, organization, model } = read;
    const baseURL = baseUrl ?? addressOfKey(apiKey);
    const make = (account: OpenAIAccount) => new Client({ ...common, apiKey, baseURL, ...account });
    return { client: makeClient(baseURL, make, organization), model };
  }
  const { endpoint, model, apiVersion } = read;
  // What is given here keeps the package from reading another provider's address, key and account in the environment.
  const own = { baseURL: null, apiKey: "", endpoint, apiVersion, deployment: model };
  const access = read.apiKey === undefined ? await askEntra(read, credential) : { apiKey: read.apiKey };
  return {
    client: makeClient(endpoint, (account) => new AzureOpenAI({ ...common, ...own, ...account, ...access })),
    model,
  };
}

/** OPENAI_BASE_URL belongs to OPENAI_API_KEY: any other key is OpenAI's, as the configuration names no address for it. */
function addressOfKey(apiKey: string): string {
  const { OPENAI_BASE_URL: url, OPENAI_API_KEY: own } = process.env;
  return url?.trim() && (!own?.trim() || own.trim() === apiKey) ? checkUrl("OPENAI_BASE_URL", url.trim()) : OPENAI_URL;
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
