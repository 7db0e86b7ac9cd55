import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { normalDeviate, seededRandom } from "../../src/core/index.js";
import { ModelRuntime, createAdapter, type Adapter, type PreferencePair } from "../../src/training/index.js";
import { LINEAR_MODULES } from "../../src/training/model/linear-modules.js";
import type { Objective } from "../../src/training/objectives/objective.js";
import { withoutEffect } from "../../src/training/adapter/adapter.js";
import { PreferenceObjective } from "../../src/training/objectives/preference-objective.js";
import { ReplayedAnswers } from "../../src/training/objectives/replayed-answers.js";
import { SupervisedObjective } from "../../src/training/objectives/supervised-objective.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { beginningAlike, randomExamples, writeTinyModel } from "./tiny-model.js";

const folder = temporaryFolder();

/** An adapter over all linear maps that has an effect, so that no gradient is zero by construction. */
function randomAdapter(runtime: ModelRuntime): Adapter {
  const adapter = createAdapter(runtime.config, { rank: 3, alpha: 6, modules: LINEAR_MODULES }, { from: runtime.from });
  const random = seededRandom(4, 0);
  for (const [name, { data }] of adapter.tensors) {
    if (name.endsWith("lora_b")) data.forEach((_, i) => (data[i] = 0.2 * normalDeviate(random)));
  }
  return adapter;
}

/** Largest relative error of the slope along each tensor's own gradient, by central differences. */
async function worstError(
  objective: Pick<Objective, "gradients">,
  adapter: Adapter,
  items: number[],
): Promise<{ worst: number; tensors: number }> {
  const { gradients } = await objective.gradients(items);
  const loss = async (): Promise<number> => (await objective.gradients(items)).loss;
  let worst = 0;
  for (const [name, { data }] of adapter.tensors) {
    const gradient = gradients.get(name)!.slice();
    const norm = Math.sqrt(gradient.reduce((sum, slope) => sum + slope * slope, 0));
    const original = data.slice();
    const distance = 0.02 / Math.max(1, norm);
    const at = async (sign: number): Promise<number> => {
      data.forEach((_, i) => (data[i] = original[i]! + (sign * distance * gradient[i]!) / norm));
      return loss();
    };
    const slope = ((await at(1)) - (await at(-1))) / (2 * distance);
    data.set(original);
    worst = Math.max(worst, Math.abs(slope - norm) / norm);
  }
  return { worst, tensors: adapter.tensors.size };
}

describe("the backward pass written by hand", () => {
  it.each([
    { architecture: "llama" as const, from: 0, packTokens: 256, tensors: 42 },
    { architecture: "qwen2" as const, from: 0, packTokens: 256, tensors: 42 },
    { architecture: "llama" as const, from: 1, packTokens: 16, tensors: 28 },
  ])(
    "agrees with finite differences: $architecture from layer $from in packs of $packTokens tokens",
    async ({ architecture, from, packTokens, tensors }) => {
      const path = writeTinyModel(join(folder, `${architecture}.gguf`), { architecture });
      const examples = randomExamples(3, 8);
      const runtime = await ModelRuntime.load(path, { from, examples });
      const adapter = randomAdapter(runtime);
      const objective = new SupervisedObjective(runtime, adapter, examples, [], packTokens);
      const result = await worstError(objective, adapter, [0, 1, 2]);
      await runtime.release();
      expect(result.tensors).toBe(tensors);
      expect(result.worst).toBeLessThan(0.01);
    },
  );

  it.each([256, 16])("of replay agrees with finite differences, in packs of %i tokens", async (packTokens) => {
    const path = writeTinyModel(join(folder, "replay.gguf"));
    const runtime = await ModelRuntime.load(path);
    const adapter = randomAdapter(runtime);
    const replayed = new ReplayedAnswers(runtime, withoutEffect(adapter), beginningAlike(randomExamples(3, 12), 4), {
      perStep: 2,
      weight: 0.5,
      packTokens,
    });
    const objective = new SupervisedObjective(
      runtime,
      adapter,
      randomExamples(2, 8),
      [],
      packTokens,
      undefined,
      replayed,
    );
    const whole: Pick<Objective, "gradients"> = {
      gradients: async (items) => {
        const measured = await objective.gradients(items, 1);
        return { ...measured, loss: measured.loss + 0.5 * measured.replayLoss! };
      },
    };
    const { worst } = await worstError(whole, adapter, [0, 1]);
    await runtime.release();
    expect(worst).toBeLessThan(0.01);
  });

  it("of replay is 0 while the model is untuned, and the examples' measures are theirs alone", async () => {
    const path = writeTinyModel(join(folder, "unmoved.gguf"));
    const examples = randomExamples(2, 8);
    const runtime = await ModelRuntime.load(path);
    const adapter = createAdapter(runtime.config, { rank: 2, alpha: 4, modules: ["q", "v"] });
    const replayed = new ReplayedAnswers(runtime, withoutEffect(adapter), randomExamples(3, 12), {
      perStep: 3,
      weight: 1,
      packTokens: 256,
    });
    const plain = await new SupervisedObjective(runtime, adapter, examples, [], 256).gradients([0, 1]);
    const beside = await new SupervisedObjective(runtime, adapter, examples, [], 256, undefined, replayed).gradients([
      0, 1,
    ]);
    await runtime.release();
    expect(beside.loss).toBeCloseTo(plain.loss, 5);
    expect(beside.accuracy).toBe(plain.accuracy);
    for (const [name, gradient] of plain.gradients) {
      gradient.forEach((slope, i) => expect(beside.gradients.get(name)![i]).toBeCloseTo(slope, 4));
    }
  });

  it.each([
    { reference: "base" as const, beta: 0.5, packTokens: 256 },
    { reference: "none" as const, beta: 0.1, packTokens: 20 },
  ])(
    "of DPO agrees with finite differences: reference $reference, packs of $packTokens tokens",
    async ({ reference, beta, packTokens }) => {
      const path = writeTinyModel(join(folder, "dpo.gguf"));
      const [a, b, c, d] = beginningAlike(randomExamples(4, 9), 3) as [never, never, never, never];
      const pairs: PreferencePair[] = [
        { preferred: a, nonPreferred: b },
        { preferred: c, nonPreferred: d },
      ];
      const runtime = await ModelRuntime.load(path);
      const adapter = randomAdapter(runtime);
      const objective = new PreferenceObjective(runtime, adapter, pairs, pairs, { beta, reference }, packTokens);
      const { worst } = await worstError(objective, adapter, [0, 1]);
      expect(worst).toBeLessThan(0.01);
      const trained = await objective.gradients([0, 1]);
      const validated = await objective.validate([0, 1]);
      expect(validated.loss).toBeCloseTo(trained.loss, 4);
      expect(validated.rewardMargin).toBeCloseTo(trained.rewardMargin!, 4);
      await runtime.release();
    },
  );

  it("weighs every learned token of a step alike, however the step is packed", async () => {
    const path = writeTinyModel(join(folder, "packs.gguf"));
    const examples = beginningAlike(randomExamples(4, 10), 5);
    const runtime = await ModelRuntime.load(path);
    const adapter = randomAdapter(runtime);
    const gradientsIn = async (packTokens: number) =>
      new SupervisedObjective(runtime, adapter, examples, [], packTokens).gradients([0, 1, 2, 3]);
    const together = await gradientsIn(1000);
    const apart = await gradientsIn(1);
    await runtime.release();
    expect(apart.loss).toBeCloseTo(together.loss, 5);
    for (const [name, gradient] of together.gradients) {
      gradient.forEach((slope, i) => expect(apart.gradients.get(name)![i]).toBeCloseTo(slope, 4));
    }
  });

  it("gives DPO's loss of an untrained adapter as log 2, with no margin", async () => {
    const path = writeTinyModel(join(folder, "untrained.gguf"));
    const [a, b] = randomExamples(2, 11) as [never, never];
    const runtime = await ModelRuntime.load(path);
    const adapter = createAdapter(runtime.config, { rank: 2, alpha: 4, modules: ["q"] });
    const pair = { preferred: a, nonPreferred: b };
    const objective = new PreferenceObjective(runtime, adapter, [pair], [], { beta: 0.1, reference: "base" }, 256);
    const { loss, rewardMargin, accuracy } = await objective.gradients([0]);
    await runtime.release();
    expect(loss).toBeCloseTo(0.6931472, 6);
    expect(rewardMargin).toBeCloseTo(0, 6);
    expect(accuracy).toBeLessThanOrEqual(1);
  });
});
