import { toScore, type ResultView, type ScoreColumn } from "./result-view.js";

/** Worst and best value of a score, for its tint; `undefined` where no direction is better or all values are equal. */
export function shadeOf(view: ResultView, score: ScoreColumn): { from: number; to: number } | undefined {
  if (score.greaterIsBetter === undefined) return undefined;
  const [worst, best] = score.range ?? observedRange(view, score);
  return worst === best ? undefined : { from: worst, to: best };
}

function observedRange(view: ResultView, score: ScoreColumn): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const row of view.rows) {
    const value = toScore(row[score.column]);
    if (value === undefined) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 0];
  return score.greaterIsBetter === true ? [low, high] : [high, low];
}
