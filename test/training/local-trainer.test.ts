import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TunelabError } from "../../src/core/index.js";
import { writeExamples, type TokenExample } from "../../src/training/index.js";
import type { MeasuredChoices } from "../../src/service/measured-choices.js";
import { createLocalTrainer } from "../../src/service/jobs/trainer/local-trainer.js";
import {
  PAUSE,
  type TrainingCheckpoint,
  type TrainingOutcome,
  type TrainingRequest,
  type TrainingStep,
} from "../../src/service/jobs/trainer/trainer.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { randomExamples, writeTinyModel } from "./tiny-model.js";

const folder = temporaryFolder();
const trainer = createLocalTrainer({ threads: 2, memoryLimit: 1e9 });
let modelPath: string;
let count = 0;

beforeAll(() => {
  modelPath = writeTinyModel(join(folder, "model.gguf"));
});
afterAll(() => trainer.close());

interface Ending {
  readonly outcome?: TrainingOutcome;
  readonly error?: unknown;
  readonly steps: TrainingStep[];
  readonly checkpoints: TrainingCheckpoint[];
  readonly removed: number[];
}

async function fileOf(examples: readonly TokenExample[]): Promise<string> {
  const path = join(folder, `${count++}.tokens`);
  await writeExamples(path, examples);
  return path;
}

async function request(change: Partial<TrainingRequest> = {}): Promise<TrainingRequest> {
  const outputDirectory = join(folder, `job-${count++}`);
  mkdirSync(outputDirectory);
  return {
    modelPath,
    data: {
      method: "supervised",
      training: await fileOf(randomExamples(4, 40)),
      validation: await fileOf(randomExamples(2, 41)),
    },
    hyperparameters: { epochs: 5, batchSize: 1, learningRateMultiplier: 1, seed: 5 },
    outputDirectory,
    signal: new AbortController().signal,
    ...change,
  };
}

async function train(
  asked: TrainingRequest,
  { onStep = () => undefined, using = trainer }: { onStep?: (step: TrainingStep) => void; using?: typeof trainer } = {},
): Promise<Ending> {
  const ending: Ending = { steps: [], checkpoints: [], removed: [] };
  const reports = {
    onMessage: () => undefined,
    onStep: (step: TrainingStep) => {
      ending.steps.push(step);
      onStep(step);
    },
    onCheckpoint: (checkpoint: TrainingCheckpoint) => ending.checkpoints.push(checkpoint),
    onCheckpointRemoved: ({ step }: { step: number }) => ending.removed.push(step),
  };
  return using.train(asked, reports).then(
    (outcome) => ({ ...ending, outcome }),
    (error: unknown) => ({ ...ending, error }),
  );
}

const losses = ({ steps }: Ending): number[] => steps.map(({ trainLoss }) => trainLoss);

describe("the local trainer", () => {
  it("estimates memory and time, and refuses what cannot run here", async () => {
    const { memoryBytes, seconds } = await trainer.estimate(await request());
    expect(memoryBytes).toBeGreaterThan(1e8);
    expect(memoryBytes).toBeLessThan(1e9);
    expect(seconds).toBeGreaterThan(0.5);
    expect(seconds).toBeLessThan(60);
    const other = writeTinyModel(join(folder, "phi.gguf"), {
      extraMetadata: new Map([["general.architecture", { type: "string", value: "phi3" }]]),
    });
    await expect(trainer.estimate(await request({ modelPath: other }))).rejects.toMatchObject({
      code: "unsupported_architecture",
      message: expect.stringContaining("phi3") as string,
    });
    const small = createLocalTrainer({ memoryLimit: 1e6 });
    await expect(small.estimate(await request())).rejects.toMatchObject({ code: "not_enough_memory" });
  });

  it("takes two threads beside other work, which a measurement would make look as slow as one", async () => {
    const chosen: unknown[] = [];
    const choices: MeasuredChoices = {
      choose: async (_name, measure) => {
        const value = await measure(true);
        chosen.push(value);
        return value;
      },
    };
    const busy = createLocalTrainer({ choices });
    const operationsPerSecond = await busy.speed!();
    await busy.close();
    expect(operationsPerSecond).toBeGreaterThan(0);
    expect(chosen).toEqual([{ threads: availableParallelism() > 1 ? 2 : 1, operationsPerSecond }]);
  });

  it("trains in a process of its own, and tells of steps, checkpoints and what it deletes", async () => {
    const { outcome, steps, checkpoints, removed } = await train(await request());
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(checkpoints.map(({ step }) => step)).toEqual([4, 8, 12, 16, 20]);
    expect(removed.length).toBeGreaterThanOrEqual(1);
    expect(outcome).toEqual({
      outcome: "succeeded",
      bestStep: [...checkpoints].sort((a, b) => a.metrics.fullValidLoss! - b.metrics.fullValidLoss!)[0]!.step,
      trainedTokens: 5 * randomExamples(4, 40).reduce((sum, { tokenIds }) => sum + tokenIds.length, 0),
    });
  });

  it("goes on after a pause as if there had been none", async () => {
    const whole = await train(await request());
    const controller = new AbortController();
    const asked = await request({ signal: controller.signal });
    const first = await train(asked, { onStep: ({ step }) => step === 3 && controller.abort(PAUSE) });
    expect(first.outcome).toMatchObject({ outcome: "paused" });
    const { step, statePath } = first.checkpoints.at(-1)!;
    expect(step).toBe(first.steps.length);
    const second = await train({ ...asked, signal: new AbortController().signal, resume: { step, statePath } });
    expect([...losses(first), ...losses(second)]).toEqual(losses(whole));
    expect(second.outcome).toEqual(whole.outcome);
  });

  it("tunes on preferences", async () => {
    const pairs = randomExamples(3, 42).flatMap((preferred, i) => [preferred, randomExamples(3, 43)[i]!]);
    const { outcome, steps } = await train(
      await request({ data: { method: "dpo", training: await fileOf(pairs), beta: 0.1, reference: "base" } }),
    );
    expect(outcome?.outcome).toBe("succeeded");
    expect(steps[0]!.trainLoss).toBeCloseTo(0.6931, 3);
    expect(steps.at(-1)!.rewardMargin).toBeGreaterThan(0);
  });

  it("rejects with the reason of a cancellation, before and in the middle of a training", async () => {
    const reason = new Error("cancelled by the learner");
    expect((await train(await request({ signal: AbortSignal.abort(reason) }))).error).toBe(reason);
    const controller = new AbortController();
    const long = await request({
      signal: controller.signal,
      hyperparameters: { epochs: 100_000, batchSize: 1, learningRateMultiplier: 1, seed: 1 },
    });
    const { error, steps } = await train(long, { onStep: ({ step }) => step === 2 && controller.abort(reason) });
    expect(error).toBe(reason);
    expect(steps.length).toBeLessThan(1000);
  });

  it("passes on why a training failed", async () => {
    const asked = await request({ resume: { step: 3, statePath: join(folder, "none.gguf") } });
    expect((await train(asked)).error).toMatchObject({ code: "invalid_training_state" });
    const file = join(folder, "no-folder");
    writeFileSync(file, "");
    const { error } = await train(await request({ outputDirectory: join(file, "within") }));
    expect(error).toMatchObject({ code: "training_failed", message: expect.stringContaining("ENOTDIR") as string });
  });

  it("ends the training when its reports cannot be taken", async () => {
    const full = new Error("the disk is full");
    const { error, steps } = await train(await request(), {
      onStep: () => {
        throw full;
      },
    });
    expect(error).toBe(full);
    expect(steps.length).toBe(1);
  });

  it("runs one training at a time", async () => {
    const first = train(await request());
    const { error } = await train(await request());
    expect(error).toMatchObject({ code: "trainer_busy" });
    expect((await first).outcome?.outcome).toBe("succeeded");
  });

  it("ends its worker at once when it is closed, and takes nothing after that", async () => {
    const other = createLocalTrainer({ threads: 2, memoryLimit: 1e9 });
    const long = await request({
      hyperparameters: { epochs: 100_000, batchSize: 1, learningRateMultiplier: 1, seed: 1 },
    });
    const { error } = await train(long, { using: other, onStep: ({ step }) => step === 3 && void other.close() });
    expect(TunelabError.isInstance(error) && error.code).toBe("trainer_closed");
    expect((await train(await request(), { using: other })).error).toMatchObject({ code: "trainer_closed" });
  });
});
