import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as azureEvaluation from "../../../src/azure-evaluation/index.js";

interface GoldenCase {
  readonly response: string;
  readonly ground_truth: string;
  /** The score; of ROUGE precision, recall and F1. */
  readonly scores: Readonly<Record<string, number | readonly [number, number, number]>>;
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluate/azure-nlp.json", import.meta.url), "utf8"),
) as { readonly cases: readonly GoldenCase[] };

const SINGLE = {
  F1Score: ["f1_score", new azureEvaluation.F1ScoreEvaluator()],
  BleuScore: ["bleu", new azureEvaluation.BleuScoreEvaluator()],
  GleuScore: ["gleu", new azureEvaluation.GleuScoreEvaluator()],
  MeteorScore: ["meteor", new azureEvaluation.MeteorScoreEvaluator()],
} as const;
const ROUGE = ["rouge1", "rouge2", "rouge3", "rouge4", "rouge5", "rougeL"] as const;

describe("text evaluators against azure-ai-evaluation 1.18.10", () => {
  it.each(Object.entries(SINGLE))("%s gives the same score and verdict on all 41 pairs", (name, [key, evaluator]) => {
    expect(cases).toHaveLength(41);
    for (const { response, ground_truth, scores } of cases) {
      const output = evaluator.evaluate({ response, ground_truth });
      const expected = scores[name] as number;
      expect(output[key], `${response} | ${ground_truth}`).toBeCloseTo(expected, 9);
      expect(output[`${key}_score`]).toBe(output[key]);
      expect(output[`${key}_result`]).toBe(expected >= 0.5 ? "pass" : "fail");
    }
  });

  it.each(ROUGE)("ROUGE as %s gives the same precision, recall and F1 on all 41 pairs", (rougeType) => {
    const evaluator = new azureEvaluation.RougeScoreEvaluator({ rougeType });
    for (const { response, ground_truth, scores } of cases) {
      const output = evaluator.evaluate({ response, ground_truth });
      const [precision, recall, f1] = scores[`RougeScore.${rougeType}`] as readonly [number, number, number];
      const properties = output["rouge_properties"] as Record<string, number>;
      const pair = `${response} | ${ground_truth}`;
      expect(properties["rouge_precision"], pair).toBeCloseTo(precision, 9);
      expect(properties["rouge_recall"], pair).toBeCloseTo(recall, 9);
      expect(properties["rouge_f1_score"], pair).toBeCloseTo(f1, 9);
      expect(output["rouge"], pair).toBeCloseTo(f1, 9);
    }
  });

  it("give the keys in the same order, and ROUGE its parts", () => {
    const pair = { response: "The capital of Portugal is Lisbon.", ground_truth: "Lisbon is the capital of Portugal." };
    expect(JSON.stringify(new azureEvaluation.F1ScoreEvaluator().evaluate(pair))).toBe(
      '{"f1_score":1,"f1_score_score":1,"f1_score_passed":true,"f1_score_result":"pass","f1_score_reason":null,' +
        '"f1_score_status":"completed","f1_score_threshold":0.5,"f1_score_properties":null}',
    );
    const third = 2 / 3;
    const rouge = new azureEvaluation.RougeScoreEvaluator({
      rougeType: azureEvaluation.RougeType.ROUGE_L,
      recallThreshold: 0.7,
    });
    expect(JSON.stringify(rouge.evaluate(pair))).toBe(
      `{"rouge":${third},"rouge_score":${third},"rouge_passed":true,"rouge_result":"pass","rouge_reason":null,` +
        '"rouge_status":"completed","rouge_threshold":0.5,"rouge_properties":{' +
        `"rouge_precision":${third},"rouge_recall":${third},"rouge_f1_score":${third},` +
        '"rouge_precision_result":"pass","rouge_recall_result":"fail","rouge_f1_score_result":"pass",' +
        '"rouge_precision_passed":true,"rouge_recall_passed":false,"rouge_f1_score_passed":true,' +
        '"rouge_precision_threshold":0.5,"rouge_recall_threshold":0.7,"rouge_f1_score_threshold":0.5}}',
    );
  });

  it("stay between 0 and 1 on any pair, are 0 without a word in common, and F1 and ROUGE's F1 do not mind the order", () => {
    const words = "a the cat 42 naïve 🦓 . , Été don't U.S. \n".split(" ");
    const textOf = (seed: number): string =>
      Array.from({ length: seed % 9 }, (_, i) => words[(seed * 7 + i * i * 3) % words.length]).join(" ");
    const rouge = ROUGE.map((rougeType) => new azureEvaluation.RougeScoreEvaluator({ rougeType }));
    const singles = Object.values(SINGLE);
    for (let seed = 0; seed < 120; seed += 1) {
      const [response, ground_truth] = [textOf(seed), textOf(seed * 5 + 1)];
      const scores = [
        ...singles.map(([key, evaluator]) => evaluator.evaluate({ response, ground_truth })[key]),
        ...rouge.map((evaluator) => evaluator.evaluate({ response, ground_truth })["rouge"]),
      ] as number[];
      const pair = JSON.stringify([response, ground_truth]);
      expect(
        scores.every((score) => score >= 0 && score <= 1 + 1e-12),
        `${pair}: ${scores.join(" ")}`,
      ).toBe(true);
      const swapped = { response: ground_truth, ground_truth: response };
      expect(singles[0]![1].evaluate(swapped)["f1_score"], pair).toBeCloseTo(scores[0]!, 12);
      expect(rouge[0]!.evaluate(swapped)["rouge"], pair).toBeCloseTo(scores[4]!, 12);
    }
    const nothing = { response: "lamp", ground_truth: "bread" };
    expect(singles.map(([key, evaluator]) => evaluator.evaluate(nothing)[key])).toEqual([0, 0, 0, 0]);
  });

  it.each([{}, { type: "rouge9" }])("refuses ROUGE of no known kind: %j", (options) => {
    expect(() => new azureEvaluation.RougeScoreEvaluator({ rougeType: options.type as never })).toThrow(
      /rougeType must be one of rouge1, .* rougeL/,
    );
  });
});
