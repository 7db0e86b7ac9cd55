import { quantileOfSorted } from "../../core/index.js";
import { distributionOf, pairwiseSum } from "../../tokens/index.js";

/** What kind of values a column holds; a column of several kinds is `"object"`. */
export type ColumnKind = "number" | "boolean" | "date" | "object";

/** Summary of one column, with pandas' names; which ones are present depends on the kind. */
export type ColumnDescription = ReadonlyMap<string, unknown>;

/** Tells a missing value, as pandas does: null, undefined, NaN and an invalid date. */
export function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "number") return Number.isNaN(value);
  return value instanceof Date && Number.isNaN(value.getTime());
}

/**
 * Reads a column's kind off its values. A column with nothing but NaN is numeric, with nothing but null an object.
 *
 * @example
 * columnKind([1, null, 2.5]); // "number"
 */
export function columnKind(values: readonly unknown[]): ColumnKind {
  const present = values.filter((value) => !isMissing(value));
  if (present.length === 0) return values.some((value) => typeof value === "number") ? "number" : "object";
  if (present.every((value) => typeof value === "number" || typeof value === "bigint")) return "number";
  if (present.every((value) => typeof value === "boolean") && present.length === values.length) return "boolean";
  return present.every((value) => value instanceof Date) ? "date" : "object";
}

/**
 * Describes a column as `pandas.Series.describe()`: numbers by mean, sample deviation and quartiles, dates by mean and
 * quartiles, everything else by count, unique, top and freq. Missing values count nowhere; what cannot be told is NaN.
 *
 * @example
 * describeColumn([1, 4]).get("std"); // 2.1213203435596424
 */
export function describeColumn(values: readonly unknown[], kind: ColumnKind = columnKind(values)): ColumnDescription {
  const present = values.filter((value) => !isMissing(value));
  if (kind === "number") return describeNumbers(present.map(Number));
  if (kind === "date") return describeDates(present.map((value) => (value as Date).getTime()));
  const counts = countValues(present);
  return new Map<string, unknown>([
    ["count", present.length],
    ["unique", counts.length],
    ["top", counts[0]?.value ?? NaN],
    ["freq", counts[0]?.count ?? NaN],
  ]);
}

function describeNumbers(values: readonly number[]): ColumnDescription {
  if (values.length === 0) {
    return new Map([
      ["count", 0],
      ...["mean", "std", "min", "25%", "50%", "75%", "max"].map((name) => [name, NaN] as const),
    ]);
  }
  const { mean, min, max, quantiles } = distributionOf(values, { quantiles: [0.25, 0.5, 0.75] });
  const squares = values.map((value) => (value - mean) ** 2);
  return new Map([
    ["count", values.length],
    ["mean", mean],
    ["std", values.length < 2 ? NaN : Math.sqrt(pairwiseSum(squares) / (values.length - 1))],
    ["min", min],
    ["25%", quantiles["p25"]!],
    ["50%", quantiles["p50"]!],
    ["75%", quantiles["p75"]!],
    ["max", max],
  ]);
}

function describeDates(times: readonly number[]): ColumnDescription {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): Date => new Date(times.length === 0 ? NaN : quantileOfSorted(sorted, share));
  return new Map<string, unknown>([
    ["count", times.length],
    ["mean", new Date(times.length === 0 ? NaN : pairwiseSum(times) / times.length)],
    ["min", at(0)],
    ["25%", at(0.25)],
    ["50%", at(0.5)],
    ["75%", at(0.75)],
    ["max", at(1)],
  ]);
}

/** One distinct value and how often it occurs. */
export interface ValueCount {
  readonly value: unknown;
  readonly count: number;
  /** Count divided by the number of values that were counted, 0 to 1. */
  readonly proportion: number;
}

/**
 * Counts distinct values as `pandas.Series.value_counts()`: the most frequent first, equal counts by first appearance.
 *
 * Missing values are left out unless `dropMissing` is false; then all of them count as one `null`.
 *
 * @example
 * countValues(["b", "a", "b", null]).map(({ value, count }) => [value, count]); // [["b", 2], ["a", 1]]
 */
export function countValues(
  values: readonly unknown[],
  options: { readonly dropMissing?: boolean } = {},
): readonly ValueCount[] {
  const counts = new Map<unknown, { value: unknown; count: number }>();
  let total = 0;
  for (const value of values) {
    const missing = isMissing(value);
    if (missing && options.dropMissing !== false) continue;
    total += 1;
    const key = missing ? null : value instanceof Date ? `date ${value.getTime()}` : value;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { value: missing ? null : value, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()]
    .sort((left, right) => right.count - left.count)
    .map(({ value, count }) => ({ value, count, proportion: count / total }));
}

/**
 * Names of the statistics of several columns in the order in which pandas lists them: those of the shortest
 * description first, then what longer ones add.
 *
 * @example
 * mergeStatisticNames([describeColumn(["a"]), describeColumn([1])])[1]; // "unique"
 */
export function mergeStatisticNames(descriptions: readonly ColumnDescription[]): string[] {
  const byLength = [...descriptions].sort((left, right) => left.size - right.size);
  return [...new Set(byLength.flatMap((description) => [...description.keys()]))];
}
