import { escapeHtml, JUPYTER_DISPLAY, TunelabError, type MimeData } from "../../core/index.js";
import { readSettings, type Provider } from "../../client/index.js";
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
    const tokens = `${this.billedTokens.toLocaleString("en-US")} tokens (${this.epochs} epochs)`;
    const { estimate } = this;
    if (this.provider === "embedded" && estimate === undefined) return `Training: ${tokens}, free on this machine.`;
    if (estimate === undefined) return `Training: ${tokens}; the price list has no price for ${this.model}.`;
    const here = this.provider === "embedded" ? "free on this machine; at a provider it would be " : "";
    const hosting =
      estimate.hostingPerHour === 0
        ? "No charge while deployed, only for calls."
        : `Deployed: ${estimate.hostingPerHour.toFixed(2)} $ an hour, ${estimate.hostingPerMonth.toFixed(0)} $ a month if forgotten.`;
    return `Training: ${tokens}, ${here}${amount(estimate.training)} at ${estimate.pricePerMillion} $ a million (${estimate.model}, prices of ${estimate.asOf}). ${hosting}`;
  }

  [JUPYTER_DISPLAY](): MimeData {
    const notice =
      this.notice === undefined ? "" : `<p role="alert"><b>Please note:</b> ${escapeHtml(this.notice)}</p>`;
    const text = this.notice === undefined ? this.toString() : `${this.toString()}\nPlease note: ${this.notice}`;
    return { "text/html": `<p>${escapeHtml(this.toString())}</p>${notice}`, "text/plain": text };
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
    throw new TunelabError(`epochs must be a whole number from 1 to 50, got ${epochs}.`, {
      code: "invalid_option",
      hint: "Leave epochs out to use the provider's rule.",
    });
  }
  const priced = findModelFacts(model, catalog) === undefined && provider === "embedded" ? "gpt-4o-mini" : model;
  const facts = findModelFacts(priced, catalog);
  const billedTokens = billedTrainingTokens(tokens, {
    epochs,
    trainingContextTokens: facts?.trainingContextTokens ?? 65_536,
  });
  const training = options.training ?? (provider === "openai" ? "openai" : "azureRegional");
  const known = facts?.trainingPrices[training] !== undefined;
  const estimate = known ? estimateCost({ model: priced, billedTokens, training, catalog }) : undefined;
  const notice = provider === "embedded" ? undefined : retirementNotice(model, provider, { today, catalog });
  return new CostReport(model, provider, epochs, billedTokens, estimate, notice);
}

function amount(dollars: number): string {
  return dollars < 0.01 ? "less than 0.01 $" : `${dollars.toFixed(2)} $`;
}
