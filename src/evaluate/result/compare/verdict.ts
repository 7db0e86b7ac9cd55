import type { ScoreComparison } from "./comparison-data.js";

/** What may be said of a difference: only one whose interval lies on one side of 0 is called one. */
export type Verdict = "better" | "worse" | "higher" | "lower" | "no clear difference" | "no common rows";

/**
 * Says in two words what a comparison of a score has shown of the second result.
 *
 * @example
 * verdictOf({ difference: { estimate: 1, low: -1, high: 3 }, greaterIsBetter: true, pairs: 9 }); // "no clear difference"
 */
export function verdictOf({
  difference,
  greaterIsBetter,
  pairs,
}: Pick<ScoreComparison, "difference" | "greaterIsBetter" | "pairs">): Verdict {
  if (pairs === 0) return "no common rows";
  if (!(difference.low > 0 || difference.high < 0)) return "no clear difference";
  if (greaterIsBetter === undefined) return difference.low > 0 ? "higher" : "lower";
  return difference.low > 0 === greaterIsBetter ? "better" : "worse";
}
