import { toJsonText } from "../../../core/index.js";
import { toScore, type ResultView, type ScoreColumn } from "../result-view.js";

/** What became of one row in the second result. */
export interface RowChange {
  /** Number of the row in the first result, from 1. */
  readonly row: number;
  /** What tells rows apart: their question, where there is one. */
  readonly question: string | undefined;
  /** Answers in both; `undefined` where the results have none. */
  readonly answers: readonly [string, string] | undefined;
  /** Per score in both: before and after. */
  readonly scores: readonly { readonly name: string; readonly before: number; readonly after: number }[];
  /** Sum of the scores' changes, each as a share of its scale. */
  readonly size: number;
}

/** Rows whose scores changed, the largest change first. */
export function listChanges(
  [a, b]: readonly [ResultView, ResultView],
  shared: readonly (readonly [ScoreColumn, ScoreColumn])[],
  pairs: readonly (readonly [number, number | undefined])[],
  on: readonly string[],
): readonly RowChange[] {
  const scales = shared.map(([first, second]) => scaleOf([a, first], [b, second]));
  const question =
    on[0] ?? a.columns.find((name) => /(?:^|[._])(?:query|question|inputs?|request|prompt)$/i.test(name));
  const changes = pairs.flatMap(([rowA, rowB]): RowChange[] => {
    if (rowB === undefined) return [];
    const [before, after] = [a.rows[rowA]!, b.rows[rowB]!];
    let size = 0;
    const scores = shared.flatMap(([first, second], at) => {
      const [left, right] = [toScore(before[first.column]), toScore(after[second.column])];
      if (left === undefined || right === undefined) return [];
      size += Math.abs(right - left) / scales[at]!;
      return [{ name: first.name, before: left, after: right }];
    });
    const hasAnswers = a.answer !== undefined && b.answer !== undefined;
    const answers = hasAnswers ? ([toText(before[a.answer!]), toText(after[b.answer!])] as const) : undefined;
    const asked = question === undefined ? undefined : toText(before[question]);
    return [{ row: rowA + 1, question: asked, answers, scores, size }];
  });
  return changes.filter(({ size }) => size > 0).sort((one, other) => other.size - one.size || one.row - other.row);
}

/** Width of a score's scale: of its range, or of the values in both results; never 0. */
export function scaleOf(...scores: readonly (readonly [ResultView, ScoreColumn])[]): number {
  const range = scores[0]?.[1].range;
  if (range !== undefined) return Math.abs(range[1] - range[0]) || 1;
  let [low, high] = [Infinity, -Infinity];
  for (const [view, { column }] of scores) {
    for (const row of view.rows) {
      const value = toScore(row[column]);
      if (value === undefined) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high > low ? high - low : 1;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : toJsonText(value);
}
