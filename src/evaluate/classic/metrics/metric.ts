import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { namedColumns, type RowError } from "../../run/index.js";
import type { EvalRow } from "../rows/eval-data.js";

/** What a metric found: a score per row, a reason per row, and summaries of its own. */
export interface MetricValue {
  /** One per row; `null` for a row that has none. */
  readonly scores?: readonly (number | string | boolean | null)[];
  readonly justifications?: readonly (string | null)[];
  /** Name to value. @default mean, variance and p90 of numeric scores */
  readonly aggregateResults?: Readonly<Record<string, number | null>>;
  /** Why rows have no score, by position; with a hint where there is one. */
  readonly errors?: ReadonlyMap<number, string | Pick<RowError, "message" | "hint">>;
  /** Models that graded, by the services' own word. */
  readonly judgedBy?: readonly string[];
  /** How numbers are written to the results table: `float` as 14.0, `int` as 14. @default by the values */
  readonly numbers?: "float" | "int";
}

/** What a metric's function is given; by MLflow's names, and every column by its own. */
export interface MetricArguments {
  readonly predictions: readonly unknown[];
  readonly targets: readonly unknown[] | undefined;
  /** Values of the metrics before this one, by name. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly rows: readonly EvalRow[];
  /** Reads a column by name, through `evaluatorConfig.colMapping`; `undefined` where there is none. */
  readonly column: (name: string) => readonly unknown[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A metric of classic evaluation. */
export interface EvaluationMetric {
  readonly name: string;
  readonly longName?: string;
  /** Part of the metric's keys, such as `v1`. @default none */
  readonly version?: string;
  readonly greaterIsBetter: boolean;
  /** Computes all rows; `undefined` when it cannot, with the reason given to `skip`. */
  readonly evaluate: (
    args: MetricArguments,
    skip: (reason: string) => void,
  ) => MetricValue | number | undefined | Promise<MetricValue | number | undefined>;
  /** Names of columns without which the metric cannot run, checked before any model call. */
  readonly needs?: readonly string[];
  /** Whether it measures the model's calls, so that the model must be called row by row. */
  readonly measuresCalls?: boolean;
  /** For judges: what `genai_custom_metrics.json` records. */
  readonly metricArgs?: Readonly<Record<string, unknown>>;
}

/** Arguments of a function given to {@link makeMetric}: MLflow's names, and the columns by theirs. */
export interface EvalFnArguments extends Omit<MetricArguments, "column" | "signal"> {
  readonly [column: string]: unknown;
}

/**
 * Makes a metric of a function.
 *
 * The function gets `{ predictions, targets, metrics }` and every column by its name, and returns one number for the
 * whole run, an array of scores, or `{ scores, justifications, aggregateResults }`. Scores that are numbers get mean,
 * variance and p90 unless it returns summaries. Throws `invalid_option` for a name that MLflow would not take.
 *
 * @example
 * const length = makeMetric({ name: "answer_len", greaterIsBetter: false, evalFn: ({ predictions }) => predictions.map((p) => String(p).length) });
 */
export function makeMetric<Arguments = EvalFnArguments>(options: {
  readonly evalFn: (
    args: Arguments,
  ) =>
    | number
    | readonly (number | string | boolean | null)[]
    | MetricValue
    | undefined
    | Promise<number | readonly (number | string | boolean | null)[] | MetricValue | undefined>;
  readonly greaterIsBetter: boolean;
  /** @default the function's name */
  readonly name?: string;
  readonly longName?: string;
  readonly version?: string;
}): EvaluationMetric {
  const name = options.name ?? options.evalFn.name;
  checkMetricName(name);
  return {
    name,
    longName: options.longName,
    version: options.version,
    greaterIsBetter: options.greaterIsBetter,
    evaluate: async ({ column, predictions, targets, metrics, rows }) => {
      const named = { predictions, targets, metrics, rows } as EvalFnArguments;
      const names = [...Object.keys(named), ...Object.keys(rows[0] ?? {})];
      const args = namedColumns(named, names, column);
      const result = await options.evalFn(args as Arguments);
      return Array.isArray(result) ? { scores: result } : (result as MetricValue | number | undefined);
    },
  };
}

/** Throws `invalid_option` for a name that would break a metric's key. */
export function checkMetricName(name: string): void {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_.\- ]*$/u.test(name) && name.length <= 200) return;
  throw new TunelabError(say("evaluate.metricName", { name: JSON.stringify(name) }), {
    code: "invalid_option",
    hint: say("evaluate.metricNameHint"),
  });
}

/**
 * The name under which a metric's values are kept: `name/version`, or the name alone.
 *
 * @example
 * metricKey({ name: "rouge1", version: "v1" }); // "rouge1/v1"
 */
export const metricKey = ({ name, version }: Pick<EvaluationMetric, "name" | "version">): string =>
  version === undefined || version === "" ? name : `${name}/${version}`;
