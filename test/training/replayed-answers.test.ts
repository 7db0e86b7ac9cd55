import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withoutEffect } from "../../src/training/adapter/adapter.js";
import { GRAPH_INPUTS } from "../../src/training/graph/transformer-graph.js";
import { ModelRuntime, createAdapter } from "../../src/training/index.js";
import { ReplayedAnswers } from "../../src/training/objectives/replayed-answers.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { beginningAlike, randomExamples, writeTinyModel } from "./tiny-model.js";

const folder = temporaryFolder();

describe("replayed answers", () => {
  it("are taken in turn, and below one in a step only by some of the steps, where they count as much more", async () => {
    const runtime = await ModelRuntime.load(writeTinyModel(join(folder, "turns.gguf")));
    const untuned = withoutEffect(createAdapter(runtime.config, { rank: 2, alpha: 4, modules: ["q"] }));
    const answers = randomExamples(3, 12);
    const turns = (perStep: number): readonly (readonly number[])[] => {
      const replayed = new ReplayedAnswers(runtime, untuned, answers, { perStep, weight: 2, packTokens: 256 });
      return [0, 1, 2, 3].map((step) => replayed.ofStep(step).map((answer) => answers.findIndex((a) => a === answer)));
    };
    const weight = (perStep: number): number =>
      new ReplayedAnswers(runtime, untuned, answers, { perStep, weight: 2, packTokens: 256 }).weight;
    expect(turns(0.5)).toEqual([[], [0], [], [1]]);
    expect(turns(1)).toEqual([[0], [1], [2], [0]]);
    expect(turns(2)).toEqual([
      [0, 1],
      [2, 0],
      [1, 2],
      [0, 1],
    ]);
    expect(turns(5)).toEqual(Array(4).fill([0, 1, 2]));
    expect([0.5, 1, 3].map(weight)).toEqual([4, 2, 2]);
    await runtime.release();
  });

  it("are expected alike whether they go through the untuned model together or alone", async () => {
    const runtime = await ModelRuntime.load(writeTinyModel(join(folder, "expected.gguf")));
    const untuned = withoutEffect(createAdapter(runtime.config, { rank: 2, alpha: 4, modules: ["q"] }));
    const [example, ...answers] = beginningAlike(randomExamples(4, 12), 4);
    const expected = async (packTokens: number): Promise<Float32Array> => {
      const replayed = new ReplayedAnswers(runtime, untuned, answers, { perStep: 1, weight: 1, packTokens });
      const pack = [answers[2]!, example!, answers[0]!];
      const packed = runtime.pack(pack);
      await replayed.expectUntuned(packed, pack);
      return packed.feeds.get(GRAPH_INPUTS.targetRows)!.data;
    };
    const alone = await expected(1);
    const plain = runtime.pack([answers[2]!, example!, answers[0]!]).feeds.get(GRAPH_INPUTS.targetRows)!.data;
    const together = await expected(256);
    expect(together).toHaveLength(alone.length);
    together.forEach((value, i) => expect(value).toBeCloseTo(alone[i]!, 5));
    expect(together.some((value, i) => value !== plain[i])).toBe(true);
    await runtime.release();
  });
});
