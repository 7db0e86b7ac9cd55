import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProjectRoot } from "../../src/core/index.js";
import { readChatDataset } from "../../src/datasets/index.js";
import { azureEvaluation } from "../../src/index.js";

const root = findProjectRoot();
const textOf = (name: string): string => readFileSync(join(root, "src", "simulate", "texts", "en", `${name}.txt`), "utf8");
const TEXTS = ["isaac-asimov", "marie-curie", "ada-lovelace", "nelson-mandela"].map(textOf).join("\n\n");

describe("the museum guide's own examples, for a lab that keeps too few", () => {
  it("are more than a provider needs, and without a fault", async () => {
    const { examples, problems } = await readChatDataset(join(root, "notebooks", "data", "museum_guide.jsonl"));
    expect(problems).toEqual([]);
    expect(examples).toHaveLength(24);
  });

  it("say no name and no number that the lab's texts lack", async () => {
    const { examples } = await readChatDataset(join(root, "notebooks", "data", "museum_guide.jsonl"));
    const check = new azureEvaluation.LocalFactCheck();
    const reasons = examples.map(
      ({ messages }) => check.evaluate({ response: messages.at(-1)!.content, context: TEXTS })["local_fact_check_reason"],
    );
    expect(reasons.filter((reason) => reason !== null)).toEqual([]);
  });
});
