import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scoreRouge, type RougeScore, type RougeType } from "../../../src/evaluate/metrics/index.js";

interface Golden {
  readonly prediction: string;
  readonly target: string;
  readonly plain: Record<RougeType, RougeScore>;
  readonly rougeLsum_split_summaries: RougeScore;
}

const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluate/rouge-sklearn.json", import.meta.url), "utf8"),
) as { readonly cases: readonly Golden[] };

const expectClose = (actual: RougeScore, expected: RougeScore): void => {
  expect(Math.abs(actual.precision - expected.precision)).toBeLessThan(1e-9);
  expect(Math.abs(actual.recall - expected.recall)).toBeLessThan(1e-9);
  expect(Math.abs(actual.fmeasure - expected.fmeasure)).toBeLessThan(1e-9);
};

describe("rouge", () => {
  it.each(["rouge1", "rouge2", "rougeL", "rougeLsum"] as const)(
    "%s equals rouge-score on every golden pair",
    (type) => {
      expect(golden.cases).toHaveLength(41);
      for (const { prediction, target, plain } of golden.cases)
        expectClose(scoreRouge(prediction, target, type), plain[type]);
    },
  );

  it("scores 0 where a side is empty", () => {
    expect(scoreRouge("", "Lisbon", "rougeLsum")).toEqual({ precision: 0, recall: 0, fmeasure: 0 });
    expect(scoreRouge("Lisbon", "", "rougeL")).toEqual({ precision: 0, recall: 0, fmeasure: 0 });
    expect(scoreRouge("東京", "東京", "rouge1")).toEqual({ precision: 0, recall: 0, fmeasure: 0 });
  });

  it("takes lines as sentences in rougeLsum and ignores them in rougeL", () => {
    expect(scoreRouge("b c\na", "a\nb c", "rougeLsum").fmeasure).toBe(1);
    expect(scoreRouge("b c\na", "a\nb c", "rougeL").fmeasure).toBeCloseTo(2 / 3, 12);
  });

  it("is symmetric in fmeasure and stays between 0 and 1", () => {
    for (const { prediction, target } of golden.cases) {
      for (const type of ["rouge1", "rouge2", "rougeL"] as const) {
        const score = scoreRouge(prediction, target, type).fmeasure;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(scoreRouge(target, prediction, type).fmeasure).toBeCloseTo(score, 12);
      }
    }
  });
});
