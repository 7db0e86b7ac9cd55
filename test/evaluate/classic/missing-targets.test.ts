import { describe, expect, it } from "vitest";
import {
  answerSimilarity,
  Correctness,
  evaluate,
  evaluateGenai,
  exactMatch,
  precisionAtK,
  promptJudge,
  rouge,
} from "../../../src/evaluate/index.js";
import { MemoryTracker } from "../memory-tracker.js";

const texts = { predictions: "answer", targets: "right" } as const;
const NO_TARGET = { row: 2, message: "The row has no value in targets." };

/** A grader that counts how often it is asked. */
function grader(reply: string) {
  const asked: unknown[] = [];
  const create = async (request: unknown): Promise<unknown> => {
    asked.push(request);
    return { choices: [{ message: { content: reply } }] };
  };
  return { asked, judge: promptJudge({ client: { chat: { completions: { create } } } as never, model: "stub" }) };
}

const rowsWith = (missing: unknown) => [
  { inputs: "a?", answer: "x", right: "x" },
  { inputs: "b?", answer: "y", right: missing },
  { inputs: "c?", answer: "z", right: "w" },
];

describe("a row without a target", () => {
  it.each([[null], [undefined], [NaN]])("that holds %s is no wrong answer of exact_match", async (missing) => {
    const result = await evaluate({ ...texts, data: rowsWith(missing), extraMetrics: [exactMatch()] });
    expect(result.metrics["exact_match/v1"]).toBe(0.5);
    expect(result.counts["exact_match/v1"]).toEqual({ scored: 2, failed: 1 });
    expect(result.failures).toMatchObject([{ ...NO_TARGET, column: "exact_match/v1" }]);
  });

  it("leaves exact_match without a number where no row has one", async () => {
    const data = [{ answer: "x", right: null }];
    const result = await evaluate({ ...texts, data, extraMetrics: [exactMatch()] });
    expect(result.metrics).toEqual({});
    expect(result.counts["exact_match/v1"]).toEqual({ scored: 0, failed: 1 });
  });

  it("is recorded with its reason", async () => {
    const tracker = new MemoryTracker();
    await evaluate({ ...texts, data: rowsWith(null), modelType: "question-answering", tracker });
    const { columns, data } = JSON.parse(tracker.runs[0]!.files.get("eval_results_table.json")!) as {
      columns: string[];
      data: unknown[][];
    };
    const at = columns.indexOf("exact_match/v1/error_message");
    expect(data.map((row) => row[at])).toEqual([null, "The row has no value in targets.", null]);
  });

  it("is not scored by ROUGE", async () => {
    const result = await evaluate({ ...texts, data: rowsWith(null), extraMetrics: [rouge("rouge1")] });
    expect(result.rows.map((row) => row["rouge1/v1/score"])).toEqual([1, null, 0]);
    expect(result.failures).toMatchObject([{ ...NO_TARGET, column: "rouge1/v1" }]);
  });

  it("is not scored by a ranking", async () => {
    const data = [
      { found: ["a", "b"], right: ["a"] },
      { found: ["a", "b"], right: null },
    ];
    const result = await evaluate({ data, predictions: "found", targets: "right", extraMetrics: [precisionAtK(2)] });
    expect(result.rows.map((row) => row["precision_at_2/score"])).toEqual([0.5, null]);
    expect(result.failures).toMatchObject([{ ...NO_TARGET, column: "precision_at_2" }]);
  });

  it("is not sent to a grader", async () => {
    const { asked, judge } = grader('{"score": 4, "justification": "Close."}');
    const extraMetrics = [answerSimilarity({ model: judge as never })];
    const result = await evaluate({ ...texts, data: rowsWith(null), extraMetrics });
    expect(asked).toHaveLength(2);
    expect(result.metrics["answer_similarity/v1/mean"]).toBe(4);
    expect(result.failures).toMatchObject([{ ...NO_TARGET, column: "answer_similarity/v1" }]);
  });

  it("that lacks its expectations is not sent to a judge", async () => {
    const { asked, judge } = grader('{"rationale": "The same.", "result": "yes"}');
    const data = [
      { inputs: { question: "a?" }, outputs: "x", expectations: { expectedResponse: "x" } },
      { inputs: { question: "b?" }, outputs: "y", expectations: { expectedResponse: null } },
      { inputs: { question: "c?" }, outputs: "z" },
    ];
    const result = await evaluateGenai({ data, scorers: [Correctness({ judge })] });
    expect(asked).toHaveLength(1);
    expect(result.metrics).toEqual({ "correctness/mean": 1 });
    expect(result.failures.map(({ row, code }) => [row, code])).toEqual([
      [2, "MISSING_PART"],
      [3, "MISSING_PART"],
    ]);
  });
});
