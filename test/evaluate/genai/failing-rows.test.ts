import { afterEach, describe, expect, it } from "vitest";
import { DISPLAY_SINK } from "../../../src/core/index.js";
import {
  evaluateGenai,
  type GenaiEvaluateOptions,
  Guidelines,
  lastResult,
  promptJudge,
  RegexMatch,
  retryFailedGenai,
  scorer,
} from "../../../src/evaluate/index.js";

const data = ["a", "b", "c"].map((question) => ({ inputs: { question } }));
const length = scorer(({ outputs }) => String(outputs).length, { name: "length" });

afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[DISPLAY_SINK];
});

describe("genai.evaluate with bad input", () => {
  it.each([
    ["no rows", { data: [] }, "data has no rows."],
    ["no inputs", { data: [{ question: "a" }] }, "The data have no column 'inputs'; there are question."],
    [
      "inputs that are a text",
      { data: [{ inputs: { q: "a" } }, { inputs: "b" }] },
      "inputs of row 2 is a string, not an object.",
    ],
    ["neither outputs nor predictFn", { data }, "The rows have no outputs, and there is no predictFn."],
    [
      "both outputs and predictFn",
      { data: [{ inputs: {}, outputs: "x" }], predictFn: (): string => "y" },
      "There are both predictFn and a column 'outputs'.",
    ],
    [
      "two scorers of one name",
      { data: [{ inputs: {}, outputs: "x" }], scorers: [length, length] },
      "Two scorers are named 'length'.",
    ],
    [
      "a predictFn that fails for every row",
      {
        data,
        predictFn: () => {
          throw new Error("no key");
        },
      },
      'predictFn failed for every row; the first time with "no key".',
    ],
  ])("says what is wrong with %s", async (_, options, message) => {
    const all = { scorers: [length], retries: 0, ...options } as GenaiEvaluateOptions;
    await expect(evaluateGenai(all)).rejects.toThrow(message);
  });

  it("names row and column of a prediction and of a judge that went wrong, and what to do", async () => {
    const replies = ['{"rationale":"Yes.","result":"yes"}', "rubbish", "rubbish"];
    const create = async (): Promise<unknown> => ({ choices: [{ message: { content: replies.shift() } }] });
    const judge = promptJudge({ client: { chat: { completions: { create } } } as never, model: "stub" });
    const result = await evaluateGenai({
      data,
      predictFn: ({ question }: { readonly question: string }) => {
        if (question === "c") throw new Error("exploded with sk-abcdefgh12345678");
        return question;
      },
      scorers: [Guidelines({ guidelines: "The answer is short" })],
      judge,
      concurrency: 1,
      retries: 0,
    });
    expect(result.metrics).toEqual({ "guidelines/mean": 1 });
    expect(result.counts).toEqual({ guidelines: { scored: 1, failed: 2 } });
    expect(result.failures.map(({ row, column, code, message }) => [row, column, code, message])).toEqual([
      [2, "guidelines", "INVALID_JUDGEMENT", 'stub replied "rubbish" instead of a judgement.'],
      [3, "response", "prediction_failed", "exploded with [redacted]"],
      [3, "guidelines", "NO_ANSWER", "There is no answer to judge: the prediction failed."],
    ]);
    expect(result.toString()).toContain(
      'row 2, guidelines: stub replied "rubbish" instead of a judgement. A judge must reply {"rationale": …, "result": "yes" or "no"}: try a larger model.',
    );
  });
});

describe("retryFailed of a genai result", () => {
  it("predicts and scores only what failed", async () => {
    const asked: string[] = [];
    let isBroken = true;
    let scored = 0;
    const result = await evaluateGenai({
      data,
      predictFn: ({ question }: { readonly question: string }) => {
        asked.push(question);
        if (isBroken && question === "b") throw new Error("busy");
        return question.repeat(3);
      },
      scorers: [
        RegexMatch({ pattern: "." }),
        scorer(
          ({ outputs }) => {
            scored += 1;
            if (isBroken && outputs === "ccc") throw new Error("flaky");
            return String(outputs).length;
          },
          { name: "length" },
        ),
      ],
      retries: 0,
    });
    expect(result.counts["length"]).toEqual({ scored: 2, failed: 1, unanswered: 1 });
    isBroken = false;
    const complete = await retryFailedGenai(result);
    expect(asked).toEqual(["a", "b", "c", "b"]);
    expect(scored).toBe(5);
    expect(complete.failures).toEqual([]);
    expect(complete.metrics).toEqual({ "length/mean": 3, "regex_match/mean": 1 });
    await expect(retryFailedGenai(complete)).rejects.toMatchObject({ code: "nothing_to_retry" });
  });
});

describe("an interrupted genai evaluation", () => {
  it("keeps the answers that are there, scored by code and by no judge", async () => {
    const cell = new AbortController();
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = { interruptSignal: cell.signal, display: () => undefined };
    void evaluateGenai({
      data,
      predictFn: async ({ question }: { readonly question: string }) => {
        if (question === "b") cell.abort();
        return question === "a" ? "aaa" : new Promise(() => undefined);
      },
      scorers: [
        length,
        Guidelines({ guidelines: "The answer is short", judge: { judge: () => expect.fail("asked") } as never }),
      ],
      concurrency: 1,
    });
    await new Promise((resolve) => cell.signal.addEventListener("abort", resolve));
    const kept = await lastResult();
    expect(kept).toMatchObject({ interrupted: true, metrics: { "length/mean": 3 } });
    expect(kept.failures.map(({ row, column }) => [row, column])).toEqual([
      [2, "response"],
      [3, "response"],
    ]);
  });
});
