import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  evaluate,
  makeMetric,
  profanity,
  retryFailed,
  validateEvaluationResults,
} from "../../../src/evaluate/index.js";
import { MemoryTracker } from "../memory-tracker.js";

const rows = [{ inputs: "a?" }, { inputs: "b?" }, { inputs: "c?" }];
const perRow = { data: rows, modelType: "text" as const, perRow: true, retries: 0 };

describe("evaluate with bad input", () => {
  it.each([
    ["no rows", { data: [], modelType: "text" as const, predictions: "x" }, "data has no rows."],
    ["rows without columns", { data: [{}], modelType: "text" as const, predictions: "x" }, "data has no rows."],
    [
      "a row that is a list",
      { data: [["a"]] as never, predictions: "x" },
      "Row 1 of data is an array of 1, not an object of columns.",
    ],
    [
      "a null row",
      { data: [{ a: 1 }, null] as never, predictions: "a" },
      "Row 2 of data is null, not an object of columns.",
    ],
    ["a number as data", { data: 7 as never, predictions: "x" }, "data is a number."],
    [
      "a file of an unknown kind",
      { data: "data.xlsx", predictions: "x" },
      'data is the text "data.xlsx", which ends in neither .jsonl nor .csv.',
    ],
    [
      "a frame with a column twice",
      { data: { columns: ["a", "a"], values: [[1, 2]] }, predictions: "a" },
      "The DataFrame has two columns named 'a'.",
    ],
    [
      "neither model nor predictions",
      { data: rows, modelType: "text" as const },
      "There is neither a model nor a column of predictions.",
    ],
    [
      "a model that is no function",
      { data: rows, model: "gpt-4" as never, modelType: "text" as const },
      "model is a string, not a function.",
    ],
    ["nothing to compute", { data: rows, predictions: "inputs" }, "There is no metric to compute."],
  ])("says what is wrong with %s", async (_, options, message) => {
    await expect(evaluate(options)).rejects.toThrow(message);
  });

  it("fails when a function of the whole table throws, with the way to keep the other rows", async () => {
    const model = (): never => {
      throw new Error("model exploded");
    };
    const failure = evaluate({ data: rows, model, modelType: "text" });
    await expect(failure).rejects.toThrow("The model function failed: model exploded");
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining("perRow: true") as string });
  });

  it.each([
    ["too few answers", () => ["one"], "The model function returned 1 answers for 3 rows."],
    ["too many answers", () => ["1", "2", "3", "4"], "The model function returned 4 answers for 3 rows."],
    ["nothing", () => undefined, "The model function returned undefined, not a list of answers."],
    ["a text", () => "answer", "The model function returned a string, not a list of answers."],
  ])("fails when a function of the whole table returns %s", async (_, model, message) => {
    await expect(evaluate({ data: rows, model, modelType: "text" })).rejects.toThrow(message);
  });

  it("takes lists of objects, columns and frames from a function of the whole table", async () => {
    const shapes = [
      () => [{ answer: "x" }, { answer: "y" }, { answer: "z" }],
      () => ({ answer: ["x", "y", "z"] }),
      () => ({ columns: ["answer"], values: [["x"], ["y"], ["z"]] }),
      () => ({ values: ["x", "y", "z"] }),
    ];
    for (const model of shapes) {
      const result = await evaluate({ data: rows, model, modelType: "text" });
      expect(result.rows.map((row) => row["outputs"])).toEqual(["x", "y", "z"]);
    }
    const several = () => rows.map(() => ({ answer: "x", source: "s" }));
    await expect(evaluate({ data: rows, model: several, modelType: "text" })).rejects.toThrow(
      "The model returned several columns: answer, source.",
    );
  });

  it("records the row that throws, the one that returns nothing, and the one that answers a number", async () => {
    const model = ({ inputs }: { readonly inputs: string }): unknown => {
      if (inputs === "a?") throw new Error("no a");
      return inputs === "b?" ? undefined : 42;
    };
    const result = await evaluate({ ...perRow, model });
    expect(result.failures.filter((failure) => failure.column === "outputs")).toEqual([
      { row: 0, column: "outputs", code: "Error", message: "no a" },
      expect.objectContaining({ row: 1, code: "no_answer", message: "The model returned undefined for row 2." }),
    ]);
    expect(result.failures.find((failure) => failure.column === "ari_grade_level/v1")).toMatchObject({
      row: 2,
      message: "the prediction is a number, not a text",
    });
    expect(result.counts["token_count"]).toEqual({ scored: 0, failed: 3 });
    expect(result.metrics).toEqual({});
    expect(result.toString()).toContain("3 of 3 rows have errors");
  });

  it("asks only the failed rows again", async () => {
    const asked: string[] = [];
    let broken = true;
    const model = async ({ inputs }: { readonly inputs: string }): Promise<string> => {
      asked.push(inputs);
      if (broken && inputs === "b?") throw new Error("busy");
      return "Yes";
    };
    const first = await evaluate({ ...perRow, model });
    expect(first.counts["token_count"]).toEqual({ scored: 2, failed: 1 });
    broken = false;
    const second = await retryFailed(first);
    expect(asked).toEqual(["a?", "b?", "c?", "b?"]);
    expect(second.counts["token_count"]).toEqual({ scored: 3, failed: 0 });
    await expect(retryFailed(second)).rejects.toMatchObject({ code: "nothing_to_retry" });
  });

  it("goes on when a metric throws or returns too little, and says which", async () => {
    const broken = makeMetric({
      name: "broken",
      greaterIsBetter: true,
      evalFn: () => {
        throw new Error("division by zero");
      },
    });
    const short = makeMetric({ name: "short", greaterIsBetter: true, evalFn: () => [1] });
    const fine = makeMetric({
      name: "fine",
      greaterIsBetter: true,
      evalFn: ({ inputs }) => (inputs as string[]).map(() => 1),
    });
    const result = await evaluate({ data: rows, predictions: "inputs", extraMetrics: [broken, short, fine] });
    expect(result.metrics["fine/mean"]).toBe(1);
    expect(result.warnings).toEqual([
      "Did not log metric 'broken' (number 1): it failed with \"division by zero\".",
      "Did not log metric 'short' (number 2): it failed with \"it returned 1 scores for 3 rows\".",
    ]);
  });

  it("scores emoji and an answer of a megabyte", async () => {
    const data = [{ answer: "👨‍👩‍👧 🇫🇷" }, { answer: "A cat sat here. ".repeat(62_500) }, { answer: "" }];
    const result = await evaluate({ data, predictions: "answer", modelType: "text" });
    expect(result.counts["flesch_kincaid_grade_level/v1"]).toEqual({ scored: 3, failed: 0 });
    expect(result.rows[1]!["token_count"]).toBe(312_501);
  });

  it("does not show the right answers to the model", async () => {
    const seen: unknown[] = [];
    const data = [{ inputs: "q", ground_truth: "secret" }];
    const model = (row: unknown): string => (seen.push(row), "a");
    await evaluate({ data, model, targets: "ground_truth", modelType: "question-answering", perRow: true });
    expect(seen).toEqual([{ inputs: "q" }]);
  });

  it("marks the run as failed when the model function fails", async () => {
    const tracker = new MemoryTracker();
    const model = (): never => {
      throw new Error("no");
    };
    await expect(evaluate({ data: rows, model, modelType: "text", tracker })).rejects.toThrow();
    expect(tracker.runs.map((run) => run.status)).toEqual(["FAILED"]);
  });

  it("counts the tokens that completions of the openai package say were used", async () => {
    const completion = {
      choices: [{ message: { content: "Yes" } }],
      usage: { prompt_tokens: 7, completion_tokens: 1 },
    };
    const result = await evaluate({ ...perRow, model: () => completion });
    expect(result.usage).toEqual({ promptTokens: 21, completionTokens: 3 });
    expect(result.rows[0]!["outputs"]).toBe("Yes");
  });

  it("says in plain words that toxicity is skipped, and computes profanity under its own name", async () => {
    const data = [{ answer: "What the fuck" }, { answer: "I love ducks" }, { answer: "Scunthorpe" }];
    const result = await evaluate({ data, predictions: "answer", modelType: "text", extraMetrics: [profanity()] });
    expect(result.metrics["profanity/v1/ratio"]).toBeCloseTo(1 / 3, 12);
    expect(Object.keys(result.metrics).some((key) => key.startsWith("toxicity"))).toBe(false);
    expect(result.warnings[0]).toMatch(/^Skipped toxicity\/v1: .*profanity\(\) looks for words/);
  });

  it("computes toxicity/v1 with the ratio from 0.5 where its classifier is given", async () => {
    const toxicity = async (texts: readonly string[]): Promise<number[]> => texts.map((text) => text.length / 10);
    const data = [{ answer: "12345" }, { answer: "1" }];
    const result = await evaluate({ data, predictions: "answer", modelType: "text", toxicity });
    expect(result.metrics).toMatchObject({ "toxicity/v1/mean": 0.3, "toxicity/v1/ratio": 0.5 });
    expect(result.columns).toContain("toxicity/v1/score");
  });
});

describe("evaluate with files", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tunelab-evaluate-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("reads JSONL with a byte order mark and CRLF, and CSV", async () => {
    const jsonl = join(folder, "rows.jsonl");
    const csv = join(folder, "rows.csv");
    await writeFile(jsonl, '\uFEFF{"answer":"Yes"}\r\n{"answer":"Madeira"}\r\n');
    await writeFile(csv, "inputs,answer\r\nq1,Yes\r\nq2,Madeira\r\n");
    for (const data of [jsonl, csv]) {
      const result = await evaluate({ data, predictions: "answer", modelType: "text" });
      expect(result.rows.map((row) => row["token_count"])).toEqual([1, 2]);
    }
  });
});

describe("validateEvaluationResults", () => {
  const metrics = { metrics: { acc: 0.8, loss: 0.5 } };
  it("passes and fails as MLflow's thresholds do", () => {
    expect(() => validateEvaluationResults({ acc: { threshold: 0.8, greaterIsBetter: true } }, metrics)).not.toThrow();
    expect(() => validateEvaluationResults({ loss: { threshold: 0.4, greaterIsBetter: false } }, metrics)).toThrow(
      "loss is 0.5, and must be at most 0.4",
    );
    const change = { acc: { minAbsoluteChange: 0.1, minRelativeChange: 0.5, greaterIsBetter: true } };
    expect(() => validateEvaluationResults(change, metrics, { metrics: { acc: 0.5 } })).not.toThrow();
    expect(() => validateEvaluationResults(change, metrics, { metrics: { acc: 0.7 } })).toThrow(
      "acc improved by 14.3 %, and must by 50.0 %",
    );
    expect(() => validateEvaluationResults(change, { metrics: { acc: 0.2 } }, { metrics: { acc: 0 } })).not.toThrow();
    expect(() => validateEvaluationResults(change, metrics)).toThrow("there is no baseline");
    expect(() => validateEvaluationResults({ f1: { threshold: 1, greaterIsBetter: true } }, metrics)).toThrow(
      "no metric 'f1'",
    );
  });
});
