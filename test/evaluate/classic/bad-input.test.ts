import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  evaluate,
  faithfulness,
  makeGenaiMetric,
  makeMetric,
  profanity,
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
    [
      "a column of predictions that is missing",
      { data: rows, predictions: "answer", modelType: "text" as const },
      "The data have no column 'answer', which predictions names.",
    ],
    [
      "a column of targets that is missing",
      { data: rows, predictions: "inputs", targets: "truth", modelType: "text" as const },
      "The data have no column 'truth', which targets names.",
    ],
    [
      "a judge's column that is missing",
      { data: rows, predictions: "inputs", extraMetrics: [faithfulness()] },
      "The metric faithfulness needs the column 'context', which the data do not have.",
    ],
    [
      "an unknown model type",
      { data: rows, predictions: "inputs", modelType: "chat" as never },
      '"chat" is no model type.',
    ],
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
      {
        row: 1,
        column: "outputs",
        code: "Error",
        message: "no a",
        hint: "mlflow.retryFailed(result) asks only such rows again.",
      },
      expect.objectContaining({ row: 2, code: "no_answer", message: "The model returned undefined for row 2." }),
    ]);
    expect(result.failures.find((failure) => failure.column === "ari_grade_level/v1")).toMatchObject({
      row: 3,
      message: "The prediction is a number, not a text.",
    });
    expect(result.counts["token_count"]).toEqual({ scored: 0, failed: 3 });
    expect(result.metrics).toEqual({});
    expect(result.toString()).toContain(
      [
        "What failed:",
        "- row 1, outputs: no a. mlflow.retryFailed(result) asks only such rows again.",
        "- row 2, outputs: The model returned undefined for row 2. The function must return the answer: check that every path has a return.",
        "- row 3, token_count, flesch_kincaid_grade_level/v1, ari_grade_level/v1: The prediction is a number, not a text. The answer must be a text: return String(answer).",
      ].join("\n"),
    );
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

  it("says what to do about null answers, targets that are no texts, and lists of ids that are none", async () => {
    const nulls = await evaluate({ data: [{ a: "x" }, { a: null }], predictions: "a", modelType: "text" });
    expect(nulls.failures).toEqual([
      {
        row: 2,
        column: "outputs",
        code: "no_answer",
        message: "The prediction of row 2 is null.",
        hint: "Fill the column 'a', or leave the row out.",
      },
    ]);
    const data = [{ a: "x", t: 5 }];
    const summary = await evaluate({ data, predictions: "a", targets: "t", modelType: "text-summarization" });
    expect(summary.failures[0]).toEqual({
      row: 1,
      column: "rouge1/v1",
      code: "not_scored",
      message: "The target is a number, not a text.",
      hint: "Correct the targets' column.",
    });
    const found = await evaluate({ data, predictions: "a", targets: "t", modelType: "retriever" });
    expect(found.failures[0]).toMatchObject({
      column: "precision_at_3",
      message: "The prediction is a string, not a list of ids.",
      hint: 'Give the ids of the documents as an array, for example ["doc1", "doc2"].',
    });
  });

  it("names row, column and what to do when a judge answers rubbish, and scores the others", async () => {
    const replies = ['{"score": 4, "justification": "Good."}', "I like it!", '{"score": 9}'];
    const create = async (): Promise<unknown> => ({ choices: [{ message: { content: replies.shift() } }] });
    const model = { client: { chat: { completions: { create } } } as never, model: "stub" };
    const polite = makeGenaiMetric({
      name: "polite",
      definition: "Politeness.",
      gradingPrompt: "1 to 5.",
      model,
      maxWorkers: 1,
    });
    const result = await evaluate({ data: rows, predictions: "inputs", extraMetrics: [polite] });
    expect(result.metrics["polite/v1/mean"]).toBe(4);
    expect(result.failures.map(({ row, column, message }) => [row, column, message])).toEqual([
      [2, "polite/v1", 'The grader\'s reply has no score, where 1 to 5 was asked: "I like it!"'],
      [3, "polite/v1", 'The grader\'s reply has the score 9, where 1 to 5 was asked: "{\\"score\\": 9}"'],
    ]);
    expect(result.toString()).toContain("Try a larger grading model, or say the scores more plainly in gradingPrompt.");
  });

  it("takes secrets out of what failed rows say", async () => {
    const model = (): never => {
      throw new Error("401 for https://ana:hunter22@host?api_key=abcdef123456 with Bearer abcdefgh12345678");
    };
    const result = await evaluate({ ...perRow, model });
    expect(result.failures[0]!.message).toBe(
      "401 for https://ana:[redacted]@host?api_key=[redacted] with Bearer [redacted]",
    );
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

  it("names the column that a CSV file has twice, and says which line of JSONL is broken", async () => {
    const twice = join(folder, "twice.csv");
    const broken = join(folder, "broken.jsonl");
    await writeFile(twice, "answer,answer\nYes,No\n");
    await writeFile(broken, '{"answer":"Yes"}\nNo\n');
    const read = (data: string) => evaluate({ data, predictions: "answer", modelType: "text" });
    await expect(read(twice)).rejects.toThrow(`The header of ${twice} names the column 'answer' twice.`);
    await expect(read(broken)).rejects.toThrow(`Line 2 of ${broken} is not JSON`);
    await expect(read(join(folder, "none.csv"))).rejects.toMatchObject({ code: "file_not_found" });
  });

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
  it.each([
    ["0.8", '"0.8"'],
    [Number.NaN, "NaN"],
  ])("refuses the threshold %j, which is no number", (threshold, shown) => {
    const validate = () =>
      validateEvaluationResults(
        { acc: { threshold: threshold as number, greaterIsBetter: true } },
        { metrics: { acc: 1 } },
      );
    expect(validate).toThrow(`The threshold of acc has threshold ${shown}, which must be a number.`);
  });

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
