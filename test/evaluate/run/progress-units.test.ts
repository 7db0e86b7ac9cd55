import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as azureEvaluation from "../../../src/azure-evaluation/index.js";
import { DISPLAY_SINK } from "../../../src/core/index.js";
import { evaluateGenai, scorer } from "../../../src/evaluate/index.js";
import { recordingSink, type RecordingSink } from "../../support/recording-sink.js";

const page = globalThis as Record<symbol, unknown>;
let sink: RecordingSink;
beforeEach(() => {
  sink = recordingSink();
  page[DISPLAY_SINK] = sink;
});
afterEach(() => delete page[DISPLAY_SINK]);

const bars = (): readonly string[] =>
  sink.shown.flatMap(({ bundle }) => /✓ [\w ]+: \d+ of \d+ \w+/.exec(String(bundle.data["text/plain"]))?.[0] ?? []);

describe("the bars of an evaluation of two rows by three measures", () => {
  it("count answers by the row and scores by the score, with azureEvaluation", async () => {
    await azureEvaluation.evaluate({
      data: [{ query: "a" }, { query: "b" }],
      target: ({ query }) => ({ response: query }),
      evaluators: { one: () => 1, two: () => 2, three: () => 3 },
    });
    expect(bars()).toEqual(["✓ Asking the target: 2 of 2 rows", "✓ Scoring: 6 of 6 scores"]);
  });

  it("count so with mlflow.genai.evaluate", async () => {
    await evaluateGenai({
      data: [{ inputs: { query: "a" } }, { inputs: { query: "b" } }],
      predictFn: ({ query }) => query,
      scorers: [1, 2, 3].map((value) => scorer(() => value, { name: `n${value}` })),
    });
    expect(bars()).toEqual(["✓ Asking the application: 2 of 2 rows", "✓ Scoring: 6 of 6 scores"]);
  });
});
