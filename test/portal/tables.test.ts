import { describe, expect, it } from "vitest";
import type { RunRow, RunTable, ScoreColumn } from "../../src/portal/api-types/index.js";
import { messagesOf, parseRecords } from "../../src/portal/pages/files/parse-records.js";
import { compareBy, shownColumns } from "../../src/portal/pages/runs/list/run-columns.js";
import { errorColumnOf, inReadingOrder, soleText } from "../../src/portal/pages/runs/rows/row-columns.js";
import { filterRows, scoreValues } from "../../src/portal/pages/runs/rows/row-filter.js";
import { binsOf, worstQuarter } from "../../src/portal/pages/runs/rows/score-stats.js";

describe("a file that is opened", () => {
  it.each([
    ['{"a":1}\n\n{"b":2}\n', { rows: [{ a: 1 }, { b: 2 }], columns: ["a", "b"], metrics: {}, broken: [] }],
    ['{"a":1}\nnot JSON\n[1]\n', { rows: [{ a: 1 }], columns: ["a"], metrics: {}, broken: [2, 3] }],
    ['[{"a":1},2]', { rows: [{ a: 1 }, { value: 2 }], columns: ["a", "value"], metrics: {}, broken: [] }],
    [
      '{"rows":[{"q":"x"}],"metrics":{"groundedness":3.2,"note":"n"},"studio_url":null}',
      { rows: [{ q: "x" }], columns: ["q"], metrics: { groundedness: 3.2 }, broken: [] },
    ],
    ['{"a":1}', { rows: [{ a: 1 }], columns: ["a"], metrics: {}, broken: [] }],
    ["step,loss\n1,2\n", undefined],
    ["", undefined],
  ])("%j", (text, expected) => {
    expect(parseRecords(text)).toEqual(expected);
  });

  it("shows a simulated conversation, also where an evaluation has nested it", () => {
    const messages = [{ role: "user", content: "Hi" }];
    expect(messagesOf({ messages })).toEqual(messages);
    expect(messagesOf({ conversation: { messages } })).toEqual(messages);
    expect(messagesOf({ question: "Hi" })).toBeUndefined();
  });
});

describe("the distribution of a score", () => {
  it.each([
    [[1, 2, 2, 5], { from: 1, width: 1, counts: [1, 2, 0, 0, 1] }],
    [[0.5, 0.5], { from: 0.5, width: 1, counts: [2] }],
    [[], undefined],
  ])("of %j", (values, expected) => {
    expect(binsOf(values)).toEqual(expected);
  });

  it("has ten equal bins where values are not whole, and loses none", () => {
    const bins = binsOf([0, 0.05, 0.5, 0.99, 1])!;
    expect(bins.counts).toHaveLength(10);
    expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it("has a worst quarter in the direction in which the score gets worse", () => {
    expect(worstQuarter([1, 2, 3, 4, 5, 6, 7, 8], true)).toBe(2);
    expect(worstQuarter([1, 2, 3, 4, 5, 6, 7, 8], false)).toBe(7);
    expect(worstQuarter([], true)).toBeUndefined();
  });
});

describe("rows of an evaluation", () => {
  const table: RunTable = {
    name: "t",
    columns: ["question", "score"],
    rows: [
      ["Lisbon?", 5],
      ["Lyon?", null],
      ["Rio?", 1],
      ["Nice?", 3],
    ],
    scores: [{ column: "score", name: "score", greaterIsBetter: true, reason: null, scored: 3, mean: 3 }],
  };
  const [score] = table.scores;

  it.each([
    [{ mode: "all", bin: undefined, text: "" }, [0, 1, 2, 3]],
    [{ mode: "errors", bin: undefined, text: "" }, [1]],
    [{ mode: "low", bin: undefined, text: "" }, [2]],
    [{ mode: "all", bin: 4, text: "" }, [0]],
    [{ mode: "all", bin: undefined, text: "li" }, [0]],
    [{ mode: "all", bin: undefined, text: "L" }, [0, 1]],
  ] as const)("%j shows %j", (filter, expected) => {
    expect(filterRows(table, { ...filter, score })).toEqual(expected);
  });
});

describe("the columns of a row", () => {
  it.each([
    [
      ["inputs", "ground_truth", "outputs", "token_count"],
      ["inputs", "outputs", "ground_truth", "token_count"],
    ],
    [
      ["trace_id", "safe/error_message", "expectedResponse/value", "state", "request_time", "request", "response"],
      ["request", "response", "expectedResponse/value", "trace_id", "state", "request_time"],
    ],
    [
      ["step", "loss"],
      ["step", "loss"],
    ],
  ])("%j are read as %j", (columns, expected) => {
    expect(inReadingOrder(columns)).toEqual(expected);
  });

  it("of an error belongs to its score", () => {
    const columns = ["safe/value", "safe/error_message", "short/value"];
    expect(errorColumnOf("safe/value", columns)).toBe("safe/error_message");
    expect(errorColumnOf("short/value", columns)).toBeUndefined();
  });

  it.each([
    [{ question: "What is Spark?" }, "What is Spark?"],
    [
      { question: "What?", context: "That." },
      { question: "What?", context: "That." },
    ],
    [{ k: 3 }, { k: 3 }],
    [["a"], ["a"]],
    ["a", "a"],
    [null, null],
  ])("hold %j, said in one line as %j", (value, expected) => {
    expect(soleText(value)).toEqual(expected);
  });
});

describe("a score that is a word", () => {
  const score: ScoreColumn = {
    column: "safe/value",
    name: "safe",
    greaterIsBetter: null,
    reason: null,
    scored: 4,
    mean: 0.5,
  };
  const table: RunTable = {
    name: "t",
    columns: ["safe/value"],
    rows: [["yes"], ["No "], [null], ["PASS"], ["fail"], ["perhaps"]],
    scores: [score],
  };

  it("counts as the library counts it, and is no error", () => {
    expect(scoreValues(table, score)).toEqual([1, 0, null, 1, 0, null]);
    expect(filterRows(table, { mode: "errors", score, bin: undefined, text: "" })).toEqual([2, 5]);
  });
});

describe("the table of runs", () => {
  const run = (id: string, params: RunRow["params"], metrics: RunRow["metrics"]): RunRow => ({
    id,
    name: id,
    experimentId: "1",
    experiment: "e",
    status: "FINISHED",
    startTime: 0,
    endTime: 1,
    params,
    metrics,
    tables: [],
    serverPage: null,
  });
  const runs = [
    run("a", { model: "x", seed: "10" }, { loss: 2 }),
    run("b", { model: "x", seed: "9" }, { loss: 1, acc: 0.5 }),
    run("c", { model: "x" }, {}),
  ];

  it("shows metrics, and only parameters that differ", () => {
    expect(shownColumns(runs, null).map(({ name }) => name)).toEqual(["loss", "acc", "seed"]);
  });

  it("shows what was chosen", () => {
    expect(shownColumns(runs, "params.model,metrics.acc").map(({ name }) => name)).toEqual(["acc", "model"]);
    expect(shownColumns(runs, "-")).toEqual([]);
  });

  it.each([
    ["metrics.loss", false, ["b", "a", "c"]],
    ["metrics.loss", true, ["a", "b", "c"]],
    ["params.seed", false, ["b", "a", "c"]],
    ["name", true, ["c", "b", "a"]],
  ])("is ordered by %s, descending %s", (key, isDescending, expected) => {
    expect([...runs].sort(compareBy(key, isDescending)).map(({ id }) => id)).toEqual(expected);
  });
});
