import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import {
  aggregate,
  automatedReadabilityIndex,
  countText,
  DEFAULT_AGGREGATIONS,
  exactMatch as shareOfExactMatches,
  fleschKincaidGrade,
  ndcgAtK as ndcg,
  precisionAtK as precision,
  recallAtK as recall,
  scoreRouge,
  tokenizeForRouge,
  type RougeText,
  type RougeType,
  type TextCounts,
} from "../../metrics/index.js";
import { getEncoding } from "../../../tokens/index.js";
import { describeError, type RowError } from "../../run/index.js";
import type { EvaluationMetric, MetricValue } from "./metric.js";
import { isMissing, missingValue } from "./missing-value.js";
import { wrongKind } from "./wrong-kind.js";

/**
 * Tokens of each prediction in cl100k_base; logs no summary, as in MLflow. Equals tiktoken 0.14.0.
 *
 * @example
 * await evaluate({ data, predictions: "answer", extraMetrics: [tokenCount()] });
 */
export function tokenCount(): EvaluationMetric {
  return {
    name: "token_count",
    greaterIsBetter: true,
    evaluate: ({ predictions }) => {
      const encoding = getEncoding("cl100k_base");
      const value = scoreTexts(predictions, (text) => encoding.count(text));
      return { ...value, numbers: "int", aggregateResults: {} };
    },
  };
}

/** Flesch-Kincaid grade of each prediction; equals textstat 0.7.13 (MLflow's `flesch_kincaid_grade_level` v1). */
export function fleschKincaidGradeLevel(): EvaluationMetric {
  return readability("flesch_kincaid_grade_level", fleschKincaidGrade);
}

/** Automated readability index of each prediction; equals textstat 0.7.13 (MLflow's `ari_grade_level` v1). */
export function ariGradeLevel(): EvaluationMetric {
  return readability("ari_grade_level", automatedReadabilityIndex);
}

function readability(name: string, grade: (counts: TextCounts) => number): EvaluationMetric {
  return {
    name,
    version: "v1",
    greaterIsBetter: false,
    evaluate: ({ predictions }) => scoreTexts(predictions, (text) => grade(countOnce(predictions, text))),
  };
}

// Both grades count the same things: counts live as long as the predictions they were made for.
const countsOf = new WeakMap<readonly unknown[], Map<string, TextCounts>>();

function countOnce(predictions: readonly unknown[], text: string): TextCounts {
  let known = countsOf.get(predictions);
  if (known === undefined) countsOf.set(predictions, (known = new Map()));
  let counts = known.get(text);
  if (counts === undefined) known.set(text, (counts = countText(text)));
  return counts;
}

/**
 * Share of predictions that equal their target (scikit-learn's accuracy_score); one number, no column.
 *
 * A row without a target is left out and named in `failures`; Python's MLflow ends with a TypeError there.
 */
export function exactMatch(): EvaluationMetric {
  return {
    name: "exact_match",
    version: "v1",
    greaterIsBetter: true,
    evaluate: ({ predictions, targets }, skip) => {
      if (targets === undefined) return needsTargets("exact_match", skip);
      const answered = predictions.flatMap((prediction, row) => (isMissing(prediction) ? [] : [row]));
      if (answered.length === 0) return undefined;
      const comparable = answered.filter((row) => !isMissing(targets[row]));
      const share = shareOfExactMatches(
        comparable.map((row) => predictions[row]),
        comparable.map((row) => targets[row]),
      );
      const { message, hint } = missingValue("targets");
      return {
        aggregateResults: { exact_match: comparable.length === 0 ? null : share },
        errors: new Map(answered.filter((row) => isMissing(targets[row])).map((row) => [row, { message, hint }])),
      };
    },
  };
}

/** ROUGE f-measure of each prediction with its target; equals rouge-score 0.1.2 without a stemmer. */
export function rouge(type: Extract<RougeType, "rouge1" | "rouge2" | "rougeL" | "rougeLsum">): EvaluationMetric {
  return {
    name: type,
    version: "v1",
    greaterIsBetter: true,
    evaluate: ({ predictions, targets }, skip) => {
      if (targets === undefined) return needsTargets(type, skip);
      return scoreTexts(predictions, (text, row) => {
        const target = targets[row];
        if (isMissing(target)) throw missingValue("targets");
        if (typeof target !== "string")
          throw kindError(say("evaluate.target"), target, say("data.aText"), say("evaluate.correctTargets"));
        return scoreRouge(cutOnce(predictions, text), cutOnce(predictions, target), type).fmeasure;
      });
    },
  };
}

const cutOf = new WeakMap<readonly unknown[], Map<string, RougeText>>();

function cutOnce(predictions: readonly unknown[], text: string): RougeText {
  let known = cutOf.get(predictions);
  if (known === undefined) cutOf.set(predictions, (known = new Map()));
  let cut = known.get(text);
  if (cut === undefined) known.set(text, (cut = tokenizeForRouge(text)));
  return cut;
}

/** Share of the first k retrieved documents that are relevant; `predictions` and `targets` are lists of ids. */
export function precisionAtK(k: number): EvaluationMetric {
  return retrieval("precision", k, precision);
}

/** Share of the relevant documents among the first k; `predictions` and `targets` are lists of ids. */
export function recallAtK(k: number): EvaluationMetric {
  return retrieval("recall", k, recall);
}

/** Normalised discounted cumulative gain of the first k; `predictions` and `targets` are lists of ids. */
export function ndcgAtK(k: number): EvaluationMetric {
  return retrieval("ndcg", k, ndcg);
}

function retrieval(
  family: string,
  k: number,
  score: (retrieved: readonly string[], relevant: readonly string[], k: number) => number,
): EvaluationMetric {
  return {
    name: `${family}_at_${k}`,
    greaterIsBetter: true,
    evaluate: ({ predictions, targets }, skip) => {
      if (!Number.isInteger(k) || k < 1) {
        skip(say("evaluate.badK", { k: String(k) }));
        return undefined;
      }
      if (targets === undefined) return needsTargets(`${family}_at_${k}`, skip);
      return scoreRows(
        predictions,
        (prediction, row) => {
          const relevant = targets[row];
          if (isMissing(relevant)) throw missingValue("targets");
          if (!isIdList(prediction))
            throw kindError(say("evaluate.prediction"), prediction, say("evaluate.idList"), idHint());
          if (!isIdList(relevant)) throw kindError(say("evaluate.target"), relevant, say("evaluate.idList"), idHint());
          return score(prediction, relevant, k);
        },
        "float",
      );
    },
  };
}

/**
 * Seconds that the model took for each row; the model is then called row by row. 0 for predictions that came with the data.
 */
export function latency(): EvaluationMetric {
  return {
    name: "latency",
    greaterIsBetter: false,
    measuresCalls: true,
    evaluate: ({ column, predictions }) => {
      const seconds = column("__latency");
      const scores = predictions.map((_, row) => {
        const value = seconds === undefined ? 0 : seconds[row];
        return typeof value === "number" ? value : null;
      });
      return { scores, numbers: "float" };
    },
  };
}

/** The metrics of a model type, in MLflow's order. */
export type ModelType = "question-answering" | "text-summarization" | "text" | "retriever";

/**
 * Lists the metrics that a model type computes beside `toxicity`, which is handled on its own.
 *
 * @example
 * builtinMetrics("text", 3).map((metric) => metric.name); // ["token_count", "flesch_kincaid_grade_level", "ari_grade_level"]
 */
export function builtinMetrics(modelType: ModelType | undefined, retrieverK: number): readonly EvaluationMetric[] {
  const text = [tokenCount(), fleschKincaidGradeLevel(), ariGradeLevel()];
  switch (modelType) {
    case undefined:
      return [];
    case "text":
      return text;
    case "question-answering":
      return [...text, exactMatch()];
    case "text-summarization":
      return [...text, rouge("rouge1"), rouge("rouge2"), rouge("rougeL"), rouge("rougeLsum")];
    case "retriever":
      return [precisionAtK(retrieverK), recallAtK(retrieverK), ndcgAtK(retrieverK)];
  }
}

/** Summaries of the rows that have a numeric score; none when no row has one. */
export function summarise(scores: MetricValue["scores"]): Record<string, number> {
  const numbers = (scores ?? []).filter((score) => typeof score === "number");
  if (numbers.length === 0) return {};
  return Object.fromEntries(DEFAULT_AGGREGATIONS.map((name) => [name, aggregate(numbers, name)]));
}

function scoreTexts(predictions: readonly unknown[], score: (text: string, row: number) => number): MetricValue {
  return scoreRows(predictions, (prediction, row) => {
    if (typeof prediction !== "string")
      throw kindError(say("evaluate.prediction"), prediction, say("data.aText"), say("evaluate.textHint"));
    return score(prediction, row);
  });
}

const idHint = (): string => say("evaluate.idHint", { code: '["doc1", "doc2"]' });

const kindError = (what: string, value: unknown, wanted: string, hint: string): TunelabError =>
  new TunelabError(wrongKind(what, value, wanted), { code: "wrong_kind", hint });

/** Scores row by row: a row that cannot be scored has `null` and a reason, the others their score. */
function scoreRows(
  predictions: readonly unknown[],
  score: (prediction: unknown, row: number) => number,
  numbers: MetricValue["numbers"] = "float",
): MetricValue {
  const errors = new Map<number, Pick<RowError, "message" | "hint">>();
  const scores = predictions.map((prediction, row) => {
    if (prediction === undefined) return null;
    try {
      return score(prediction, row);
    } catch (error) {
      const { message, hint } = describeError(error);
      errors.set(row, { message, hint });
      return null;
    }
  });
  return { scores, errors, numbers };
}

const needsTargets = (name: string, skip: (reason: string) => void): undefined => {
  skip(say("evaluate.needsTargets", { name }));
  return undefined;
};

const isIdList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === "string" || typeof id === "number");
