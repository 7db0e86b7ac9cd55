import { describe, expect, it } from "vitest";
import * as azureEvaluation from "../../src/azure-evaluation/index.js";
import { evaluate, evaluateGenai, makeMetric, RegexMatch, scorer } from "../../src/evaluate/index.js";

const data = [
  { query: "a", response: "b" },
  { query: "c", response: "d" },
];

describe("what own code returns and is no score", () => {
  it.each([
    [undefined, "The evaluator returned undefined, in which there is no value."],
    [null, "The evaluator returned null, in which there is no value."],
    [{}, "The evaluator returned an object, in which there is no value."],
    [new Date(0), "The evaluator returned an object, in which there is no value."],
    [() => 1, "The evaluator returned a function, in which there is no value."],
    [10n, "The evaluator returned a bigint, in which there is no value."],
  ])("%o of an Azure evaluator is a failed row with its reason", async (value, message) => {
    const result = await azureEvaluation.evaluate({ data, evaluators: { own: () => value as never } });
    const failure = { column: "outputs.own", code: "evaluator_error", message };
    expect(result.failures).toMatchObject([
      { row: 1, ...failure },
      { row: 2, ...failure },
    ]);
  });

  it.each([
    [{ s: 1 }, "The scorer own returned an object, which is no score."],
    [[1, 2], "The scorer own returned an array of 2, which is no score."],
    [() => 1, "The scorer own returned a function, which is no score."],
    [10n, "The scorer own returned a bigint, which is no score."],
  ])("%o of a scorer is a failed row with its reason, and no word that counts as scored", async (value, message) => {
    const rows = data.map(({ query, response }) => ({ inputs: { query }, outputs: response }));
    const own = scorer(() => value as never, { name: "own" });
    const result = await evaluateGenai({ data: rows, scorers: [own], progress: false });
    expect(result.failures.map(({ row, message: said }) => [row, said])).toEqual([
      [1, message],
      [2, message],
    ]);
  });

  it.each([
    [{ quality: 1 }, "it returned an object that has neither scores nor justifications nor aggregateResults"],
    [{ scores: [10n, 1] }, "its score of row 1 is a bigint, not a number, text or null"],
    [{ scores: [1, { s: 1 }] }, "its score of row 2 is an object, not a number, text or null"],
  ])("%o of a classic metric is a warning that says so", async (value, reason) => {
    const own = makeMetric({ name: "own", greaterIsBetter: true, evalFn: () => value as never });
    const result = await evaluate({ data, predictions: "response", extraMetrics: [own] });
    expect(result.warnings).toEqual([`Did not log metric 'own' (number 1): it failed with "${reason}".`]);
  });

  it.each([{}, new Date(0), new Map([["a", 1]])])("%o of a model is an answer that is no text", async (value) => {
    const result = await evaluate({ data, model: () => value, perRow: true, modelType: "text" });
    expect(result.failures[0]).toMatchObject({
      row: 1,
      column: "token_count",
      message: "The prediction is an object, not a text.",
    });
  });

  it.each([
    [[() => true], "scorers[0] is a function, not a scorer."],
    [[RegexMatch], "scorers[0] is a function, not a scorer."],
    [[RegexMatch({ pattern: "a" }), undefined], "scorers[1] is undefined, not a scorer."],
    [RegexMatch({ pattern: "a" }), "scorers is an object, not a list of scorers."],
    [undefined, "scorers is undefined, not a list of scorers."],
  ])("%o in place of scorers is refused before anything is asked", async (scorers, message) => {
    const predictFn = (): never => expect.fail("asked");
    const running = evaluateGenai({ data: [{ inputs: { query: "a" } }], predictFn, scorers: scorers as never });
    await expect(running).rejects.toMatchObject({ code: "invalid_option", message });
  });
});
