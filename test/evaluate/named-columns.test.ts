import { describe, expect, it } from "vitest";
import * as azureEvaluation from "../../src/azure-evaluation/index.js";
import { findSimilar } from "../../src/core/index.js";
import { evaluate, evaluateGenai, makeMetric, scorer } from "../../src/evaluate/index.js";

const data = [
  { answer: "Yes", context: "It is so." },
  { answer: "No", context: "It is not." },
];
const length = makeMetric({
  name: "length",
  greaterIsBetter: true,
  evalFn: ({ source }) => (source as string[]).map((text) => text.length),
});

describe("a column that is named and not there", () => {
  it("is an error of evaluate before anything is computed, with the one that was meant", async () => {
    const given = { data, predictions: "answer", extraMetrics: [length] };
    await expect(evaluate({ ...given, evaluatorConfig: { colMapping: { source: "contxt" } } })).rejects.toMatchObject({
      code: "unknown_column",
      message: "There is no column 'contxt', which colMapping names for source.",
      hint: "Did you mean 'context'? The columns are answer, context.",
    });
    const mapped = await evaluate({ ...given, evaluatorConfig: { colMapping: { source: "context" } } });
    expect(mapped.metrics["length/mean"]).toBe(9.5);
  });

  it("is looked for among a model's answers too, which are kept", async () => {
    const result = await evaluate({
      data,
      model: () => data.map(({ answer }) => ({ answer, source_text: "abc" })),
      predictions: "answer",
      extraMetrics: [length],
      modelType: "text",
      evaluatorConfig: { colMapping: { source: "source_txt" } },
    });
    expect(result.warnings.join("\n")).toContain("There is no column 'source_txt', which colMapping names for source.");
    expect(result.metrics["token_count"] ?? result.counts["token_count"]?.scored).toBe(2);
  });

  it("is no undefined in a metric of one's own", async () => {
    const typo = makeMetric({
      name: "typo",
      greaterIsBetter: true,
      evalFn: ({ contxt }) => (contxt as string[] | undefined)?.length ?? 0,
    });
    const result = await evaluate({ data, predictions: "answer", extraMetrics: [typo] });
    expect(result.metrics).toEqual({});
    expect(result.warnings).toEqual([
      "Did not log metric 'typo' (number 1): it failed with \"There is no column 'contxt'.\". Did you mean 'context'? There are predictions, targets, metrics, rows, answer, context.",
    ]);
  });

  it("is named by azure's evaluate, for mappings, evaluators and functions", async () => {
    const f1 = new azureEvaluation.F1ScoreEvaluator();
    const rows = [{ answer: "Yes", truth: "Yes" }];
    const mapping = { response: "${data.anwser}", ground_truth: "${data.truth}" };
    await expect(
      azureEvaluation.evaluate({ data: rows, evaluators: { f1 }, evaluatorConfig: { f1: { columnMapping: mapping } } }),
    ).rejects.toMatchObject({
      code: "missing_inputs",
      message: "Inputs are missing: f1 needs response (${data.anwser}). The columns are answer, truth.",
      hint: expect.stringMatching(/^Did you mean 'answer'\? /) as string,
    });
    await expect(
      azureEvaluation.evaluate({ data: rows, evaluators: { f1 }, evaluatorConfig: { f2: { columnMapping: mapping } } }),
    ).rejects.toMatchObject({ code: "invalid_column_mapping", hint: "Did you mean 'f1'? The evaluators are f1." });
    const own = ({ anwser }: { readonly anwser: string }): number => String(anwser).length;
    const result = await azureEvaluation.evaluate({ data: rows, evaluators: { own: own as never } });
    expect(result.failures).toMatchObject([
      { row: 1, message: "There is no column 'anwser'.", hint: "Did you mean 'answer'? There are answer, truth." },
    ]);
  });

  it("is told from one that is empty in a row", async () => {
    const own = ({ truth = "none" }: { readonly truth?: string }): number => String(truth).length;
    const rows = [{ answer: "Yes", truth: "Yes" }, { answer: "No" }];
    const result = await azureEvaluation.evaluate({ data: rows, evaluators: { own: own as never } });
    expect(result.rows.map((row) => row["outputs.own.output"])).toEqual([3, 4]);
  });
});

describe("what a scorer returns", () => {
  const rows = [{ inputs: { q: "a" }, outputs: "abc" }];

  it("is understood as a Feedback where it says what one says", async () => {
    const named = scorer(() => ({ name: "size", value: 3, rationale: "three letters" }), { name: "length" });
    const several = scorer(
      () => [
        { name: "a", value: true },
        { name: "b", value: false },
      ],
      { name: "both" },
    );
    const result = await evaluateGenai({ data: rows, scorers: [named, several] });
    expect(result.metrics).toEqual({ "size/mean": 3, "a/mean": 1, "b/mean": 0 });
    expect(result.resultDf[0]).toMatchObject({ "size/value": 3, "size/rationale": "three letters" });
  });

  it("is refused where it says something else", async () => {
    const own = scorer(() => ({ value: 3, unit: "letters" }) as never, { name: "own" });
    const result = await evaluateGenai({ data: rows, scorers: [own] });
    expect(result.resultDf[0]!["own/value"]).toBeNull();
    expect(result.failures[0]).toMatchObject({ message: "The scorer own returned an object, which is no score." });
  });
});

it.each([
  ["anwser", ["query", "answer"], "answer"],
  ["Ground Truth", ["ground_truth"], "ground_truth"],
  ["résumé_", ["résumé"], "résumé"],
  ["zebra", ["query", "answer"], undefined],
  ["x", [], undefined],
])("%s probably means %s", (name, names, meant) => {
  expect(findSimilar(name, names)).toBe(meant);
});
