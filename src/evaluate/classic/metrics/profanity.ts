import type { EvaluationMetric } from "./metric.js";
import { summarise } from "./builtin-metrics.js";
import { notAText } from "./wrong-kind.js";

/**
 * Says for each prediction whether it holds an English swear word or slur: 1 or 0, and the share of such rows as `ratio`.
 *
 * Looks words up in the list of the `obscenity` package 0.4.6, common disguises included. It is not `toxicity/v1`: polite
 * hate passes, a quoted swear word does not, and other languages are not known to it.
 *
 * @example
 * await evaluate({ data, predictions: "answer", modelType: "text", extraMetrics: [profanity()] });
 */
export function profanity(): EvaluationMetric {
  return {
    name: "profanity",
    version: "v1",
    greaterIsBetter: false,
    evaluate: async ({ predictions }) => {
      const { RegExpMatcher, englishDataset, englishRecommendedTransformers } = await import("obscenity");
      const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
      const errors = new Map<number, string>();
      const scores = predictions.map((prediction, row) => {
        if (typeof prediction === "string") return matcher.hasMatch(prediction) ? 1 : 0;
        if (prediction !== undefined) errors.set(row, notAText(prediction));
        return null;
      });
      const found = scores.filter((score) => score !== null);
      const ratio = found.reduce<number>((sum, score) => sum + score, 0) / found.length;
      return { scores, errors, aggregateResults: found.length === 0 ? {} : { ...summarise(scores), ratio } };
    },
  };
}
