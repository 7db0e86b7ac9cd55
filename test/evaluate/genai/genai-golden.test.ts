import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  evaluateGenai,
  Feedback,
  scorer,
  type GenaiEvaluateOptions,
  type Scorer,
} from "../../../src/evaluate/index.js";
import { MemoryTracker } from "../memory-tracker.js";

interface Golden {
  readonly name: string;
  readonly data: readonly { readonly inputs: { readonly question: string } }[];
  readonly metrics?: Readonly<Record<string, number>>;
  readonly columns?: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluate/mlflow-genai.json", import.meta.url), "utf8"),
) as {
  readonly fixed_outputs: Readonly<Record<string, string>>;
  readonly failing_question: string;
  readonly cases: readonly Golden[];
};

const text = (outputs: unknown): string => {
  if (typeof outputs !== "string") throw new TypeError("the answer is no text");
  return outputs;
};

/** The scorers of the golden runs, which were written in Python. */
const scorers: Readonly<Record<string, Scorer>> = {
  polite: scorer(({ outputs }) => (text(outputs).includes("is") ? "yes" : "no"), { name: "polite" }),
  label: scorer(({ outputs }) => (text(outputs).length > 10 ? "long" : "short"), { name: "label" }),
  exact: scorer(
    ({ outputs, expectations }) => {
      if (!("expected_response" in expectations)) throw new Error("'expected_response'");
      return outputs === expectations["expected_response"];
    },
    { name: "exact" },
  ),
  length: scorer(({ outputs }) => text(outputs).length, { name: "length" }),
  fb: scorer(
    ({ inputs, outputs }) =>
      new Feedback({
        value: Math.min(1, text(outputs).split(" ").length / 4),
        rationale: `words/4: ${String(inputs["question"])}`,
      }),
    { name: "fb" },
  ),
  two: scorer(
    () => [new Feedback({ name: "two_a", value: true, rationale: "a" }), new Feedback({ name: "two_b", value: "no" })],
    {
      name: "two",
    },
  ),
  ratio: scorer(({ outputs }) => text(outputs).length / 10, {
    name: "ratio",
    aggregations: ["min", "max", "mean", "median", "variance", "p90"],
  }),
  boom: scorer(
    ({ inputs }) => {
      if (String(inputs["question"]).includes("visa")) throw new Error("scorer failed here");
      return 1;
    },
    { name: "boom" },
  ),
};

const find = (name: string): Golden => golden.cases.find((entry) => entry.name === name)!;
const predict = ({ question }: { readonly question: string }): string => golden.fixed_outputs[question]!;
const failing = ({ question }: { readonly question: string }): string => {
  if (question === golden.failing_question) throw new Error("model exploded on this row");
  return golden.fixed_outputs[question]!;
};

const runs: readonly [string, Partial<GenaiEvaluateOptions>, readonly string[]][] = [
  ["predict_fn_all_ok", { predictFn: predict }, ["polite", "label", "exact", "length", "fb", "two", "ratio"]],
  ["predict_fn_raises_one_row", { predictFn: failing }, ["length", "exact", "polite"]],
  ["scorer_raises_one_row", { predictFn: predict }, ["polite", "boom"]],
  ["precomputed_outputs", {}, ["exact", "polite", "fb"]],
  ["no_expectations_exact_scorer", {}, ["exact", "length"]],
  ["no_scorers", { predictFn: predict }, []],
];

describe("genai.evaluate, against runs of mlflow 3.17.2", () => {
  it.each(runs)("%s: has MLflow's metrics, columns and values", async (name, options, names) => {
    const entry = find(name);
    const data = entry.data as unknown as GenaiEvaluateOptions["data"];
    const result = await evaluateGenai({ ...options, data, scorers: names.map((key) => scorers[key]!) });
    expect(Object.keys(result.metrics).sort()).toEqual(Object.keys(entry.metrics!).sort());
    for (const [key, value] of Object.entries(entry.metrics!)) expect(result.metrics[key], key).toBeCloseTo(value, 9);
    expect([...new Set(result.resultDf.flatMap((row) => Object.keys(row)))].sort()).toEqual([...entry.columns!].sort());
    entry.rows.forEach((row, index) => {
      for (const [key, value] of Object.entries(row)) {
        if (key.endsWith("/error_message")) {
          // Python's own wording of the error is not ours; whether there is one must agree.
          expect(result.resultDf[index]![key] !== null, key).toBe(typeof value === "string");
        } else if (typeof value === "object" && value !== null && "$float" in value) {
          expect(result.resultDf[index]![key]).toBeNull();
        } else {
          expect(result.resultDf[index]![key], key).toEqual(value);
        }
      }
    });
  });

  it("fails where MLflow fails, in plainer words", async () => {
    const data = find("predict_fn_all_ok").data as unknown as GenaiEvaluateOptions["data"];
    const throwing = (): never => {
      throw new Error("always fails");
    };
    await expect(evaluateGenai({ data, predictFn: throwing, scorers: [] })).rejects.toThrow(
      'predictFn failed for every row; the first time with "always fails".',
    );
    await expect(evaluateGenai({ data: [{ inputs: "plain", outputs: "x" }], scorers: [] })).rejects.toThrow(
      "inputs of row 1 is a string, not an object.",
    );
    await expect(evaluateGenai({ data: [], scorers: [] })).rejects.toThrow("data has no rows.");
    await expect(evaluateGenai({ data: [{ inputs: { q: 1 } }], scorers: [] })).rejects.toMatchObject({
      code: "no_predictions",
    });
    await expect(
      evaluateGenai({ data: [{ inputs: { q: 1 }, outputs: 1 }], predictFn: () => 1, scorers: [] }),
    ).rejects.toMatchObject({ code: "conflicting_outputs" });
    await expect(
      evaluateGenai({ data: [{ inputs: {}, outputs: 1 }], scorers: [scorers["exact"]!, scorers["exact"]!] }),
    ).rejects.toMatchObject({ code: "duplicate_scorer" });
  });

  it("predicts every row once", async () => {
    let calls = 0;
    const data = find("predict_fn_all_ok").data as unknown as GenaiEvaluateOptions["data"];
    await evaluateGenai({ data, predictFn: () => (calls += 1), scorers: [] });
    expect(calls).toBe(5);
  });

  it("counts scored and failed rows beside each mean", async () => {
    const data = find("predict_fn_all_ok").data as unknown as GenaiEvaluateOptions["data"];
    const result = await evaluateGenai({ data, predictFn: predict, scorers: [scorers["boom"]!] });
    expect(result.counts["boom"]).toEqual({ scored: 4, failed: 1 });
    expect(result.failures).toEqual([{ row: 3, column: "boom", code: "SCORER_ERROR", message: "scorer failed here" }]);
    expect(result.toString()).toContain("4 of 5 rows are scored, 1 failed.");
    expect(result.toString()).toContain("What failed:\n- row 3, boom: scorer failed here");
  });

  it("records metrics, a table, and every row's trace with its judgements", async () => {
    const tracker = new MemoryTracker();
    const data = find("precomputed_outputs").data as unknown as GenaiEvaluateOptions["data"];
    const result = await evaluateGenai({ data, scorers: [scorers["fb"]!], tracker });
    const run = tracker.runs[0]!;
    expect(run.metrics["fb/mean"]).toBeCloseTo(0.7, 12);
    expect(run.status).toBe("FINISHED");
    expect(run.tags["mlflow.loggedArtifacts"]).toBe('[{"path": "genai_eval_results.json", "type": "table"}]');
    expect(run.traces).toHaveLength(5);
    expect(run.traces[0]).toMatchObject({
      traceId: result.resultDf[0]!["trace_id"],
      state: "OK",
      request: { question: "What is the capital of Portugal?" },
    });
    expect(run.traces[0]!.assessments).toContainEqual(
      expect.objectContaining({
        assessment_name: "fb",
        source: { source_type: "CODE", source_id: "fb" },
        feedback: { value: 1 },
        rationale: "words/4: What is the capital of Portugal?",
      }),
    );
  });
});
