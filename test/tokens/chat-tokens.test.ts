import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  billedTrainingTokens,
  defaultEpochs,
  distributionOf,
  numAssistantTokensFromMessages,
  numTokensFromMessages,
  pairwiseSum,
  printDistribution,
  quantile,
  type CountableMessage,
  type EncodingName,
} from "../../src/tokens/index.js";

interface Case {
  readonly name: string;
  readonly messages: readonly CountableMessage[];
  readonly tokens: number;
  readonly assistant_tokens: number;
  readonly n_examples: number;
  readonly n_epochs: number;
  readonly values: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  readonly quantiles: Readonly<Record<string, number>>;
  readonly encoding: EncodingName;
  readonly dataset: readonly { readonly messages: readonly CountableMessage[] }[];
  readonly total_tokens_per_example: readonly number[];
  readonly assistant_tokens_per_example: readonly number[];
  readonly dist_total: Omit<Case, "values">;
  readonly dist_assistant: Omit<Case, "values">;
  readonly n_epochs_default: number;
  readonly billing_tokens: number;
  readonly billing_total: number;
  readonly billing_tokens_limit_100: number;
}
const goldens = JSON.parse(
  readFileSync(new URL("../fixtures/tokens/finetune_stats.json", import.meta.url), "utf8"),
) as { readonly cases: readonly Case[] };
const casesNamed = (prefix: string): readonly (readonly [string, Case])[] =>
  goldens.cases.filter(({ name }) => name.startsWith(prefix)).map((entry) => [entry.name, entry]);

function expectDistribution(values: readonly number[], golden: Omit<Case, "values">): void {
  const found = distributionOf(values);
  expect([found.min, found.max, found.mean, found.median]).toEqual([
    golden.min,
    golden.max,
    golden.mean,
    golden.median,
  ]);
  for (const [share, expected] of Object.entries(golden.quantiles)) {
    expect(quantile(values, Number(share))).toBe(expected);
    expect(found.quantiles[`p${Math.round(Number(share) * 100)}`]).toBe(expected);
  }
}

describe("token counts", () => {
  it.each(casesNamed("tokens_"))("of %s equal the cookbook's with tiktoken", (name, golden) => {
    const encoding: EncodingName = name.includes("cl100k") ? "cl100k_base" : "o200k_base";
    expect(numTokensFromMessages(golden.messages, { encoding })).toBe(golden.tokens);
    expect(numAssistantTokensFromMessages(golden.messages, { encoding })).toBe(golden.assistant_tokens);
  });

  it.each(casesNamed("stats_"))(
    "of the dataset %s equal the cookbook's, with distributions and billing",
    (_, golden) => {
      const { encoding } = golden;
      const total = golden.dataset.map(({ messages }) => numTokensFromMessages(messages, { encoding }));
      const assistant = golden.dataset.map(({ messages }) => numAssistantTokensFromMessages(messages, { encoding }));
      expect(total).toEqual(golden.total_tokens_per_example);
      expect(assistant).toEqual(golden.assistant_tokens_per_example);
      expectDistribution(total, golden.dist_total);
      expectDistribution(assistant, golden.dist_assistant);
      expect(defaultEpochs(total.length)).toBe(golden.n_epochs_default);
      expect(billedTrainingTokens(total, { epochs: 1, trainingContextTokens: 16_385 })).toBe(golden.billing_tokens);
      expect(billedTrainingTokens(total, { epochs: 1, trainingContextTokens: 100 })).toBe(
        golden.billing_tokens_limit_100,
      );
      expect(billedTrainingTokens(total, { epochs: golden.n_epochs_default, trainingContextTokens: 16_385 })).toBe(
        golden.billing_total,
      );
    },
  );

  it("of an empty conversation are those of the reply alone", () => {
    expect(numTokensFromMessages([])).toBe(3);
    expect(numAssistantTokensFromMessages([])).toBe(0);
  });

  it("take the text of content parts and of tool calls, and nothing of a null content or a weight", () => {
    const parts = [{ role: "user", content: [{ type: "text", text: "hello world" }, { type: "image_url" }] }];
    expect(numTokensFromMessages(parts)).toBe(3 + 3 + 1 + 2);
    const call = { type: "function", function: { name: "f", arguments: "{}" } };
    const withCall = numTokensFromMessages([
      { role: "assistant", content: null, tool_calls: [call] } as CountableMessage,
    ]);
    expect(withCall).toBeGreaterThan(numTokensFromMessages([{ role: "assistant", content: null }]));
    expect(numTokensFromMessages([{ role: "user", content: "x", weight: 0 } as CountableMessage])).toBe(3 + 3 + 1 + 1);
  });

  it("refuse a special token as tiktoken does, unless it is to be read as text", () => {
    const messages = [{ role: "user", content: "<|endoftext|>" }];
    expect(() => numTokensFromMessages(messages)).toThrow(expect.objectContaining({ code: "special_token_in_text" }));
    expect(numTokensFromMessages(messages, { specialTokensAsText: true })).toBe(3 + 3 + 1 + 7);
  });
});

describe("distributions", () => {
  it.each(casesNamed("numpy_"))("%s equals numpy's", (_, golden) => {
    expectDistribution(golden.values, golden);
  });

  it("of nothing are refused with a reason", () => {
    expect(() => distributionOf([])).toThrow(expect.objectContaining({ code: "no_values" }));
    expect(() => quantile([1], 95)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  it("sum in numpy's order, which loses less than adding from the left", () => {
    const tenths = Array.from({ length: 1000 }, () => 0.1);
    expect(tenths.reduce((sum, value) => sum + value, 0)).toBe(99.9999999999986);
    expect(Math.abs(pairwiseSum(tenths) - 100)).toBeLessThan(2e-14);
    expect(pairwiseSum([])).toBe(0);
  });

  it("print with quantiles under their right names", () => {
    const lines: string[] = [];
    printDistribution([10, 2, 8, 4], "total tokens", (line) => lines.push(line));
    expect(lines.join("\n")).toBe(
      [
        "",
        "##### Distribution of total tokens:",
        "min / max: 2, 10",
        "mean / median: 6.0, 6.0",
        "p5 / p95: 2.3, 9.7",
        "p10 / p90: 2.6, 9.4",
      ].join("\n"),
    );
  });
});

describe("the epochs rule", () => {
  it.each(casesNamed("n_epochs_"))("%s equals the cookbook's", (_, golden) => {
    expect(defaultEpochs(golden.n_examples)).toBe(golden.n_epochs);
  });
});
