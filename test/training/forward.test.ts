import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { normalDeviate, seededRandom } from "../../src/core/index.js";
import {
  ModelRuntime,
  createAdapter,
  exportAdapter,
  inspectModel,
  type LinearModule,
} from "../../src/training/index.js";
import { llamaCppProbabilities } from "./llama-cpp-probabilities.js";
import { mostLikely, ourProbabilities } from "./our-probabilities.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { beginningAlike, randomExamples, writeTinyModel, type TinyModelOptions } from "./tiny-model.js";

const folder = temporaryFolder();
const TOKENS = randomExamples(1, 3, { shortest: 40, longest: 40 })[0]!.tokenIds;

/** Largest and mean distance of two sets of probabilities. */
function distance(ours: number[][], theirs: ReadonlyMap<number, number>[]): { largest: number; mean: number } {
  const differences = theirs.flatMap((probabilities, i) =>
    [...probabilities].map(([token, probability]) => Math.abs(probability - ours[i]![token]!)),
  );
  return {
    largest: Math.max(...differences),
    mean: differences.reduce((sum, difference) => sum + difference, 0) / differences.length,
  };
}

const MODELS: { name: string; options: TinyModelOptions }[] = [
  { name: "llama", options: { architecture: "llama" } },
  { name: "llama with an output table of its own", options: { architecture: "llama", untied: true } },
  {
    name: "llama with linear position scaling",
    options: {
      architecture: "llama",
      extraMetadata: new Map([
        ["llama.rope.scaling.type", { type: "string", value: "linear" }],
        ["llama.rope.scaling.factor", { type: "float32", value: 4 }],
      ]),
    },
  },
  {
    name: "llama with frequency factors",
    options: {
      architecture: "llama",
      extraTensors: [{ name: "rope_freqs.weight", shape: [4], data: Float32Array.of(1, 2, 4, 8) }],
    },
  },
  { name: "qwen2 with biases and rotary halves", options: { architecture: "qwen2" } },
  { name: "qwen2 with an output table of its own", options: { architecture: "qwen2", untied: true } },
];

describe("the forward pass", () => {
  it.each(MODELS)("gives llama.cpp's probabilities on a random $name model", async ({ name, options }) => {
    const path = writeTinyModel(join(folder, `${name.replaceAll(" ", "-")}.gguf`), options);
    const theirs = await llamaCppProbabilities(path, TOKENS);
    const ours = await ourProbabilities(path, TOKENS);
    expect(theirs.length).toBe(40);
    expect(theirs[0]!.size).toBe(64);
    // llama.cpp keeps keys and values as half floats and rounds activations, so equality ends in the third digit.
    const { largest, mean } = distance(ours, theirs);
    expect(largest).toBeLessThan(5e-3);
    expect(mean).toBeLessThan(1e-4);
    const agreeing = theirs.filter((probabilities, i) => {
      const [best] = [...probabilities].reduce((a, b) => (b[1] > a[1] ? b : a));
      return best === mostLikely(ours[i]!);
    });
    expect(agreeing.length).toBeGreaterThanOrEqual(39);
  });

  it("is not the same for pairs and halves, so that the check above can fail", async () => {
    const llama = await ourProbabilities(writeTinyModel(join(folder, "a.gguf"), { architecture: "llama" }), TOKENS);
    const path = writeTinyModel(join(folder, "b.gguf"), {
      architecture: "qwen2",
      change: (tensors) => tensors.filter(({ name }) => !name.endsWith(".bias")),
    });
    const qwen = await ourProbabilities(path, TOKENS);
    expect(
      Math.max(...llama.map((row, i) => Math.max(...row.map((p, j) => Math.abs(p - qwen[i]![j]!))))),
    ).toBeGreaterThan(0.01);
  });

  it.each([
    { begin: "differently", examples: randomExamples(3, 5), tokens: 19 },
    { begin: "alike", examples: beginningAlike(randomExamples(3, 5), 4), tokens: 11 },
    { begin: "alike and are one and the same", examples: Array(3).fill(randomExamples(1, 5)[0]), tokens: 5 },
  ])("keeps examples that are packed together apart when they begin $begin", async ({ examples, tokens }) => {
    const path = writeTinyModel(join(folder, "packed.gguf"));
    const runtime = await ModelRuntime.load(path);
    const packed = runtime.pack(examples);
    expect(packed.tokenCount).toBe(tokens);
    const together = (await runtime.run("loss", packed)).get("loss") as Float32Array;
    const apart: number[] = [];
    for (const example of examples) {
      apart.push(...((await runtime.run("loss", runtime.pack([example]))).get("loss") as Float32Array));
    }
    await runtime.release();
    expect(together.length).toBe(apart.length);
    apart.forEach((loss, i) => expect(together[i]).toBeCloseTo(loss, 4));
  });

  it("gives the same losses when lower layers are computed once, one at a time", async () => {
    const path = writeTinyModel(join(folder, "frozen.gguf"));
    const examples = beginningAlike(randomExamples(2, 6), 3);
    const losses = async (from: number): Promise<Float32Array> => {
      const runtime = await ModelRuntime.load(path, { from, examples });
      const outputs = await runtime.run("loss", runtime.pack(examples));
      await runtime.release();
      return outputs.get("loss") as Float32Array;
    };
    const whole = await losses(0);
    const upper = await losses(2);
    whole.forEach((loss, i) => expect(upper[i]).toBeCloseTo(loss, 4));
  });
});

describe("an exported adapter", () => {
  const ALL: LinearModule[] = ["q", "k", "v", "o", "gate", "up", "down"];
  it.each([
    { architecture: "llama" as const, modules: ALL, from: 0 },
    { architecture: "qwen2" as const, modules: ALL, from: 0 },
    { architecture: "llama" as const, modules: ["q", "v"] as LinearModule[], from: 1 },
  ])(
    "works in llama.cpp as in our forward pass: $architecture, $modules, from layer $from",
    async ({ architecture, modules, from }) => {
      const path = writeTinyModel(join(folder, `base-${architecture}-${from}.gguf`), { architecture });
      const adapter = createAdapter(inspectModel(path), { rank: 4, alpha: 8, modules }, { from, seed: 2 });
      const random = seededRandom(9, 0);
      for (const [name, { data }] of adapter.tensors) {
        if (name.endsWith("lora_b")) data.forEach((_, i) => (data[i] = 0.3 * normalDeviate(random)));
      }
      const adapterPath = join(folder, `adapter-${architecture}-${from}.gguf`);
      exportAdapter(adapterPath, inspectModel(path), adapter);
      const theirs = await llamaCppProbabilities(path, TOKENS, { adapterPath });
      const base = await llamaCppProbabilities(path, TOKENS);
      // The adapter of layers from 1 is applied to a graph that starts at layer 0, as llama.cpp does.
      const ours = from === 0 ? await ourProbabilities(path, TOKENS, { adapter }) : await partlyTuned(path, adapter);
      expect(distance(ours, theirs).largest).toBeLessThan(5e-3);
      expect(distance(ours, theirs).mean).toBeLessThan(1e-4);
      expect(distance(ours, base).mean).toBeGreaterThan(5e-3);
    },
  );

  async function partlyTuned(path: string, adapter: ReturnType<typeof createAdapter>): Promise<number[][]> {
    const example = { tokenIds: [...TOKENS, 0], lossMask: [false, ...TOKENS.map(() => true)] };
    const runtime = await ModelRuntime.load(path, { from: adapter.from, examples: [example] });
    const logits = (await runtime.run("logits", runtime.pack([example]), { adapter })).get("logits") as Float32Array;
    await runtime.release();
    return TOKENS.map((_, i) => {
      const row = Array.from(logits.subarray(i * 64, (i + 1) * 64), Math.exp);
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((value) => value / sum);
    });
  }

  it("that is damaged is refused by llama.cpp, not applied in part", async () => {
    const path = writeTinyModel(join(folder, "base.gguf"));
    const adapterPath = join(folder, "broken.gguf");
    writeFileSync(adapterPath, "GGUF");
    await expect(llamaCppProbabilities(path, TOKENS, { adapterPath })).rejects.toThrow();
  });
});
