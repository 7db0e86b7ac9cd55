import { readSettings, type Provider } from "../../client/index.js";
import { trainingContextOf, type ModelCatalog } from "../../tokens/index.js";

/**
 * Longest example that a model is trained on where the settings lead, in tokens: what the embedded service cuts at on this
 * machine, what the model's provider says elsewhere.
 *
 * @example
 * trainingLimit("gpt-4o-mini", "azure"); // 65536
 */
export function trainingLimit(model: string | undefined, provider?: Provider, catalog?: ModelCatalog): number {
  return trainingContextOf(model, { embedded: (provider ?? readSettings().provider) === "embedded", catalog });
}
