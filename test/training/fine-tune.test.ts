import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { TunelabError } from "../../src/core/index.js";
import {
  estimateFineTune,
  inspectModel,
  fineTune,
  type FineTuneCheckpoint,
  type FineTuneData,
  type FineTuneOptions,
  type FineTuneReports,
  type FineTuneResult,
  type FineTuneStep,
} from "../../src/training/index.js";
import { readProgress } from "../../src/training/adapter/checkpoint.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { randomExamples, writeTinyModel } from "./tiny-model.js";

const folder = temporaryFolder();
let modelPath: string;
let count = 0;

beforeAll(() => {
  modelPath = writeTinyModel(join(folder, "model.gguf"));
});

function newFolder(): string {
  const path = join(folder, `job-${count++}`);
  mkdirSync(path);
  return path;
}

interface Run {
  readonly result: FineTuneResult;
  readonly steps: FineTuneStep[];
  readonly checkpoints: FineTuneCheckpoint[];
  readonly messages: string[];
  readonly removed: number[];
  readonly outputDirectory: string;
}

type Overrides = Partial<FineTuneOptions> & {
  readonly atStep?: (step: FineTuneStep) => void;
  readonly listen?: FineTuneReports;
};

async function run({ atStep, listen, ...options }: Overrides = {}): Promise<Run> {
  const outputDirectory = options.outputDirectory ?? newFolder();
  const steps: FineTuneStep[] = [];
  const checkpoints: FineTuneCheckpoint[] = [];
  const messages: string[] = [];
  const removed: number[] = [];
  const result = await fineTune(
    { modelPath, data: supervised(5), epochs: 2, seed: 3, memoryLimit: 1e9, ...options, outputDirectory },
    {
      ...listen,
      onStep: (step) => {
        steps.push(step);
        atStep?.(step);
      },
      onCheckpoint: (checkpoint) => {
        expect(existsSync(checkpoint.adapterPath) && existsSync(checkpoint.statePath)).toBe(true);
        checkpoints.push(checkpoint);
      },
      onMessage: (level, message) => messages.push(`${level}: ${message}`),
      onCheckpointRemoved: ({ step }) => removed.push(step),
    },
  );
  return { result, steps, checkpoints, messages, removed, outputDirectory };
}

const supervised = (training: number, validation = 0): FineTuneData => ({
  method: "supervised",
  training: randomExamples(training, 20),
  validation: randomExamples(validation, 21),
});

const withReplay = (data: FineTuneData): FineTuneData => ({
  ...(data as FineTuneData & { method: "supervised" }),
  replay: randomExamples(4, 22),
});

function preferences(training: number, validation = 0): FineTuneData {
  const pairs = (count: number, seed: number) => {
    const preferred = randomExamples(count, seed);
    const nonPreferred = randomExamples(count, seed + 100);
    return preferred.map((example, i) => ({ preferred: example, nonPreferred: nonPreferred[i]! }));
  };
  return { method: "dpo", training: pairs(training, 30), validation: pairs(validation, 31), beta: 0.2 };
}

/** All that a training measured, without its times. */
const measured = (steps: readonly FineTuneStep[]): unknown[] => steps.map(({ durationMs: _, ...rest }) => rest);

async function failure(promise: Promise<unknown>): Promise<TunelabError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!TunelabError.isInstance(error)) throw new Error(`expected a TunelabError, got ${String(error)}`);
  return error;
}

describe("fineTune", () => {
  it("lowers the loss of its examples and reports every step and every epoch's checkpoint", async () => {
    const { result, steps, checkpoints, outputDirectory } = await run({ epochs: 8, learningRateMultiplier: 10 });
    expect(steps.length).toBe(40);
    expect(steps[0]).toMatchObject({ step: 1, totalSteps: 40, epoch: 1 });
    expect(steps[39]).toMatchObject({ step: 40, totalSteps: 40, epoch: 8 });
    const mean = (part: FineTuneStep[]): number =>
      part.reduce((sum, { trainLoss }) => sum + trainLoss, 0) / part.length;
    expect(mean(steps.slice(-5))).toBeLessThan(mean(steps.slice(0, 5)) - 0.5);
    expect(checkpoints.map(({ step, epoch }) => [step, epoch])).toEqual(
      [5, 10, 15, 20, 25, 30, 35, 40].map((s, i) => [s, i + 1]),
    );
    expect(checkpoints[7]!.metrics).toEqual(steps[39]);
    expect(result).toMatchObject({ outcome: "succeeded", bestStep: 40, lastStep: 40, layers: 3 });
    const tokens = randomExamples(5, 20).reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
    expect(result.trainedTokens).toBe(8 * tokens);
    expect(readdirSync(outputDirectory).sort()).toEqual(
      ["000030", "000035", "000040"].flatMap((step) => [`step-${step}.adapter.gguf`, `step-${step}.state.gguf`]),
    );
  });

  it("goes through every example once an epoch, in an order that the seed decides", async () => {
    const lossesOf = (epoch: number, { steps }: Run) =>
      steps.filter((step) => step.epoch === epoch).map((step) => step.trainLoss);
    const rounded = (losses: number[]) => losses.map((loss) => loss.toFixed(2));
    const options = { learningRateMultiplier: 1e-6 };
    const a = await run(options);
    const b = await run({ ...options, seed: 4 });
    expect(rounded(lossesOf(1, a)).sort()).toEqual(rounded(lossesOf(2, a)).sort());
    expect(rounded(lossesOf(1, a))).not.toEqual(rounded(lossesOf(2, a)));
    expect(rounded(lossesOf(1, a)).sort()).toEqual(rounded(lossesOf(1, b)).sort());
    expect(rounded(lossesOf(1, a))).not.toEqual(rounded(lossesOf(1, b)));
  });

  it.each([
    { name: "supervised", options: { data: supervised(5, 3), epochs: 3, batchSize: 2 } },
    { name: "DPO", options: { data: preferences(4, 2), epochs: 3, batchSize: 3 } },
    { name: "only upper layers", options: { data: supervised(4, 2), epochs: 3, layers: 2 } },
  ])("measures the same to the last digit when it is run again ($name)", async ({ options }) => {
    const first = await run(options);
    const second = await run(options);
    expect(measured(second.steps)).toEqual(measured(first.steps));
    expect(second.result).toEqual(first.result);
  });

  it.each([
    { name: "supervised", options: { data: supervised(5, 3), epochs: 3, batchSize: 2 }, pauseAt: 4 },
    { name: "DPO", options: { data: preferences(4, 2), epochs: 3, batchSize: 3 }, pauseAt: 3 },
    { name: "only upper layers", options: { data: supervised(4, 2), epochs: 3, layers: 2 }, pauseAt: 5 },
    {
      name: "replay",
      options: { data: withReplay(supervised(5, 3)), epochs: 3, replayPerStep: 3, layers: 2 },
      pauseAt: 7,
    },
    {
      name: "replay in every second step",
      options: { data: withReplay(supervised(5, 3)), epochs: 3, replayPerStep: 0.5 },
      pauseAt: 4,
    },
  ])("measures the same to the last digit across a pause ($name)", async ({ options, pauseAt }) => {
    const whole = await run(options);
    const pause = new AbortController();
    const first = await run({
      ...options,
      listen: { pauseSignal: pause.signal },
      atStep: ({ step }) => step === pauseAt && pause.abort(),
    });
    expect(first.result).toMatchObject({ outcome: "paused", lastStep: pauseAt });
    expect(first.checkpoints.at(-1)!.step).toBe(pauseAt);
    const second = await run({
      ...options,
      outputDirectory: first.outputDirectory,
      resumeFrom: first.checkpoints.at(-1)!.statePath,
    });
    expect(measured([...first.steps, ...second.steps])).toEqual(measured(whole.steps));
    expect(second.result).toEqual(whole.result);
    expect(readdirSync(first.outputDirectory).length).toBeLessThanOrEqual(8);
  });

  it("goes on with the number of threads that it began with, whatever is asked for then", async () => {
    const pause = new AbortController();
    const first = await run({
      threads: 2,
      listen: { pauseSignal: pause.signal },
      atStep: ({ step }) => step === 3 && pause.abort(),
    });
    const { outputDirectory, checkpoints } = first;
    const second = await run({ threads: 1, outputDirectory, resumeFrom: checkpoints.at(-1)!.statePath });
    expect(readProgress(second.checkpoints.at(-1)!.statePath)).toMatchObject({ step: 10, threads: 2 });
    expect(second.messages).toEqual([]);
  });

  it("names the epoch with the lowest full validation loss, keeps it, and deletes older ones", async () => {
    const { result, steps, removed, outputDirectory } = await run({
      data: supervised(5, 4),
      epochs: 9,
      learningRateMultiplier: 15,
    });
    const epochs = steps.filter(({ fullValidLoss }) => fullValidLoss !== undefined);
    expect(epochs.map(({ step }) => step)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45]);
    const best = epochs.reduce((a, b) => (b.fullValidLoss! < a.fullValidLoss! ? b : a));
    expect(result.bestStep).toBe(best.step);
    expect(result.bestStep).toBeLessThan(35);
    const kept = [best.step, 35, 40, 45].map((step) => `step-${String(step).padStart(6, "0")}.adapter.gguf`);
    expect(
      readdirSync(outputDirectory)
        .filter((name) => name.includes("adapter"))
        .sort(),
    ).toEqual(kept.sort());
    expect([...removed].sort((a, b) => a - b)).toEqual([5, 10, 15, 20, 25, 30].filter((step) => step !== best.step));
  });

  it("validates a batch at intervals, and says what the loss was before training", async () => {
    const { steps, messages } = await run({ data: supervised(6, 4), validationInterval: 4 });
    expect(steps.filter(({ validLoss }) => validLoss !== undefined).map(({ step }) => step)).toEqual([4, 8, 12]);
    expect(messages[0]).toMatch(/^info: Before training: validation loss \d\.\d{4}, accuracy \d\.\d{4}\.$/);
  });

  it("takes a batch that is due at an epoch's end from the validation of all examples", async () => {
    const data = supervised(6, 1);
    const { steps } = await run({ data, epochs: 1, validationInterval: 3 });
    expect(steps.map(({ validLoss }) => validLoss !== undefined)).toEqual([false, false, true, false, false, true]);
    expect(steps[5]!.validLoss).toBe(steps[5]!.fullValidLoss);
    expect(steps[5]!.validMeanTokenAccuracy).toBe(steps[5]!.fullValidMeanTokenAccuracy);
    const two = await run({ data: supervised(6, 2), epochs: 1, validationInterval: 3 });
    const alone = await run({ data: supervised(6, 2), epochs: 1, validationInterval: 3, batchSize: 1, packTokens: 1 });
    expect(two.steps[5]!.validLoss).not.toBe(two.steps[5]!.fullValidLoss);
    expect(two.steps[5]!.validLoss).toBeCloseTo(alone.steps[5]!.validLoss!, 4);
  });

  it("stops early only when it is asked to", async () => {
    const options = { data: supervised(5, 4), epochs: 9, learningRateMultiplier: 15 };
    const { steps, messages } = await run({ ...options, earlyStoppingEpochs: 2 });
    expect(steps.length).toBeLessThan(45);
    expect(messages.at(-1)).toContain("has not fallen for 2 epochs");
  });

  it("learns preferences: the margin grows and pairs are ranked right", async () => {
    const { steps } = await run({ data: preferences(4), epochs: 10, learningRateMultiplier: 20 });
    const last = steps.slice(-4);
    expect(steps[0]!.rewardMargin).toBeCloseTo(0, 5);
    expect(last.every(({ trainMeanTokenAccuracy }) => trainMeanTokenAccuracy === 1)).toBe(true);
    expect(Math.min(...last.map(({ rewardMargin }) => rewardMargin!))).toBeGreaterThan(0.1);
    expect(Math.max(...last.map(({ trainLoss }) => trainLoss))).toBeLessThan(Math.LN2);
  });

  it("tunes a qwen2 model", async () => {
    const path = writeTinyModel(join(folder, "qwen2.gguf"), { architecture: "qwen2" });
    const { steps } = await run({ modelPath: path, epochs: 6, learningRateMultiplier: 10 });
    expect(steps.at(-1)!.trainLoss).toBeLessThan(steps[0]!.trainLoss);
  });

  it("ends within a step when it is aborted, with the reason it was given", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const reason = new Error("the learner cancelled");
    await expect(
      run({
        epochs: 50,
        listen: { signal: controller.signal },
        atStep: ({ step }) => {
          seen.push(step);
          if (step === 3) setImmediate(() => controller.abort(reason));
        },
      }),
    ).rejects.toBe(reason);
    expect(seen.at(-1)).toBeLessThanOrEqual(4);
    await expect(run({ listen: { signal: AbortSignal.abort(reason) } })).rejects.toBe(reason);
  });

  it("does not run past its deadline", async () => {
    const error = await failure(run({ epochs: 100_000, deadline: 300 }));
    expect(error.code).toBe("training_timeout");
    expect(error.message).toContain("300 ms");
    const { steps } = await run({ epochs: 2, deadline: 2 ** 31 });
    expect(steps.length).toBeGreaterThan(1);
  });

  it("stops when the loss is no longer a number", async () => {
    const path = writeTinyModel(join(folder, "nan.gguf"), {
      change: (tensors) =>
        tensors.map((t) => (t.name === "output_norm.weight" ? { ...t, data: t.data.map(() => NaN) } : t)),
    });
    expect((await failure(run({ modelPath: path }))).code).toBe("training_diverged");
  });

  it("clears away what a killed run was writing", async () => {
    const outputDirectory = newFolder();
    writeFileSync(join(outputDirectory, "step-000005.state.gguf.123.part"), "half");
    writeFileSync(join(outputDirectory, "notes.txt"), "kept");
    await run({ outputDirectory, epochs: 1 });
    expect(readdirSync(outputDirectory).sort()).toEqual([
      "notes.txt",
      "step-000005.adapter.gguf",
      "step-000005.state.gguf",
    ]);
  });

  it("makes the folder that it writes to", async () => {
    const outputDirectory = join(newFolder(), "not", "there");
    await run({ outputDirectory, epochs: 1 });
    expect(readdirSync(outputDirectory).sort()).toEqual(["step-000005.adapter.gguf", "step-000005.state.gguf"]);
  });

  it("draws the tuned model back to the untuned one's answers with replay, whose tokens are not billed", async () => {
    const data = { method: "supervised" as const, training: randomExamples(3, 20) };
    const replay = randomExamples(4, 22);
    // As validation the replayed answers' own tokens are measured, which a random model finds no likelier than others.
    const options = { epochs: 6, learningRateMultiplier: 10 };
    const plain = await run({ ...options, data: { ...data, validation: replay } });
    const kept = await run({ ...options, data: { ...data, validation: replay, replay }, replayPerStep: 4 });
    const before = Number(/loss (\d+\.\d+)/.exec(plain.messages[0]!)![1]);
    const moved = ({ steps }: Run): number => Math.abs(steps.at(-1)!.fullValidLoss! - before);
    expect(moved(kept)).toBeLessThan(moved(plain) / 2);
    expect(kept.steps.at(-1)!.trainLoss).toBeLessThan(kept.steps[0]!.trainLoss - 0.5);
    expect(kept.result.trainedTokens).toBe(plain.result.trainedTokens);
  });

  it("refuses to go on with other data, other settings, or from a file that is no state", async () => {
    const { checkpoints, outputDirectory } = await run({ epochs: 2 });
    const resumeFrom = checkpoints[0]!.statePath;
    const changes = [
      { data: supervised(6) },
      { data: withReplay(supervised(5)) },
      { epochs: 3 },
      { seed: 4 },
      { rank: 4 },
    ];
    for (const change of changes) {
      expect((await failure(run({ outputDirectory, resumeFrom, ...change }))).code).toBe("resume_mismatch");
    }
    for (const path of [checkpoints[0]!.adapterPath, join(folder, "none.gguf")]) {
      expect((await failure(run({ resumeFrom: path }))).code).toBe("invalid_training_state");
    }
  });
});

describe("before a training starts", () => {
  const example = (tokenIds: number[], lossMask: boolean[]): FineTuneData => ({
    method: "supervised",
    training: [{ tokenIds, lossMask }],
  });

  it.each([
    ["no examples", { data: supervised(0) }, "no_examples", "no training examples"],
    [
      "an example with nothing to learn",
      { data: example([3, 4], [true, false]) },
      "invalid_example",
      "Training example 1 has no token to learn",
    ],
    ["an empty example", { data: example([], []) }, "invalid_example", "no token to learn"],
    ["a mask of another length", { data: example([3, 4], [true]) }, "invalid_example", "2 tokens and a mask of 1"],
    [
      "a token outside the vocabulary",
      { data: example([3, 64], [false, true]) },
      "invalid_example",
      "token 64 at position 1",
    ],
    ["a negative token", { data: example([-1, 4], [false, true]) }, "invalid_example", "token -1"],
    ["a fraction of a token", { data: example([3, 4.5], [false, true]) }, "invalid_example", "token 4.5"],
    [
      "an example longer than the context",
      { data: example(Array(300).fill(3), Array(300).fill(true)) },
      "invalid_example",
      "context of 256",
    ],
    ["no epochs", { epochs: 0 }, "invalid_option", "epochs must be"],
    ["half a batch", { batchSize: 0.5 }, "invalid_option", "batchSize must be"],
    ["a multiplier of zero", { learningRateMultiplier: 0 }, "invalid_option", "learningRateMultiplier must be"],
    ["a multiplier that is no number", { learningRateMultiplier: NaN }, "invalid_option", "got NaN"],
    ["a seed that is no whole number", { seed: 0.5 }, "invalid_option", "seed must be"],
    ["no modules", { modules: [] }, "invalid_option", "modules must be"],
    ["beta of zero", { data: { ...preferences(1), beta: 0 } as FineTuneData }, "invalid_option", "beta must be"],
    ["a model that is not there", { modelPath: "/no/such/model.gguf" }, "model_not_found", "/no/such/model.gguf"],
    ["too little memory", { memoryLimit: 1e6 }, "not_enough_memory", "1 MB are available"],
  ])("it refuses %s", async (_name, change, code, message) => {
    const error = await failure(run(change));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.hint.length).toBeGreaterThan(10);
  });

  it.each([
    [
      "another architecture",
      { extraMetadata: new Map([["general.architecture", { type: "string", value: "phi3" }]]) },
      "unsupported_architecture",
      "phi3",
    ],
    [
      "a mixture of experts",
      { extraMetadata: new Map([["llama.expert_count", { type: "uint32", value: 8 }]]) },
      "unsupported_architecture",
      "mixture of experts",
    ],
    [
      "part of a model",
      { extraMetadata: new Map([["split.count", { type: "uint32", value: 3 }]]) },
      "unsupported_architecture",
      "several files",
    ],
    [
      "positions scaled in a way it does not know",
      { extraMetadata: new Map([["llama.rope.scaling.type", { type: "string", value: "yarn" }]]) },
      "unsupported_architecture",
      "yarn",
    ],
    [
      "a tensor that it does not know",
      { extraTensors: [{ name: "blk.0.attn_q_norm.weight", shape: [8], data: new Float32Array(8) }] },
      "unsupported_architecture",
      "attn_q_norm",
    ],
    [
      "a missing tensor",
      { change: (all) => all.filter(({ name }) => name !== "blk.2.ffn_up.weight") },
      "missing_tensor",
      "blk.2.ffn_up.weight",
    ],
    [
      "a tensor of another shape",
      {
        change: (all) =>
          all.map((t) => (t.name === "output_norm.weight" ? { ...t, shape: [16], data: new Float32Array(16) } : t)),
      },
      "invalid_gguf",
      "16, not 32",
    ],
    [
      "more layers than there are",
      { extraMetadata: new Map([["llama.block_count", { type: "uint32", value: 16_000_000 }]]) },
      "missing_tensor",
      "blk.3.",
    ],
  ] as [string, Parameters<typeof writeTinyModel>[1], string, string][])(
    "it refuses a model with %s",
    async (_name, options, code, message) => {
      const path = writeTinyModel(join(folder, `refused-${count++}.gguf`), options);
      const error = await failure(run({ modelPath: path }));
      expect(error.code).toBe(code);
      expect(error.message).toContain(message);
    },
  );

  it("it tunes fewer layers when memory is short, and says so", async () => {
    const dimensions = inspectModel(modelPath);
    const options = { data: supervised(2) };
    const whole = estimateFineTune(dimensions, { ...options, memoryLimit: 1e12 });
    const memoryLimit = whole.memoryBytes - 1;
    expect(whole.layers).toBe(3);
    expect(estimateFineTune(dimensions, { ...options, memoryLimit }).layers).toBe(2);
    const { result, messages } = await run({ data: supervised(2), epochs: 1, memoryLimit });
    expect(result.layers).toBe(2);
    expect(messages[0]).toContain("warn: Only the upper 2 of 3 layers are tuned");
  });

  it("it knows the number of steps, tokens and targets", () => {
    const data = example([5, 6, 7, 8, 9], [false, false, true, true, false]);
    expect(estimateFineTune(inspectModel(modelPath), { data, epochs: 4, memoryLimit: 1e12 })).toMatchObject({
      totalSteps: 4,
      tokens: 12,
      targets: 8,
    });
  });

  it("it counts replayed answers by the steps that have one, every second by default, and checks them", async () => {
    const data = {
      ...example([5, 6, 7, 8, 9], [false, false, true, true, false]),
      replay: [{ tokenIds: [5, 6, 7, 8], lossMask: [false, false, true, true] }],
    } as FineTuneData;
    expect(estimateFineTune(inspectModel(modelPath), { data, epochs: 4, memoryLimit: 1e12 })).toMatchObject({
      totalSteps: 4,
      tokens: 18,
      targets: 12,
    });
    const everyStep = { data, epochs: 4, replayPerStep: 1, memoryLimit: 1e12 };
    expect(estimateFineTune(inspectModel(modelPath), everyStep)).toMatchObject({ tokens: 24, targets: 16 });
    const bad = { ...data, replay: [{ tokenIds: [5, 6], lossMask: [true, false] }] } as FineTuneData;
    expect((await failure(run({ data: bad }))).message).toBe("Replayed answer 1 has no token to learn.");
  });
});
