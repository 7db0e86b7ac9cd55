import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bleuScore } from "../../../src/evaluate/metrics/bleu.js";
import { f1Score } from "../../../src/evaluate/metrics/f1.js";
import { gleuScore } from "../../../src/evaluate/metrics/gleu.js";
import { meteorScore } from "../../../src/evaluate/metrics/meteor.js";
import { tokenizeWords } from "../../../src/evaluate/metrics/nltk/word-tokens.js";

interface Golden {
  readonly cases: readonly {
    readonly response: string;
    readonly ground_truth: string;
    readonly response_tokens: readonly string[];
    readonly ground_truth_tokens: readonly string[];
    readonly scores: Record<string, number>;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluate/azure-nlp.json", import.meta.url), "utf8"),
) as Golden;

const METRICS = { F1Score: f1Score, BleuScore: bleuScore, GleuScore: gleuScore, MeteorScore: meteorScore };

describe("text metrics of azure-ai-evaluation", () => {
  it.each(golden.cases)("cut $response into NLTK's tokens", (row) => {
    expect(tokenizeWords(row.response)).toEqual(row.response_tokens);
    expect(tokenizeWords(row.ground_truth)).toEqual(row.ground_truth_tokens);
  });

  it.each(Object.entries(METRICS))("%s equals azure-ai-evaluation 1.18.10 to 1e-9", (name, metric) => {
    expect(golden.cases.length).toBe(41);
    for (const { response, ground_truth, scores } of golden.cases) {
      expect(metric(response, ground_truth), `${response} | ${ground_truth}`).toBeCloseTo(scores[name]!, 9);
    }
  });
});
