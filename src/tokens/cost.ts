import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import { findModelFacts, MODEL_CATALOG, type ModelCatalog, type TrainingPrices } from "./model-catalog.js";

/** Average hours of a month, as cloud price lists count them. */
const HOURS_PER_MONTH = 730;

/** What a training job and the deployment after it would cost. All amounts are US dollars. */
export interface CostEstimate {
  readonly model: string;
  readonly billedTokens: number;
  /** Per million training tokens. */
  readonly pricePerMillion: number;
  readonly training: number;
  /** What a deployment costs in an hour and, forgotten, in a month; 0 where only calls are billed. */
  readonly hostingPerHour: number;
  readonly hostingPerMonth: number;
  /** Day of the prices (ISO). */
  readonly asOf: string;
}

/** Options of {@link estimateCost}. */
export interface CostOptions {
  /** Base model, by any of its names. */
  readonly model: string;
  /** Tokens after the limit per example and the epochs were applied, see `billedTrainingTokens`. */
  readonly billedTokens: number;
  /** Who trains, and for Azure where. @default "azureRegional" */
  readonly training?: keyof TrainingPrices;
  /** Prices of your own. @default MODEL_CATALOG */
  readonly catalog?: ModelCatalog;
}

/**
 * Estimates what a training would cost, before it is started.
 *
 * Throws `unknown_price` when the catalog has no price for the model and kind of training.
 *
 * @example
 * estimateCost({ model: "gpt-4o-mini", billedTokens: 48_000 }).training; // 0.144
 */
export function estimateCost(options: CostOptions): CostEstimate {
  const { model, billedTokens, training = "azureRegional", catalog = MODEL_CATALOG } = options;
  const price = findModelFacts(model, catalog)?.trainingPrices[training];
  if (price === undefined) {
    throw new TunelabError(say("tokens.noPrice", { date: catalog.asOf, training, model }), {
      code: "unknown_price",
      hint: say("tokens.noPriceHint"),
    });
  }
  const hostingPerHour =
    training === "openai" ? 0 : catalog.hostingPerHour[training === "azureDeveloper" ? "DeveloperTier" : "Standard"];
  return {
    model,
    billedTokens,
    pricePerMillion: price,
    training: (billedTokens / 1_000_000) * price,
    hostingPerHour,
    hostingPerMonth: hostingPerHour * HOURS_PER_MONTH,
    asOf: catalog.asOf,
  };
}
