import type { EvaluatorOutput } from "../evaluators/evaluator.js";

const TOKEN_COUNTS = new Set(["prompt_tokens", "completion_tokens", "total_tokens"]);

/** The outputs of one evaluator, `undefined` for rows that failed. */
export type OutputColumn = readonly (EvaluatorOutput | undefined)[];

/**
 * Means and pass rates over the rows, under azure-ai-evaluation's names.
 *
 * `<evaluator>.<key>`: unrounded mean of the numbers; rows without one are left out. Booleans are averaged only when
 * every row has one, as pandas does. `<evaluator>.binary_aggregate`: passes by all rows, failed ones included, with 2
 * decimals. Thresholds, verdicts and token counts are left out.
 *
 * @example
 * aggregateMetrics({ f1: [{ f1_score: 1, f1_score_result: "pass" }, undefined] });
 * // { "f1.f1_score": 1, "f1.binary_aggregate": 0.5 }
 */
export function aggregateMetrics(outputs: Readonly<Record<string, OutputColumn>>): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, column] of Object.entries(outputs)) {
    for (const key of keysOf(column)) {
      if (/_(?:threshold|result)$/.test(key) || TOKEN_COUNTS.has(key)) continue;
      const mean = meanOf(column.map((output) => output?.[key]));
      if (mean !== undefined) metrics[`${name}.${key}`] = mean;
    }
  }
  for (const [name, column] of Object.entries(outputs)) {
    const verdict = keysOf(column)
      .filter((key) => key.endsWith("_result"))
      .at(-1);
    if (verdict === undefined || column.length === 0) continue;
    const passes = column.filter((output) => output?.[verdict] === "pass").length;
    metrics[`${name}.binary_aggregate`] = roundHalfEven(passes / column.length);
  }
  return metrics;
}

/** Names of all outputs of an evaluator, in the order in which they first appear. */
export function keysOf(column: OutputColumn): string[] {
  return [...new Set(column.flatMap((output) => Object.keys(output ?? {})))];
}

function meanOf(values: readonly unknown[]): number | undefined {
  const present = values.filter((value) => value !== null && value !== undefined && !Number.isNaN(value));
  if (present.length === 0) return undefined;
  const isBoolean = present.every((value) => typeof value === "boolean");
  if (isBoolean && present.length < values.length) return undefined;
  if (!isBoolean && !present.every((value) => typeof value === "number")) return undefined;
  return present.reduce<number>((sum, value) => sum + Number(value), 0) / present.length;
}

/** Two decimals, ties to the even digit, as Python's `round` for shares that end exactly between two. */
function roundHalfEven(value: number): number {
  const scaled = value * 100;
  const floor = Math.floor(scaled);
  if (scaled - floor === 0.5) return (floor % 2 === 0 ? floor : floor + 1) / 100;
  return Math.round(scaled) / 100;
}
