import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import type { OpenAIModelConfiguration } from "./model-configuration.js";

/** A model by MLflow's address of it, for example `openai:/gpt-4o`. */
export type ModelUri = `openai:/${string}`;

/**
 * Configuration of a model that MLflow would find by its address: OPENAI_API_KEY is its key, and OPENAI_BASE_URL its server where
 * that is set. Throws `invalid_model_configuration` for an address of another provider.
 *
 * @example
 * modelOfUri("openai:/gpt-4o").model; // "gpt-4o"
 */
export function modelOfUri(uri: string): OpenAIModelConfiguration {
  const model = /^openai:\/+(.+)$/.exec(uri)?.[1];
  if (model !== undefined) return { type: "openai", model, api_key: process.env["OPENAI_API_KEY"] };
  throw new TunelabError(say("model.badUri", { got: JSON.stringify(uri) }), {
    code: "invalid_model_configuration",
    hint: say("model.configurationHint"),
  });
}
