import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findProjectRoot } from "../../src/core/index.js";
import { fineTune, inspectModel, type FineTuneCheckpoint, type FineTuneStep } from "../../src/training/index.js";
import { llamaCppProbabilities } from "./llama-cpp-probabilities.js";
import { mostLikely, ourProbabilities } from "./our-probabilities.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import type { ArrayExample } from "./tiny-model.js";
import { sharedLlama } from "../../src/service/inference/shared-llama.js";

const MODEL = join(findProjectRoot(), ".tunelab", "models", "SmolLM2-135M-Instruct.Q4_1.gguf");
const folder = temporaryFolder();
const ANSWERS = [
  ["What is the capital of France?", "Oh, wow, a real brain-teaser. It's Paris."],
  ["What is the largest planet?", "Oh, that would be Jupiter. Hard to miss."],
  ["How many continents are there?", "Oh, seven. Somebody clearly slept through geography."],
] as const;
const TRAINED = ANSWERS.slice(0, 2);
let examples: ArrayExample[];

async function tokenise(): Promise<ArrayExample[]> {
  const llama = await sharedLlama();
  const model = await llama.loadModel({ modelPath: MODEL, vocabOnly: true });
  const tokenised = ANSWERS.map(([question, answer]) => {
    const prompt = model.tokenize(`<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`, true);
    const reply = model.tokenize(`${answer}<|im_end|>`, true);
    const tokenIds: number[] = [...prompt, ...reply];
    return { tokenIds, lossMask: tokenIds.map((_, i) => i >= prompt.length) };
  });
  await model.dispose();
  return tokenised;
}

describe("the model that ships with tunelab", () => {
  beforeAll(async () => {
    if (!existsSync(MODEL)) throw new Error(`${MODEL} is missing: run npm run setup.`);
    examples = await tokenise();
  });

  it("has the sizes that its authors publish", () => {
    expect(inspectModel(MODEL)).toMatchObject({
      architecture: "llama",
      layerCount: 30,
      hiddenSize: 576,
      headCount: 9,
      keyValueHeadCount: 3,
      headSize: 64,
      feedForwardSize: 1536,
      vocabularySize: 49152,
      tiedOutput: true,
    });
  });

  it("predicts the same tokens as in llama.cpp, which rounds activations of quantised layers", async () => {
    const tokens = examples[0]!.tokenIds.slice(0, 16);
    const theirs = await llamaCppProbabilities(MODEL, tokens);
    const ours = await ourProbabilities(MODEL, tokens);
    const best = theirs.map((position) => [...position].reduce((a, b) => (b[1] > a[1] ? b : a)));
    const agreeing = best.filter(([token], i) => token === mostLikely(ours[i]!)).length;
    expect(agreeing / tokens.length).toBeGreaterThan(0.9);
    best.forEach(([token, probability], i) => expect(Math.abs(probability - ours[i]![token]!)).toBeLessThan(0.12));
  }, 240_000);

  it("learns two answers in three epochs, and llama.cpp with the adapter finds them likelier", async () => {
    const steps: FineTuneStep[] = [];
    const checkpoints: FineTuneCheckpoint[] = [];
    const { layers } = await fineTune(
      {
        modelPath: MODEL,
        outputDirectory: folder,
        epochs: 3,
        memoryLimit: 2e9,
        threads: 1,
        data: { method: "supervised", training: examples.slice(0, TRAINED.length) },
      },
      { onStep: (step) => steps.push(step), onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) },
    );
    expect(layers).toBe(30);
    expect(steps.length).toBe(6);
    const epochLoss = (epoch: number): number =>
      steps.filter((step) => step.epoch === epoch).reduce((sum, { trainLoss }) => sum + trainLoss, 0) / 2;
    expect(epochLoss(3)).toBeLessThan(epochLoss(1) * 0.8);

    const { tokenIds, lossMask } = examples[0]!;
    const meanLoss = async (adapterPath?: string): Promise<number> => {
      const positions = await llamaCppProbabilities(MODEL, tokenIds, {
        adapterPath,
        wanted: (position) => lossMask[position + 1] === true,
      });
      const learned = tokenIds.flatMap((token, i) => (lossMask[i] ? [-Math.log(positions[i - 1]!.get(token)!)] : []));
      return learned.reduce((sum, loss) => sum + loss, 0) / learned.length;
    };
    const before = await meanLoss();
    const after = await meanLoss(checkpoints.at(-1)!.adapterPath);
    expect(before).toBeGreaterThan(2);
    expect(after).toBeLessThan(before * 0.8);
  }, 240_000);
});
