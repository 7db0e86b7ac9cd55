import { freemem } from "node:os";
import { timerMs, TunelabError } from "../core/index.js";
import { Adam } from "./optimiser/adam.js";
import { ReplayedAnswers } from "./objectives/replayed-answers.js";
import { createAdapter, withoutEffect, type Adapter } from "./adapter/adapter.js";
import { readProgress, restoreState, type TrainingProgress } from "./adapter/checkpoint.js";
import { estimateTrainingMemory } from "./estimate/estimate-memory.js";
import {
  planFineTune,
  replayedAnswers,
  type FineTuneData,
  type FineTuneOptions,
  type FineTunePlan,
} from "./fine-tune-options.js";
import type { FineTuneReports, FineTuneResult } from "./fine-tune-reports.js";
import { fingerprintOf } from "./fingerprint.js";
import { inspectModel } from "./model/load-model.js";
import type { ModelDimensions } from "./model/model-config.js";
import { ModelRuntime } from "./model/model-runtime.js";
import type { Objective } from "./objectives/objective.js";
import { checkExample, countTargets, usedTokens, type TokenExample } from "./data/pack-examples.js";
import { PreferenceObjective } from "./objectives/preference-objective.js";
import { SupervisedObjective } from "./objectives/supervised-objective.js";
import { TrainingRun } from "./training-run.js";

/**
 * Tunes a model with LoRA and writes adapters that llama.cpp loads.
 *
 * Blocks its thread during each step, so services run it in a worker thread. The same options on the same machine
 * give the same losses to the last digit, also across a pause and a resume. Throws a {@link TunelabError}:
 * `invalid_option`, `no_examples`, `invalid_example`, `model_not_found`, `invalid_gguf`, `unsupported_architecture`,
 * `unsupported_tensor_type`, `not_enough_memory`, `training_diverged`, `training_timeout`,
 * `invalid_training_state`, `resume_mismatch`.
 *
 * @example
 * const result = await fineTune(
 *   { modelPath, outputDirectory, epochs: 3, data: { method: "supervised", training: examples } },
 *   { onStep: ({ step, trainLoss }) => console.log(step, trainLoss) },
 * );
 * result.bestStep; // 30 for 10 examples
 */
export async function fineTune(options: FineTuneOptions, reports: FineTuneReports = {}): Promise<FineTuneResult> {
  const asked = planFineTune(options);
  const progress = asked.resumeFrom === undefined ? undefined : readProgress(asked.resumeFrom);
  // As many threads as before: another number would change the last digits.
  const plan = { ...asked, threads: progress?.threads ?? asked.threads };
  const signal = withDeadline(reports.signal, plan.deadline);
  signal?.throwIfAborted();
  const config = inspectModel(plan.modelPath);
  const examples = checkedExamples(plan.data, config);
  const fingerprint = fingerprintOf(plan, config);
  if (progress) checkResume(progress, fingerprint, plan);
  const from = progress?.from ?? config.layerCount - chooseLayers(config, plan, reports);

  const runtime = await ModelRuntime.load(plan.modelPath, { ...plan, from, examples, signal });
  try {
    if (runtime.backend === "onnxruntime-web") {
      reports.onMessage?.(
        "warn",
        "Training runs in WebAssembly, several times slower, because the native onnxruntime does not load here or TUNELAB_ONNX asks for it.",
      );
    }
    const shape = { rank: plan.rank, alpha: plan.alpha, modules: plan.modules };
    const adapter = createAdapter(config, shape, { from, seed: plan.seed });
    const optimiser =
      plan.resumeFrom === undefined ? new Adam(adapter.tensors) : restoreState(plan.resumeFrom, adapter);
    const objective = makeObjective(plan, runtime, adapter, signal);
    const run = new TrainingRun({
      config,
      plan,
      objective,
      adapter,
      optimiser,
      fingerprint,
      progress,
      reports,
      signal,
    });
    return await run.run();
  } finally {
    await runtime.release();
  }
}

/** What a training is expected to need. */
export interface FineTuneEstimate {
  /** Bytes of memory with the layers below. */
  readonly memoryBytes: number;
  /** Layers that would carry the adapter, fewer than the model has when memory is short. */
  readonly layers: number;
  readonly totalSteps: number;
  /** Tokens that go through the model in all epochs. */
  readonly tokens: number;
  /** Tokens among them that are learned. */
  readonly targets: number;
}

/**
 * Estimates what {@link fineTune} would need for a model of these sizes, which need not be on this machine; throws what it
 * would throw before its start.
 *
 * @example
 * estimateFineTune(inspectModel(modelPath), { data }).memoryBytes; // about 0.9e9 for SmolLM2-135M
 */
export function estimateFineTune(
  config: ModelDimensions,
  options: Omit<FineTuneOptions, "modelPath" | "outputDirectory">,
): FineTuneEstimate {
  const plan = planFineTune({ ...options, modelPath: "", outputDirectory: "" });
  checkedExamples(plan.data, config);
  const layers = chooseLayers(config, plan, {});
  const examples = trainingItems(plan.data).flat();
  const totalSteps = Math.ceil(plan.data.training.length / plan.batchSize) * plan.epochs;
  const replayed = replayedAnswers(plan.data);
  const perAnswer = (count: (answer: TokenExample) => number): number =>
    replayed.length === 0 ? 0 : replayed.reduce((sum, answer) => sum + count(answer), 0) / replayed.length;
  const replays = Math.floor(totalSteps * Math.min(plan.replayPerStep, replayed.length));
  return {
    memoryBytes: estimateTrainingMemory(config, memoryShape(plan, layers)),
    layers,
    totalSteps,
    tokens:
      plan.epochs * examples.reduce((sum, example) => sum + usedTokens(example), 0) +
      Math.round(replays * perAnswer(usedTokens)),
    targets:
      plan.epochs * examples.reduce((sum, example) => sum + countTargets(example), 0) +
      Math.round(replays * perAnswer(countTargets)),
  };
}

function makeObjective(
  plan: FineTunePlan,
  runtime: ModelRuntime,
  adapter: Adapter,
  signal: AbortSignal | undefined,
): Objective {
  const { data, packTokens } = plan;
  if (data.method === "supervised") {
    const { training, validation = [], replay = [] } = data;
    const replayed =
      replay.length === 0
        ? undefined
        : new ReplayedAnswers(runtime, withoutEffect(adapter), replay, {
            perStep: plan.replayPerStep,
            weight: plan.replayWeight,
            packTokens,
          });
    return new SupervisedObjective(runtime, adapter, training, validation, packTokens, signal, replayed);
  }
  const options = { beta: data.beta ?? 0.1, reference: data.reference ?? "base" };
  return new PreferenceObjective(runtime, adapter, data.training, data.validation ?? [], options, packTokens, signal);
}

function withDeadline(signal: AbortSignal | undefined, deadline: number | undefined): AbortSignal | undefined {
  if (deadline === undefined) return signal;
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(
      new TunelabError(`The training did not finish within ${deadline} ms.`, {
        code: "training_timeout",
        hint: "Go on from the last checkpoint with a longer deadline, or use fewer epochs or shorter examples.",
      }),
    );
  }, timerMs(deadline)).unref();
  return signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
}

type Item = readonly TokenExample[];

/** Training items as lists of the examples that must go through the model together. */
const trainingItems = (data: FineTuneData): Item[] =>
  data.method === "supervised"
    ? data.training.map((example) => [example])
    : data.training.map(({ preferred, nonPreferred }) => [preferred, nonPreferred]);

const validationItems = (data: FineTuneData): Item[] =>
  data.method === "supervised"
    ? (data.validation ?? []).map((example) => [example])
    : (data.validation ?? []).map(({ preferred, nonPreferred }) => [preferred, nonPreferred]);

const itemTokens = (item: Item): number => item.reduce((sum, example) => sum + usedTokens(example), 0);

function checkedExamples(data: FineTuneData, config: ModelDimensions): TokenExample[] {
  const training = trainingItems(data);
  const validation = validationItems(data);
  training.forEach((item, i) => item.forEach((example) => checkExample(config, example, `Training example ${i + 1}`)));
  validation.forEach((item, i) =>
    item.forEach((example) => checkExample(config, example, `Validation example ${i + 1}`)),
  );
  const replayed = replayedAnswers(data);
  replayed.forEach((answer, i) => checkExample(config, answer, `Replayed answer ${i + 1}`));
  return [...training.flat(), ...validation.flat(), ...replayed];
}

function checkResume(progress: TrainingProgress, fingerprint: string, plan: FineTunePlan): void {
  if (progress.fingerprint !== fingerprint) {
    throw new TunelabError(`The training state ${plan.resumeFrom} belongs to other data, settings or another model.`, {
      code: "resume_mismatch",
      hint: "Go on with exactly the files and hyperparameters that the training began with, or start a new one.",
    });
  }
}

/** The most layers, up to those asked for, whose training fits in memory. */
function chooseLayers(config: ModelDimensions, plan: FineTunePlan, reports: FineTuneReports): number {
  const wanted = Math.min(plan.layers ?? config.layerCount, config.layerCount);
  const limit = plan.memoryLimit ?? availableMemory();
  let layers = wanted;
  while (layers > 0 && estimateTrainingMemory(config, memoryShape(plan, layers)) > limit) layers--;
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  if (layers === 0) {
    const least = estimateTrainingMemory(config, memoryShape(plan, 1));
    throw new TunelabError(
      `The training needs at least ${megabytes(least)} of memory, and ${megabytes(limit)} are available.`,
      {
        code: "not_enough_memory",
        hint: "Close other programs, shorten the longest examples, use a smaller batch, or tune a smaller model.",
      },
    );
  }
  if (layers < wanted) {
    const whole = estimateTrainingMemory(config, memoryShape(plan, wanted));
    reports.onMessage?.(
      "warn",
      `Only the upper ${layers} of ${config.layerCount} layers are tuned: ${wanted} would need ${megabytes(whole)} of memory, and ${megabytes(limit)} are available.`,
    );
  }
  return layers;
}

function availableMemory(): number {
  const { availableMemory: available } = process as { availableMemory?: () => number };
  return available ? available.call(process) : freemem();
}

function memoryShape(plan: FineTunePlan, layers: number): Parameters<typeof estimateTrainingMemory>[1] {
  const items = trainingItems(plan.data);
  const validation = validationItems(plan.data);
  const replayed = replayedAnswers(plan.data).map((answer) => [answer]);
  const training = largestPack(items, plan.batchSize, plan.packTokens, {
    items: replayed,
    count: Math.ceil(plan.replayPerStep),
  });
  return {
    layers,
    rank: plan.rank,
    modules: plan.modules,
    packTokens: training.tokens,
    packTargets: training.targets,
    totalTokens: [...items, ...validation, ...replayed].reduce((sum, item) => sum + itemTokens(item), 0),
    // What the untuned model says of the replayed answers is a graph beside that of the gradients, too.
    validates: validation.length + replayed.length > 0,
  };
}

/** Tokens and targets of the largest pack that a step can have. */
function largestPack(
  items: readonly Item[],
  batchSize: number,
  limit: number,
  replayed: { readonly items: readonly Item[]; readonly count: number },
): { tokens: number; targets: number } {
  const targetsOf = (item: Item): number => item.reduce((sum, example) => sum + countTargets(example), 0);
  const longest = (among: readonly Item[], count: number): Item[] =>
    [...among].sort((a, b) => itemTokens(b) - itemTokens(a)).slice(0, count);
  const largest = [...longest(items, batchSize), ...longest(replayed.items, replayed.count)];
  let tokens = 0;
  let targets = 0;
  for (const item of largest) {
    if (tokens > 0 && tokens + itemTokens(item) > limit) break;
    tokens += itemTokens(item);
    targets += targetsOf(item);
  }
  return { tokens, targets: items.reduce((most, item) => Math.max(most, targetsOf(item)), targets) };
}
