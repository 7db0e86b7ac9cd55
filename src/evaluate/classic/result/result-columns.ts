import type { ScoreColumn } from "../../result/index.js";
import type { ComputedMetric } from "../metrics/compute-metrics.js";
import type { EvalData } from "../rows/eval-data.js";
import type { EvaluateOptions } from "../evaluate-options.js";
import type { ResultColumn } from "./results-table-json.js";
import type { ModelAnswers } from "../rows/run-model.js";

/** Columns of a table and its rows as objects. */
export interface PlainTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What the answers' column is called: `outputs`, or in data with targets the name given, as in MLflow. */
export const predictionColumn = (options: EvaluateOptions): string =>
  options.targets === undefined ? "outputs" : (options.predictions ?? "outputs");

/** The columns of MLflow's table: features, targets, answers, then what each metric found. */
export function resultColumns(
  options: EvaluateOptions,
  data: EvalData,
  answers: ModelAnswers,
  computed: readonly ComputedMetric[],
  prefix: string,
): ResultColumn[] {
  const { targets, predictions } = options;
  const fromData = (name: string): ResultColumn => ({ name, values: data.rows.map((row) => row[name]) });
  const isStatic = options.model === undefined;
  const features = data.columns.filter((name) => name !== targets && !(isStatic && name === predictions));
  const columns = features.map(fromData);
  if (targets !== undefined) columns.push(fromData(targets));
  columns.push({ name: predictionColumn(options), values: answers.predictions });
  for (const { key, value } of computed) {
    const { scores, justifications, numbers } = value;
    const bare = isBare(key, prefix);
    if (scores !== undefined && scores.length > 0) {
      const column = { name: bare ? key : `${key}/score`, values: scores };
      columns.push(
        numbers === undefined || (numbers === "int" && scores.includes(null)) ? column : { ...column, numbers },
      );
    }
    if (justifications !== undefined) columns.push({ name: `${key}/justification`, values: justifications });
  }
  return columns;
}

/**
 * Why rows have no score: a column `<metric>/error_message` for each metric that left some out, by MLflow's name for it in
 * genai evaluations. Beside the table of {@link resultColumns} only where something failed, so that a table without failures stays MLflow's.
 *
 * A row without a prediction has the prediction's error under every metric that gives scores.
 *
 * @example
 * errorColumns(answers, computed); // [{ name: "exact_match/v1/error_message", values: [null, "429 Too Many Requests"] }]
 */
export function errorColumns(answers: ModelAnswers, computed: readonly ComputedMetric[]): ResultColumn[] {
  return computed.flatMap(({ key, value }) => {
    const { scores, errors } = value;
    const values = answers.predictions.map((_, row) => {
      const own = errors?.get(row);
      if (own !== undefined) return typeof own === "string" ? own : own.message;
      if (scores === undefined || scores.length === 0) return null;
      const score = scores[row];
      return score === null || score === undefined ? (answers.errors.get(row)?.message ?? null) : null;
    });
    return values.every((message) => message === null) ? [] : [{ name: `${key}/error_message`, values }];
  });
}

/** Token counts and seconds stand under their own name, without `/score`. */
const isBare = (key: string, prefix: string): boolean => key === `${prefix}token_count` || key === `${prefix}latency`;

/** Reads a table's file, so that a result shows what MLflow would read. */
export function readBack(text: string): PlainTable {
  const { columns, data } = JSON.parse(text) as { columns: string[]; data: unknown[][] };
  return { columns, rows: data.map((values) => Object.fromEntries(columns.map((name, at) => [name, values[at]]))) };
}

/** Columns as rows, where there is no file to read back. */
export function toPlainTable(columns: readonly ResultColumn[]): PlainTable {
  const count = columns[0]?.values.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  );
  return { columns: columns.map((column) => column.name), rows };
}

/** How a metric's scores are to be read; none for a metric without scores per row. */
export function toScoreColumn({ key, value, metric }: ComputedMetric, prefix: string): ScoreColumn[] {
  if (value.scores === undefined) return [];
  const bare = isBare(key, prefix);
  const neutral = bare || metric.name.endsWith("_grade_level");
  return [
    {
      column: bare ? key : `${key}/score`,
      name: metric.name,
      greaterIsBetter: neutral ? undefined : metric.greaterIsBetter,
    },
  ];
}
