import { toScore, type ResultView, type ScoreColumn } from "../result-view.js";

/** How a row came out: it failed somewhere, missed a check, passed all that have one, has scores only, or nothing. */
export type RowStanding = "failed" | "fail" | "pass" | "scored" | "none";

/**
 * Whether a score passes its check: by the evaluator's own verdict, a threshold, or being a yes or no; `undefined` where
 * nothing says what passing is.
 *
 * @example
 * passes({ column: "f1/value", name: "f1", threshold: 0.5, greaterIsBetter: true }, { "f1/value": 0.7 }); // true
 */
export function passes(score: ScoreColumn, row: Readonly<Record<string, unknown>>): boolean | undefined {
  const verdict = score.verdict === undefined ? undefined : row[score.verdict];
  if (verdict === "pass" || verdict === "fail") return verdict === "pass";
  const value = row[score.column];
  if (typeof value === "number") {
    if (score.threshold === undefined || !Number.isFinite(value)) return undefined;
    return score.greaterIsBetter === false ? value <= score.threshold : value >= score.threshold;
  }
  if (score.greaterIsBetter === undefined) return undefined;
  const number = toScore(value);
  return number === undefined ? undefined : (number === 1) === score.greaterIsBetter;
}

/** How every row came out. */
export function rowStandings(view: Pick<ResultView, "rows" | "scores" | "failures">): readonly RowStanding[] {
  const failed = new Set(view.failures.map(({ row }) => row - 1));
  return view.rows.map((row, index) => {
    if (failed.has(index)) return "failed";
    const checks = view.scores.map((score) => passes(score, row));
    if (checks.includes(false)) return "fail";
    if (checks.includes(true)) return "pass";
    return view.scores.some(({ column }) => isThere(row[column])) ? "scored" : "none";
  });
}

const isThere = (value: unknown): boolean => value !== null && value !== undefined;
