import { labelled, quantileOfSorted, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";

/** How a list of numbers is spread; every figure equals numpy's for the same values. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** Quantiles by name: `p5` is the value that 5 % lie at or below, interpolated linearly. */
  readonly quantiles: Readonly<Record<string, number>>;
}

/** The quantiles that a {@link Distribution} holds unless others are asked for. */
const DEFAULT_QUANTILES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] as const;

/**
 * Summarises numbers: extremes, mean, median and named quantiles. Throws `no_values` for an empty list.
 *
 * @example
 * distributionOf([10, 2, 8, 4]).quantiles.p90; // 9.4
 */
export function distributionOf(
  values: readonly number[],
  options: { readonly quantiles?: readonly number[] } = {},
): Distribution {
  if (values.length === 0) {
    throw new TunelabError(say("tokens.noValues"), {
      code: "no_values",
      hint: say("tokens.noValuesHint"),
    });
  }
  const sorted = Float64Array.from(values).sort();
  const quantiles = (options.quantiles ?? DEFAULT_QUANTILES).map((share) => [
    `p${Number((share * 100).toFixed(6))}`,
    quantileOfSorted(sorted, share),
  ]);
  const sum = pairwiseSum(values);
  return {
    count: values.length,
    sum,
    min: sorted[0]!,
    max: sorted[sorted.length - 1]!,
    mean: sum / values.length,
    median: medianOfSorted(sorted),
    quantiles: Object.fromEntries(quantiles) as Record<string, number>,
  };
}

/**
 * Value below which a share of the numbers lies, interpolated linearly as `numpy.quantile` does by default.
 *
 * Throws `no_values` for an empty list and `invalid_option` when the share is not 0 to 1.
 *
 * @example
 * quantile([1, 4], 0.1); // 1.3
 */
export function quantile(values: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) {
    throw new TunelabError(say("tokens.badShare", { share: String(share) }), {
      code: "invalid_option",
      hint: say("tokens.badShareHint"),
    });
  }
  return distributionOf(values, { quantiles: [share] }).quantiles[`p${Number((share * 100).toFixed(6))}`]!;
}

/**
 * Sums in numpy's order (8 accumulators, halves above 128), so that the last digit agrees with numpy and pandas.
 *
 * @example
 * pairwiseSum([0.1, 0.2, 0.3]); // 0.6000000000000001
 */
export function pairwiseSum(values: ArrayLike<number>, start = 0, end = values.length): number {
  const length = end - start;
  if (length < 8) {
    let sum = 0;
    for (let index = start; index < end; index += 1) sum += values[index]!;
    return sum;
  }
  if (length > 128) {
    let half = Math.floor(length / 2);
    half -= half % 8;
    return pairwiseSum(values, start, start + half) + pairwiseSum(values, start + half, end);
  }
  const lanes = Array.from({ length: 8 }, (_, lane) => values[start + lane]!);
  const whole = end - (length % 8);
  for (let index = start + 8; index < whole; index += 8) {
    for (let lane = 0; lane < 8; lane += 1) lanes[lane]! += values[index + lane]!;
  }
  const [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let index = whole; index < end; index += 1) sum += values[index]!;
  return sum;
}

/**
 * Prints a distribution as the labs do, but with quantiles under their right names: the labs print the 0.1 and 0.9
 * quantiles as "p5 / p95".
 *
 * Throws `no_values` for an empty list.
 *
 * @example
 * printDistribution([7, 9], "total tokens");
 * // ##### Distribution of total tokens:
 * // min / max: 7, 9
 * // mean / median: 8.0, 8.0
 * // p5 / p95: 7.1, 8.9
 * // p10 / p90: 7.2, 8.8
 */
export function printDistribution(
  values: readonly number[],
  name: string,
  print: (line: string) => void = console.log,
): void {
  print(`\n${formatDistribution(values, name)}`);
}

/**
 * Text of {@link printDistribution}, without the empty line before it.
 *
 * @example
 * formatDistribution([7, 9], "tokens").split("\n")[1]; // "min / max: 7, 9"
 */
export function formatDistribution(values: readonly number[], name: string): string {
  const { min, max, mean, median, quantiles } = distributionOf(values);
  return [
    labelled(`##### ${say("report.distribution", { name })}`, "").trimEnd(),
    labelled(say("report.minMax"), `${min}, ${max}`),
    labelled(say("report.meanMedian"), `${asFloat(mean)}, ${asFloat(median)}`),
    labelled("p5 / p95", `${asFloat(quantiles["p5"]!)}, ${asFloat(quantiles["p95"]!)}`),
    labelled("p10 / p90", `${asFloat(quantiles["p10"]!)}, ${asFloat(quantiles["p90"]!)}`),
  ].join("\n");
}

/** Writes a whole number with ".0", as Python prints a float, so that both outputs can be laid side by side. */
function asFloat(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
