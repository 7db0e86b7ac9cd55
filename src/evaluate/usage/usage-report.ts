import { findModelFacts, MODEL_CATALOG, type ModelCatalog } from "../../tokens/index.js";
import type { ModelUsage } from "./token-meter.js";
import { say } from "../../texts/index.js";

/** Tokens and money of an evaluation. */
export interface UsageReport {
  /** Of the model that is evaluated. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly models: readonly ModelUsage[];
  /** Of those that judged. */
  readonly judges: readonly ModelUsage[];
  /** US dollars of both, where every model has a price; 0 without tokens. */
  readonly dollars: number | undefined;
  /** Models without a price in the list. */
  readonly unpriced: readonly string[];
  /** Day of the price list (ISO). */
  readonly pricesAsOf: string;
}

/**
 * Prices the tokens of an evaluation by the dated list of models; a model that is not in it has no price, not 0, unless
 * it answered on this machine.
 *
 * @example
 * priceUsage([{ model: "gpt-4o-mini", calls: 1, promptTokens: 1_000_000, completionTokens: 0, isLocal: false }], []).dollars; // 0.15
 */
export function priceUsage(
  models: readonly ModelUsage[],
  judges: readonly ModelUsage[],
  catalog: ModelCatalog = MODEL_CATALOG,
): UsageReport {
  const all = [...models, ...judges];
  const priced = all.map((usage) => {
    if (usage.isLocal) return 0;
    const prices = findModelFacts(usage.model, catalog)?.inferencePrices;
    if (prices === undefined) return undefined;
    return (usage.promptTokens * prices.input + usage.completionTokens * prices.output) / 1_000_000;
  });
  const unpriced = [...new Set(all.filter((_, at) => priced[at] === undefined).map(({ model }) => model))];
  return {
    promptTokens: sum(models.map((usage) => usage.promptTokens)),
    completionTokens: sum(models.map((usage) => usage.completionTokens)),
    models,
    judges,
    dollars: unpriced.length > 0 ? undefined : sum(priced.map((dollars) => dollars ?? 0)),
    unpriced,
    pricesAsOf: catalog.asOf,
  };
}

/**
 * Says tokens and cost in the words of a result's facts; nothing when no tokens are known.
 *
 * @example
 * describeUsage(priceUsage([{ model: "gpt-4o-mini", calls: 2, promptTokens: 300, completionTokens: 40, isLocal: false }], []));
 * // { tokens: "300 in, 40 out", cost: "0.000069 $ (prices of 2026-11-21)" }
 */
export function describeUsage(report: UsageReport): Readonly<Record<string, string>> {
  const { judges, dollars, unpriced, pricesAsOf } = report;
  if (report.models.length + judges.length === 0) return {};
  const tokens = tokensOf(report.models);
  const isLocal = [...report.models, ...judges].every((usage) => usage.isLocal);
  const cost = isLocal
    ? say("result.costNothing")
    : dollars === undefined
      ? say("result.costUnknown", { day: pricesAsOf, models: unpriced.join(", ") })
      : say("result.cost", { amount: String(Number(dollars.toPrecision(3))), day: pricesAsOf });
  return {
    tokens: judges.length === 0 ? tokens : say("result.judgeTokens", { tokens, judges: tokensOf(judges) }),
    cost,
  };
}

const tokensOf = (usage: readonly ModelUsage[]): string =>
  say("result.tokens", {
    input: String(sum(usage.map((one) => one.promptTokens))),
    output: String(sum(usage.map((one) => one.completionTokens))),
  });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
