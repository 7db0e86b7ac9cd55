import { quantileOfSorted } from "../../core/index.js";
import { pairwiseSum } from "../../tokens/index.js";
import { countValues, isMissing } from "./column-statistics.js";

/** What danfojs' group-by can compute of a group's column. */
export type GroupOperation =
  | "mean"
  | "sum"
  | "count"
  | "mode"
  | "std"
  | "var"
  | "median"
  | "min"
  | "max"
  | "cumsum"
  | "cumprod"
  | "cummin"
  | "cummax";

/**
 * Computes a statistic of a group's column as pandas 2.3.3's group-by: missing values count nowhere, what a group has no
 * values for is NaN, its sum 0. Sums of whole numbers with a bigint among them are exact and bigints. Running statistics (`cum…`) have a value for each row, NaN where its own is missing.
 *
 * @example
 * groupStatistic([1, null], "mean"); // [1]
 */
export function groupStatistic(values: readonly unknown[], operation: GroupOperation): unknown[] {
  const present = values.filter((value) => !isMissing(value)) as number[];
  switch (operation) {
    case "count":
      return [present.length];
    case "mode":
      return [countValues(present)[0]?.value ?? NaN];
    case "sum":
      return [sumOf(present)];
    case "mean":
      return [meanOf(present.map(Number))];
    case "var":
      return [varianceOf(present.map(Number))];
    case "std":
      return [Math.sqrt(varianceOf(present.map(Number)))];
    case "median":
      return [present.length === 0 ? NaN : quantileOfSorted(Float64Array.from(present.map(Number)).sort(), 0.5)];
    case "min":
      return [present.length === 0 ? NaN : present.reduce((a, b) => (b < a ? b : a))];
    case "max":
      return [present.length === 0 ? NaN : present.reduce((a, b) => (b > a ? b : a))];
    default:
      return running(values, RUNNING[operation]);
  }
}

const RUNNING: Readonly<Record<"cumsum" | "cumprod" | "cummin" | "cummax", (a: number, b: number) => number>> = {
  cumsum: (a, b) => a + b,
  cumprod: (a, b) => a * b,
  cummin: (a, b) => (b < a ? b : a),
  cummax: (a, b) => (b > a ? b : a),
};

/**
 * The sum, exact and a bigint where one of whole numbers is a bigint.
 *
 * @example
 * sumOf([9007199254740993n, 2]); // 9007199254740995n
 */
export function sumOf(values: readonly unknown[]): number | bigint {
  const exact = asBigints(values);
  return exact === undefined ? pairwiseSum(values.map(Number)) : exact.reduce((a, b) => a + b, 0n);
}

/** Whole numbers as bigints where one of them is; `undefined` for others, which are added as numbers. */
function asBigints(values: readonly unknown[]): bigint[] | undefined {
  if (!values.some((value) => typeof value === "bigint")) return undefined;
  if (!values.every((value) => typeof value === "bigint" || Number.isSafeInteger(value))) return undefined;
  return values.map((value) => BigInt(value as bigint | number));
}

function running(values: readonly unknown[], combine: (a: number, b: number) => number): unknown[] {
  const present = values.filter((value) => !isMissing(value));
  // The operators of RUNNING are those of bigints too, as long as all are.
  const numbers = (asBigints(present) as unknown[] as number[] | undefined) ?? present.map(Number);
  let next = 0;
  let before: number | undefined;
  return values.map((value) => {
    if (isMissing(value)) return NaN;
    const number = numbers[next++]!;
    before = before === undefined ? number : combine(before, number);
    return before;
  });
}

const meanOf = (values: readonly number[]): number => (values.length === 0 ? NaN : pairwiseSum(values) / values.length);

/** By n − 1, as pandas: a single value has none. */
function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const mean = meanOf(values);
  return pairwiseSum(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
}
