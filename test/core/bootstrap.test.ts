import { describe, expect, it } from "vitest";
import { bootstrapInterval, quantileOfSorted } from "../../src/core/index.js";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("bootstrapInterval", () => {
  it("gives the statistic, an interval around it, and the same for the same seed", () => {
    const values = Array.from({ length: 40 }, (_, index) => index % 10);
    const interval = bootstrapInterval(values, mean, { seed: 1 });
    expect(interval.estimate).toBe(4.5);
    // Normal theory for these 40 values: 4.5 ± 1.96 · 2.872 / √40 = 4.5 ± 0.890.
    expect(interval.low).toBeGreaterThan(3.45);
    expect(interval.low).toBeLessThan(3.8);
    expect(interval.high).toBeGreaterThan(5.2);
    expect(interval.high).toBeLessThan(5.55);
    expect(bootstrapInterval(values, mean, { seed: 1 })).toEqual(interval);
  });

  it("is a single value's own, and has no bounds without values", () => {
    expect(bootstrapInterval([5], mean)).toEqual({ estimate: 5, low: 5, high: 5 });
    expect(bootstrapInterval([], mean)).toEqual({ estimate: NaN, low: NaN, high: NaN });
  });
});

describe("quantileOfSorted", () => {
  it("interpolates as numpy does", () => {
    // numpy 2.3: np.quantile([1, 4], [0, 0.1, 0.5, 0.95, 1])
    expect([0, 0.1, 0.5, 0.95, 1].map((share) => quantileOfSorted([1, 4], share))).toEqual([
      1, 1.3, 2.5, 3.8499999999999996, 4,
    ]);
  });
});
