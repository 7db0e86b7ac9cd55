import { describe, expect, it } from "vitest";
import { ndcgAtK, precisionAtK, recallAtK } from "../../../src/evaluate/metrics/index.js";

/** Rows and values of the golden run `retriever_extra_k5` (mlflow 3.17.2). */
const rows = [
  { retrieved: ["d1", "d2", "d3", "d4"], relevant: ["d1", "d3"] },
  { retrieved: ["d5", "d1"], relevant: ["d1"] },
  { retrieved: [], relevant: ["d4"] },
  { retrieved: ["d9", "d9", "d2"], relevant: ["d2", "d9"] },
  { retrieved: ["d7", "d8", "d6"], relevant: [] },
];

describe("retrieval metrics", () => {
  it("equal MLflow's precision_at_k", () => {
    expect(rows.map((row) => precisionAtK(row.retrieved, row.relevant, 3))).toEqual([2 / 3, 0.5, 0, 1, 0]);
  });

  it("equal MLflow's recall_at_k", () => {
    expect(rows.map((row) => recallAtK(row.retrieved, row.relevant, 1))).toEqual([0.5, 0, 0, 0.5, 0]);
  });

  it("equal MLflow's ndcg_at_k", () => {
    const scores = rows.map((row) => ndcgAtK(row.retrieved, row.relevant, 3));
    [0.9197207891, 0.6309297536, 0, 1, 0].forEach((expected, i) => expect(scores[i]).toBeCloseTo(expected, 10));
  });

  it("compare with the best order of as many documents as were retrieved, as sklearn is asked by MLflow", () => {
    expect(ndcgAtK(["d1"], ["d1", "d2", "d3"], 3)).toBe(1);
  });

  it("reward finding nothing where nothing is relevant", () => {
    expect(recallAtK([], [], 3)).toBe(1);
    expect(ndcgAtK([], [], 3)).toBe(1);
    expect(precisionAtK([], [], 3)).toBe(0);
  });
});
