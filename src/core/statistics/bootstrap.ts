import { quantileOfSorted } from "./quantile.js";
import { seededRandom } from "../random/index.js";

/** An estimate and the interval in which it lies with the given confidence. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** From 0 to 1. @default 0.95 */
  readonly confidence?: number;
  /** @default 2000 */
  readonly resamples?: number;
  /** The same seed gives the same interval. @default 105 */
  readonly seed?: number;
}

/**
 * Percentile bootstrap (Efron, 1979): resamples the rows with replacement and takes the middle share of the statistic.
 *
 * `NaN` bounds for no values; of one value all three are that value's statistic.
 *
 * @example
 * bootstrapInterval([1, 2, 3, 4], mean).estimate; // 2.5
 */
export function bootstrapInterval<T>(
  values: readonly T[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions = {},
): Interval {
  const { confidence = 0.95, resamples = 2000, seed = 105 } = options;
  if (values.length === 0) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  const random = seededRandom(seed);
  const sample = [...values];
  const found: number[] = [];
  for (let round = 0; round < resamples; round += 1) {
    for (let i = 0; i < sample.length; i += 1) sample[i] = values[Math.floor(random() * values.length)]!;
    const value = statistic(sample);
    if (Number.isFinite(value)) found.push(value);
  }
  const estimate = statistic(values);
  if (found.length === 0) return { estimate, low: Number.NaN, high: Number.NaN };
  const tail = (1 - confidence) / 2;
  const sorted = Float64Array.from(found).sort();
  return { estimate, low: quantileOfSorted(sorted, tail), high: quantileOfSorted(sorted, 1 - tail) };
}
