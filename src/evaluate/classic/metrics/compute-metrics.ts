import { TunelabError } from "../../../core/index.js";
import { summarise } from "./builtin-metrics.js";
import { metricKey, type EvaluationMetric, type MetricArguments, type MetricValue } from "./metric.js";
import { describeKind } from "../rows/eval-data.js";
import { say } from "../../../texts/index.js";

/** A metric's values, and how many rows it scored. */
export interface ComputedMetric {
  readonly metric: EvaluationMetric;
  /** `name/version`, with the prefix. */
  readonly key: string;
  readonly value: MetricValue;
  readonly scored: number;
  readonly failed: number;
}

/** What came of all metrics. */
export interface ComputedMetrics {
  readonly computed: readonly ComputedMetric[];
  /** One line per metric that gave nothing, with the reason. */
  readonly warnings: readonly string[];
}

/**
 * Computes metrics one after another, each seeing the values of those before it.
 *
 * A metric that throws or returns something unusable becomes a warning; the others go on.
 */
export async function computeMetrics(
  metrics: readonly EvaluationMetric[],
  args: Omit<MetricArguments, "metrics">,
  prefix: string,
): Promise<ComputedMetrics> {
  const computed: ComputedMetric[] = [];
  const warnings: string[] = [];
  const values: Record<string, MetricValue> = {};
  for (const [index, metric] of metrics.entries()) {
    let reason = say("evaluate.returnedNothing");
    try {
      const result = await metric.evaluate({ ...args, metrics: values }, (why) => (reason = why));
      if (result === undefined || result === null) {
        warnings.push(say("evaluate.notLogged", { metric: metric.name, reason }));
        continue;
      }
      const value = readValue(result, metric, args.predictions.length);
      values[metric.name] = value;
      computed.push({ metric, key: `${prefix}${metricKey(metric)}`, ...withPrefix(value, args, prefix) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const hint = TunelabError.isInstance(error) ? ` ${error.hint}` : "";
      warnings.push(say("evaluate.metricFailed", { metric: metric.name, place: index + 1, message, hint }));
    }
  }
  return { computed, warnings };
}

function readValue(result: MetricValue | number, metric: EvaluationMetric, rows: number): MetricValue {
  if (typeof result === "number") return { aggregateResults: { [metric.name]: result } };
  if (typeof result !== "object") throw new Error(say("evaluate.returnedType", { type: typeof result }));
  if (!["scores", "justifications", "aggregateResults"].some((name) => name in result)) {
    throw new Error(say("evaluate.metricObject"));
  }
  for (const [name, list] of [
    ["scores", result.scores],
    ["justifications", result.justifications],
  ] as const) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) throw new Error(say("evaluate.noArray", { name }));
    if (list.length !== rows)
      throw new Error(say("evaluate.returnedCount", { count: String(list.length), name, rows: String(rows) }));
  }
  result.scores?.forEach((score, row) => {
    if (score === null || score === undefined || ["number", "string", "boolean"].includes(typeof score)) return;
    throw new Error(say("evaluate.scoreObject", { row: String(row + 1), kind: describeKind(score) }));
  });
  if (result.aggregateResults !== undefined || result.scores === undefined) return result;
  return { ...result, aggregateResults: summarise(result.scores) };
}

/** MLflow writes the prefix into the names of summaries too, and gives a metric without summaries the default ones. */
function withPrefix(
  value: MetricValue,
  args: Pick<MetricArguments, "predictions">,
  prefix: string,
): Pick<ComputedMetric, "value" | "scored" | "failed"> {
  const scored = value.scores?.filter((score) => score !== null && score !== undefined).length;
  const answered = args.predictions.filter((prediction) => prediction !== undefined && prediction !== null).length;
  const summarised = answered - (value.errors?.size ?? 0);
  const counts = { scored: scored ?? summarised, failed: args.predictions.length - (scored ?? summarised) };
  if (prefix === "" || value.aggregateResults === undefined) return { value, ...counts };
  const names = Object.entries(value.aggregateResults);
  const aggregateResults =
    names.length === 0
      ? summarise(value.scores)
      : Object.fromEntries(names.map(([name, result]) => [`${prefix}${name}`, result]));
  return { value: { ...value, aggregateResults }, ...counts };
}

/**
 * Spells the run's metrics: `key/aggregation`, or the key alone when the aggregation bears the metric's name.
 *
 * @example
 * flattenMetrics(computed); // { "flesch_kincaid_grade_level/v1/mean": 6.39, … }
 */
export function flattenMetrics(computed: readonly ComputedMetric[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const { key, value } of computed) {
    for (const [name, result] of Object.entries(value.aggregateResults ?? {})) {
      if (result === null || result === undefined) continue;
      metrics[name === key.split("/")[0] ? key : `${key}/${name}`] = result;
    }
  }
  return metrics;
}
