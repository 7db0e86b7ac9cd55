import type { ScoreColumn, ScoreCount } from "../../result/index.js";
import { keysOf, type OutputColumn } from "./aggregate-metrics.js";

/** Which columns of the result are scores, for its displays: their names, ranges, and how many rows have one. */
export function describeScores(outputs: Readonly<Record<string, OutputColumn>>): {
  readonly scores: ScoreColumn[];
  readonly counts: Record<string, ScoreCount>;
} {
  const scores: ScoreColumn[] = [];
  const counts: Record<string, ScoreCount> = {};
  for (const [name, column] of Object.entries(outputs)) {
    const keys = keysOf(column);
    for (const key of keys) {
      const values = column
        .map((output) => output?.[key])
        .filter((value) => typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)));
      const isMain = !keys.includes(`${key}_result`) ? !/_(?:score|threshold|passed)$|_tokens$/.test(key) : true;
      if (values.length === 0 || !isMain) continue;
      const range = rangeOf(key, column);
      const threshold = thresholdOf(key, column);
      scores.push({
        column: `outputs.${name}.${key}`,
        name: `${name}.${key}`,
        range,
        greaterIsBetter: directionOf(key, column, threshold) ?? (range === undefined ? undefined : true),
        threshold,
        verdict: keys.includes(`${key}_result`) ? `outputs.${name}.${key}_result` : undefined,
      });
      counts[`${name}.${key}`] = { scored: values.length, failed: column.length - values.length };
    }
  }
  return { scores, counts };
}

/** The threshold that all rows share. */
function thresholdOf(key: string, column: OutputColumn): number | undefined {
  const found = new Set(column.flatMap((output) => (output === undefined ? [] : [output[`${key}_threshold`]])));
  const [threshold] = found;
  return found.size === 1 && typeof threshold === "number" ? threshold : undefined;
}

/** Read from a row whose score and verdict tell: below the threshold and passed, or above it and not. */
function directionOf(key: string, column: OutputColumn, threshold: number | undefined): boolean | undefined {
  if (threshold === undefined) return undefined;
  const telling = column.find((output) => typeof output?.[key] === "number" && output[key] !== threshold);
  const verdict = telling?.[`${key}_result`];
  if (telling === undefined || (verdict !== "pass" && verdict !== "fail")) return undefined;
  return (telling[key] as number) > threshold === (verdict === "pass");
}

const UNIT_SCORES = new Set(["f1_score", "bleu", "gleu", "meteor", "rouge", "document_retrieval", "local_fact_check"]);

/** Judges score from 1 to 5, text metrics and shares from 0 to 1; what own functions mean is not known. */
function rangeOf(key: string, column: OutputColumn): readonly [number, number] | undefined {
  if (UNIT_SCORES.has(key)) return [0, 1];
  return column.some((output) => output?.[`${key}_threshold`] !== undefined && key !== "local_content_check")
    ? [1, 5]
    : undefined;
}
