import { pairwiseSum, quantile } from "../../tokens/index.js";

/** Summaries of a metric over the rows, by MLflow's names. */
export type AggregationName = "mean" | "variance" | "p90" | "min" | "max" | "median";

/** MLflow's summaries of a metric when none are asked for. */
export const DEFAULT_AGGREGATIONS: readonly AggregationName[] = ["mean", "variance", "p90"];

/**
 * Summarises numbers as numpy does: variance divides by n, p90 and median interpolate linearly. `NaN` for no values.
 *
 * @example
 * aggregate([14, 6, 1, 17, 2], "p90"); // 15.8
 */
export function aggregate(values: readonly number[], name: AggregationName): number {
  if (values.length === 0) return Number.NaN;
  switch (name) {
    case "mean":
      return mean(values);
    case "variance": {
      const centre = mean(values);
      return pairwiseSum(values.map((value) => (value - centre) ** 2)) / values.length;
    }
    case "p90":
      return quantile(values, 0.9);
    case "median":
      return quantile(values, 0.5);
    case "min":
      return values.reduce((least, value) => Math.min(least, value), Infinity);
    case "max":
      return values.reduce((most, value) => Math.max(most, value), -Infinity);
  }
}

const mean = (values: readonly number[]): number => pairwiseSum(values) / values.length;
