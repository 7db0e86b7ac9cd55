import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { builtinMetrics } from "./builtin-metrics.js";
import type { EvalData } from "../rows/eval-data.js";
import { unknownColumn } from "../rows/unknown-column.js";
import type { EvaluateOptions } from "../evaluate-options.js";
import { metricKey, type EvaluationMetric } from "./metric.js";
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
  const given = new Set(extraMetrics.map(metricKey));
  const builtin = builtinMetrics(modelType, options.evaluatorConfig?.retrieverK ?? DEFAULT_K);
  const metrics = [
    ...extraMetrics.filter((metric) => metric.name === "latency"),
    // Its column would be there twice.
    ...builtin.filter((metric) => !given.has(metricKey(metric))),
    ...extraMetrics.filter((metric) => metric.name !== "latency"),
  ];
  const toxicity = toxicityOrWarning(modelType, options.toxicity).metric;
  if (toxicity !== undefined) metrics.splice(1, 0, toxicity);
  if (metrics.length === 0) {
    throw new TunelabError(say("evaluate.noMetric"), {
      code: "no_metrics",
      hint: say("evaluate.noMetricHint"),
    });
  }
  checkMapping(options, data);
  checkNeededColumns(options, data, metrics);
  return metrics;
}

function checkSubject(options: EvaluateOptions, data: EvalData): void {
  const { model, modelType, targets, predictions } = options;
  if (modelType !== undefined && !MODEL_TYPES.includes(modelType)) {
    throw new TunelabError(say("evaluate.noModelType", { type: JSON.stringify(modelType) }), {
      code: "unknown_model_type",
      hint: say("evaluate.noModelTypeHint", { types: MODEL_TYPES.join(", ") }),
    });
  }
  if (targets !== undefined) requireColumn(data, targets, "targets");
  if (model === undefined) {
    if (predictions === undefined) {
      throw new TunelabError(say("evaluate.noPredictions"), {
        code: "no_predictions",
        hint: say("evaluate.noPredictionsHint"),
      });
    }
    requireColumn(data, predictions, "predictions");
  } else if (typeof model !== "function") {
    throw new TunelabError(say("evaluate.modelIs", { type: typeof model }), {
      code: "invalid_option",
      hint: say("evaluate.modelIsHint"),
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
      throw new TunelabError(say("evaluate.metricNeeds", { metric: metric.name, column }), {
        code: "unknown_column",
        hint: say("evaluate.metricNeedsHint", {
          columns: data.columns.join(", "),
          code: `evaluatorConfig: { colMapping: { ${name}: "…" } }`,
        }),
      });
    }
  }
}

function requireColumn(data: EvalData, column: string, option: string): void {
  if (data.columns.includes(column)) return;
  throw new TunelabError(say("evaluate.optionColumn", { column, option }), {
    code: "unknown_column",
    hint: say("evaluate.columnsAre", { names: data.columns.join(", ") }),
  });
}
