import { describe, expect, it } from "vitest";
import { aggregate, exactMatch } from "../../../src/evaluate/metrics/index.js";

describe("aggregations", () => {
  it("equal numpy's mean, var and percentile on the golden token counts", () => {
    const counts = [14, 6, 1, 17, 2];
    expect(aggregate(counts, "mean")).toBe(8);
    expect(aggregate(counts, "variance")).toBe(41.2);
    expect(aggregate(counts, "p90")).toBe(15.8);
    expect(aggregate(counts, "median")).toBe(6);
    expect(aggregate(counts, "min")).toBe(1);
    expect(aggregate(counts, "max")).toBe(17);
  });

  it("sum a thousand times 0.1 without drift, as numpy's pairwise sum does", () => {
    expect(aggregate(new Array<number>(1000).fill(0.1), "mean")).toBe(0.10000000000000002);
  });

  it("of nothing are NaN", () => {
    expect(aggregate([], "mean")).toBeNaN();
  });
});

describe("exactMatch", () => {
  it("compares strings as they are", () => {
    expect(exactMatch(["Lisbon ", "yes", "Madeira"], ["Lisbon", "Yes", "Madeira"])).toBeCloseTo(1 / 3, 12);
  });
});
