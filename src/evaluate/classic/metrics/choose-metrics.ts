import { TunelabError } from "../../../core/index.js";
import { builtinMetrics } from "./builtin-metrics.js";
import type { EvalData } from "../rows/eval-data.js";
import { unknownColumn } from "../rows/unknown-column.js";
import type { EvaluateOptions } from "../evaluate-options.js";
import type { EvaluationMetric } from "./metric.js";
import { toxicityOrWarning } from "./toxicity.js";

const MODEL_TYPES = ["question-answering", "text-summarization", "text", "retriever"];
const DEFAULT_K = 3;

/**
 * Checks what was asked for against the data, before a model is called, and lists the metrics in MLflow's order.
 *
 * Throws `unknown_model_type`, `unknown_column`, `no_predictions`, `invalid_option` or `no_metrics`.
 */
export function chooseMetrics(options: EvaluateOptions, data: EvalData): readonly EvaluationMetric[] {
  checkSubject(options, data);
  const { modelType, extraMetrics = [] } = options;
  const metrics = [
    ...extraMetrics.filter((metric) => metric.name === "latency"),
    ...builtinMetrics(modelType, options.evaluatorConfig?.retrieverK ?? DEFAULT_K),
    ...extraMetrics.filter((metric) => metric.name !== "latency"),
  ];
  const toxicity = toxicityOrWarning(modelType, options.toxicity).metric;
  if (toxicity !== undefined) metrics.splice(1, 0, toxicity);
  if (metrics.length === 0) {
    throw new TunelabError("There is no metric to compute.", {
      code: "no_metrics",
      hint: 'Choose a modelType such as "question-answering", or pass extraMetrics.',
    });
  }
  checkMapping(options, data);
  checkNeededColumns(options, data, metrics);
  return metrics;
}

function checkSubject(options: EvaluateOptions, data: EvalData): void {
  const { model, modelType, targets, predictions } = options;
  if (modelType !== undefined && !MODEL_TYPES.includes(modelType)) {
    throw new TunelabError(`${JSON.stringify(modelType)} is no model type.`, {
      code: "unknown_model_type",
      hint: `Use one of ${MODEL_TYPES.join(", ")}, or leave modelType out and name metrics in extraMetrics.`,
    });
  }
  if (targets !== undefined) requireColumn(data, targets, "targets");
  if (model === undefined) {
    if (predictions === undefined) {
      throw new TunelabError("There is neither a model nor a column of predictions.", {
        code: "no_predictions",
        hint: 'Pass model: a function, or name the column that holds the answers: predictions: "answer".',
      });
    }
    requireColumn(data, predictions, "predictions");
  } else if (typeof model !== "function") {
    throw new TunelabError(`model is a ${typeof model}, not a function.`, {
      code: "invalid_option",
      hint: "Pass a function of the whole table, or of one row together with perRow: true.",
    });
  }
}

/** What a model returns is not known yet; its columns are looked for after it has answered. */
function checkMapping({ model, evaluatorConfig, targets }: EvaluateOptions, data: EvalData): void {
  if (model !== undefined) return;
  for (const [name, column] of Object.entries(evaluatorConfig?.colMapping ?? {})) {
    if (typeof column === "string" && !data.columns.includes(column) && column !== targets) {
      throw unknownColumn(column, data.columns, name);
    }
  }
}

/** A judge that lacks a column would fail in every row, after having been paid for. */
function checkNeededColumns(options: EvaluateOptions, data: EvalData, metrics: readonly EvaluationMetric[]): void {
  const mapping = options.evaluatorConfig?.colMapping ?? {};
  for (const metric of metrics) {
    for (const name of metric.needs ?? []) {
      if (name === "targets" && options.targets !== undefined) continue;
      const column = mapping[name] ?? name;
      if (data.columns.includes(column) || options.model !== undefined) continue;
      throw new TunelabError(`The metric ${metric.name} needs the column '${column}', which the data do not have.`, {
        code: "unknown_column",
        hint: `The columns are ${data.columns.join(", ")}. Say which is meant with evaluatorConfig: { colMapping: { ${name}: "…" } }.`,
      });
    }
  }
}

function requireColumn(data: EvalData, column: string, option: string): void {
  if (data.columns.includes(column)) return;
  throw new TunelabError(`The data have no column '${column}', which ${option} names.`, {
    code: "unknown_column",
    hint: `The columns are ${data.columns.join(", ")}.`,
  });
}
