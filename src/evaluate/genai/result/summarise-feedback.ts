import { labelled } from "../../../core/index.js";
import { judgeHint, LEAST_AREA, type MeasuredArea } from "../../judges/index.js";
import { aggregate } from "../../metrics/index.js";
import { toScore, type RowFailure, type ScoreColumn, type ScoreCount } from "../../result/index.js";
import type { GenaiRowResult } from "./genai-result.js";
import type { Scorer } from "../scorers/scorer.js";
import { formatNumber, say } from "../../../texts/index.js";

/** Every scorer's aggregations over the rows that it gave a value; errors are left out, as in MLflow. */
export function summariseFeedback(
  scorers: readonly Scorer[],
  names: readonly string[],
  results: readonly GenaiRowResult[],
): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const name of names) {
    const values = results.flatMap((row) =>
      row.feedback.flatMap((feedback) => {
        if (feedback.name !== name || feedback.error !== undefined) return [];
        const value = toScore(feedback.value);
        return value === undefined ? [] : [value];
      }),
    );
    if (values.length === 0) continue;
    for (const aggregation of scorers.find((scorer) => scorer.name === name)?.aggregations ?? ["mean"]) {
      if (typeof aggregation === "string") metrics[`${name}/${aggregation}`] = aggregate(values, aggregation);
      else metrics[`${name}/${aggregation.name || "custom"}`] = aggregation(values);
    }
  }
  return metrics;
}

/** How many rows have a value of each score, and how many have none. */
export function countScores(names: readonly string[], results: readonly GenaiRowResult[]): Record<string, ScoreCount> {
  return Object.fromEntries(
    names.map((name) => {
      const given = results.map((row) => row.feedback.find((feedback) => feedback.name === name));
      const isScored = given.map((feedback) => feedback !== undefined && feedback.error === undefined);
      const scored = isScored.filter(Boolean).length;
      const unanswered = results.filter(({ error }, row) => error !== undefined && isScored[row]).length;
      const counts = { scored, failed: results.length - scored };
      return [name, unanswered === 0 ? counts : { ...counts, unanswered }];
    }),
  );
}

/** How a scorer's values are to be read. */
export function toScoreColumn(name: string, scorers: readonly Scorer[]): ScoreColumn {
  const { greaterIsBetter, source } = scorers.find((scorer) => scorer.name === name) ?? {};
  return {
    column: `${name}/value`,
    name,
    greaterIsBetter,
    range: source?.sourceType === "LLM_JUDGE" ? [0, 1] : undefined,
  };
}

/** Failed predictions and failed scorers, row by row. */
export function listFailures(results: readonly GenaiRowResult[]): RowFailure[] {
  return results.flatMap(({ error, feedback }, index) => {
    const row = index + 1;
    const failures: RowFailure[] = [];
    if (error !== undefined) {
      const { message, hint = say("evaluate.retryFailed") } = error;
      failures.push({ row, column: "response", code: "prediction_failed", message, hint });
    }
    for (const { name, error: failed } of feedback) {
      if (failed === undefined) continue;
      const { errorCode, errorMessage, hint } = failed;
      failures.push({ row, column: name, code: errorCode, message: errorMessage, hint });
    }
    return failures;
  });
}

/** One line per scorer that its judge is not good enough for. */
export function listRefusals(results: readonly GenaiRowResult[]): string[] {
  const said = new Map<string, string>();
  for (const { name, error } of results.flatMap((row) => row.feedback)) {
    if (error?.errorCode === "CANNOT_JUDGE") said.set(name, labelled(name, `${error.errorMessage} ${judgeHint()}`));
  }
  return [...said.values()];
}

/** One line per scorer whose judge is not surely good at wrong answers of the same topic and words. */
export function listWeaknesses(results: readonly GenaiRowResult[]): string[] {
  const said = new Map<string, string>();
  for (const { name, error, metadata } of results.flatMap((row) => row.feedback)) {
    const hard = metadata["hardAuc"] as MeasuredArea | undefined;
    if (error !== undefined || hard === undefined || hard.low > LEAST_AREA) continue;
    said.set(
      name,
      say("evaluate.weakJudge", {
        name,
        area: formatNumber(hard.estimate, { fixed: 2 }),
        low: formatNumber(hard.low, { fixed: 2 }),
        hint: judgeHint(),
      }),
    );
  }
  return [...said.values()];
}
