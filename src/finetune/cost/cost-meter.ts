import { JUPYTER_DISPLAY, TunelabError, type MimeData } from "../../core/index.js";
import { composeDisplay } from "../../display/index.js";
import { readSettings, type Provider } from "../../client/index.js";
import { formatNumber, say } from "../../texts/index.js";
import { trainingLimit } from "./training-limit.js";
import {
  billedTrainingTokens,
  defaultEpochs,
  estimateCost,
  findModelFacts,
  MODEL_CATALOG,
  retirementNotice,
  type CostEstimate,
  type ModelCatalog,
  type TrainingPrices,
} from "../../tokens/index.js";

/** Options of {@link costMeter}. */
export interface CostMeterOptions {
  /** Tokens of each training example. */
  readonly tokens: readonly number[];
  /** Base model. @default TUNELAB_BASE_MODEL, else gpt-4o-mini */
  readonly model?: string;
  /** @default the provider's rule for "auto" */
  readonly epochs?: number;
  /** @default whoever the settings lead to */
  readonly provider?: Provider;
  /** Kind of training, for Azure. @default "azureRegional" */
  readonly training?: keyof TrainingPrices;
  /** @default MODEL_CATALOG */
  readonly catalog?: ModelCatalog;
  /** Today's date (ISO). @default the clock's */
  readonly today?: string;
}

/** What a training will be billed for, before it is created. */
export class CostReport {
  constructor(
    readonly model: string,
    readonly provider: Provider,
    readonly epochs: number,
    readonly billedTokens: number,
    /** Missing where nothing is billed or no price is known. */
    readonly estimate: CostEstimate | undefined,
    /** Dates that matter for the model. */
    readonly notice: string | undefined,
  ) {}

  toString(): string {
    const { estimate, model, provider } = this;
    const tokens = say("cost.tokens", { tokens: formatNumber(this.billedTokens), n: this.epochs });
    if (provider === "embedded" && estimate === undefined) return say("cost.free", { tokens });
    if (estimate === undefined) return say("cost.unknown", { tokens, model });
    const { hostingPerHour: hour, hostingPerMonth: month } = estimate;
    const hosting =
      hour === 0
        ? say("cost.noHosting")
        : say("cost.hosting", { hour: formatNumber(hour, { fixed: 2 }), month: formatNumber(month, { fixed: 0 }) });
    return say("cost.price", {
      tokens,
      here: provider === "embedded" ? say("cost.here") : "",
      amount: amount(estimate.training),
      price: estimate.pricePerMillion,
      model: estimate.model,
      date: estimate.asOf,
      hosting,
    });
  }

  /** All that it says: what is billed, and the dates that matter. */
  get text(): string {
    return this.notice === undefined
      ? this.toString()
      : `${this.toString()}\n${say("cost.note", { notice: this.notice })}`;
  }

  [JUPYTER_DISPLAY](): MimeData {
    return composeDisplay([this.text]);
  }
}

/**
 * Tells what a training will be billed for: tokens, cut at the model's limit, times epochs, times the price.
 *
 * On the embedded service nothing is billed; the report then says what gpt-4o-mini would cost on Azure. Prices come
 * from a dated list that can be replaced. Throws `invalid_option` for a number of epochs that cannot be.
 *
 * @example
 * costMeter({ tokens: dataset.tokens, model: "gpt-4o-mini", provider: "azure" }).estimate?.training;
 */
export function costMeter(options: CostMeterOptions): CostReport {
  const { tokens, catalog = MODEL_CATALOG, today = new Date().toISOString().slice(0, 10) } = options;
  const provider = options.provider ?? readSettings().provider;
  const model = options.model ?? process.env["TUNELAB_BASE_MODEL"] ?? "gpt-4o-mini";
  const epochs = options.epochs ?? defaultEpochs(tokens.length);
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > 50) {
    throw new TunelabError(say("cost.badEpochs", { value: String(epochs) }), {
      code: "invalid_option",
      hint: say("cost.badEpochsHint"),
    });
  }
  const priced = findModelFacts(model, catalog) === undefined && provider === "embedded" ? "gpt-4o-mini" : model;
  const facts = findModelFacts(priced, catalog);
  const trainingContextTokens = trainingLimit(model, provider, catalog);
  const billedTokens = billedTrainingTokens(tokens, { epochs, trainingContextTokens });
  const training = options.training ?? (provider === "openai" ? "openai" : "azureRegional");
  const known = facts?.trainingPrices[training] !== undefined;
  const estimate = known ? estimateCost({ model: priced, billedTokens, training, catalog }) : undefined;
  const notice = provider === "embedded" ? undefined : retirementNotice(model, provider, { today, catalog });
  return new CostReport(model, provider, epochs, billedTokens, estimate, notice);
}

function amount(dollars: number): string {
  return dollars < 0.01 ? say("cost.little") : `${formatNumber(dollars, { fixed: 2 })} $`;
}
