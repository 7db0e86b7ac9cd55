import { seededRandom, TunelabError } from "../core/index.js";
import { quantileOfSorted } from "../tokens/index.js";

/** A mean and the interval that it lies in with the given confidence. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** For example 0.95. */
  readonly confidence: number;
  readonly n: number;
}

/**
 * Estimates a mean with its percentile bootstrap interval: values drawn with replacement, again and again.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. Throws `no_values` for an empty
 * list. The same seed gives the same interval.
 *
 * @example
 * bootstrapMean([1, 2, 3, 4], { seed: 105 }).mean; // 2.5
 */
export function bootstrapMean(
  values: readonly number[],
  options: { readonly resamples?: number; readonly confidence?: number; readonly seed?: number } = {},
): Interval {
  const { resamples = 2_000, confidence = 0.95, seed = 105 } = options;
  if (values.length === 0) {
    throw new TunelabError("There are no values to estimate a mean from.", {
      code: "no_values",
      hint: "Every example failed or was left out; look at the rows.",
    });
  }
  const random = seededRandom(seed);
  const n = values.length;
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < n; draw += 1) sum += values[Math.floor(random() * n)]!;
    return sum / n;
  }).sort();
  const tail = (1 - confidence) / 2;
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / n,
    low: quantileOfSorted(means, tail),
    high: quantileOfSorted(means, 1 - tail),
    confidence,
    n,
  };
}
