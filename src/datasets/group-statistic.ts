import { quantileOfSorted } from "../core/index.js";
import { pairwiseSum } from "../tokens/index.js";
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
 * values for is NaN, its sum 0. Running statistics (`cum…`) have a value for each row, NaN where its own is missing.
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
      return [pairwiseSum(present.map(Number))];
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
  cummin: Math.min,
  cummax: Math.max,
};

function running(values: readonly unknown[], combine: (a: number, b: number) => number): number[] {
  let before: number | undefined;
  return values.map((value) => {
    if (isMissing(value)) return NaN;
    before = before === undefined ? Number(value) : combine(before, Number(value));
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
