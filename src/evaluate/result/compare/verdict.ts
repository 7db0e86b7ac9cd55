import type { ScoreComparison } from "./comparison-data.js";

/** What may be said of a difference: only one whose interval lies on one side of 0 is called one. */
export type Verdict = "better" | "worse" | "higher" | "lower" | "no clear difference" | "no common rows" | "in words";

/** Fewer rows than this show no difference: the resamples of one row are all alike, and their interval has no width. */
export const LEAST_PAIRS = 5;

/**
 * Says in two words what a comparison of a score has shown of the second result; from five rows on, that there is a difference.
 *
 * @example
 * verdictOf({ difference: { estimate: 1, low: -1, high: 3 }, greaterIsBetter: true, pairs: 9 }); // "no clear difference"
 */
export function verdictOf({
  difference,
  greaterIsBetter,
  pairs,
  inWords = 0,
}: Pick<ScoreComparison, "difference" | "greaterIsBetter" | "pairs"> & { readonly inWords?: number }): Verdict {
  if (pairs === 0) return inWords === 0 ? "no common rows" : "in words";
  if (pairs < LEAST_PAIRS || !(difference.low > 0 || difference.high < 0)) return "no clear difference";
  if (greaterIsBetter === undefined) return difference.low > 0 ? "higher" : "lower";
  return difference.low > 0 === greaterIsBetter ? "better" : "worse";
}
