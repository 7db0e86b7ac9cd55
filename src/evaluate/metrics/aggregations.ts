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

/**
 * The value below which a share of the numbers lies, with linear interpolation (numpy's default method).
 *
 * @example
 * quantile([1, 2, 3, 4], 0.5); // 2.5
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const weight = position - below;
  // numpy interpolates from the nearer end, so that the last bits agree.
  return weight >= 0.5 ? high - (high - low) * (1 - weight) : low + (high - low) * weight;
}

const mean = (values: readonly number[]): number => pairwiseSum(values) / values.length;

const BLOCK = 128;

/** numpy adds in blocks of eight lanes, then pairs of blocks: less rounding than one by one, and the same last bits. */
function pairwiseSum(values: readonly number[], from = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += values[from + i]!;
    return sum;
  }
  if (count <= BLOCK) {
    const lanes = values.slice(from, from + 8);
    let i = 8;
    for (; i + 8 <= count; i += 8) for (let lane = 0; lane < 8; lane += 1) lanes[lane]! += values[from + i + lane]!;
    const [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
    let sum = a + b + (c + d) + (e + f + (g + h));
    for (; i < count; i += 1) sum += values[from + i]!;
    return sum;
  }
  const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
  return pairwiseSum(values, from, half) + pairwiseSum(values, from + half, count - half);
}
