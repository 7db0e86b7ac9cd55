import { TunelabError } from "../core/index.js";
import { backendFromEnvironment, type EngineOptions } from "./model/engine.js";
import { LINEAR_MODULES, type LinearModule } from "./model/linear-modules.js";
import type { TokenExample } from "./data/pack-examples.js";
import type { PreferencePair } from "./objectives/preference-objective.js";

/** The examples of a training: conversations to imitate, or pairs of answers of which one is preferred. */
export type FineTuneData =
  | {
      readonly method: "supervised";
      readonly training: readonly TokenExample[];
      /** @default none */
      readonly validation?: readonly TokenExample[];
      /** Answers that the tuned model is to give as the untuned one does. @default none */
      readonly replay?: readonly TokenExample[] | undefined;
    }
  | {
      readonly method: "dpo";
      readonly training: readonly PreferencePair[];
      /** @default none */
      readonly validation?: readonly PreferencePair[];
      /** Strength of the pull to the reference, above 0 and at most 2. @default 0.1 */
      readonly beta?: number;
      /** `base` pulls to the frozen base model, `none` compares the two answers alone. @default "base" */
      readonly reference?: "base" | "none";
    };

/** Options of {@link fineTune}. */
export interface FineTuneOptions {
  /** GGUF file of the base model; its weights stay frozen. */
  readonly modelPath: string;
  readonly data: FineTuneData;
  /** Folder that adapters and states are written to; made when it is not there. */
  readonly outputDirectory: string;
  /** Passes over the training examples. @default 3 */
  readonly epochs?: number;
  /** Examples (or pairs) in a step. @default 1 */
  readonly batchSize?: number;
  /** Multiplies {@link baseLearningRate}. @default 1 */
  readonly learningRateMultiplier?: number;
  /** Decides the adapter's first values and the order of the examples. @default 0 */
  readonly seed?: number;
  /** Replayed answers in a step, beside its examples; below 1 only some of the steps have one. @default 0.5 */
  readonly replayPerStep?: number;
  /** What the replayed answers' mean loss counts beside that of the examples, on the average of all steps. @default 2 */
  readonly replayWeight?: number;
  /** Rank of the LoRA update. @default 8 */
  readonly rank?: number;
  /** The update counts `alpha / rank`. @default 16 */
  readonly alpha?: number;
  /** Linear maps that carry the update. @default ["q", "v"] */
  readonly modules?: readonly LinearModule[];
  /** Layers that carry the update, counted from the top. @default all that fit in `memoryLimit` */
  readonly layers?: number;
  /** Bytes that the training may take. @default what the machine has available */
  readonly memoryLimit?: number;
  /** Threads of the mathematics. The same number gives the same result. @default 2 */
  readonly threads?: number;
  /** Tokens that go through the model at once; larger batches are cut into packs whose gradients add up. @default 256 */
  readonly packTokens?: number;
  /** Steps between two validation batches. @default a third of an epoch */
  readonly validationInterval?: number;
  /** Stops after this many epochs without a lower full validation loss. @default never */
  readonly earlyStoppingEpochs?: number;
  /** Checkpoints kept beside the best one; older ones are deleted. @default 3 */
  readonly keptCheckpoints?: number;
  /** State file of a checkpoint to go on from. @default start anew */
  readonly resumeFrom?: string;
  /** Longest time that this call may take, in milliseconds. @default no limit */
  readonly deadline?: number;
  /** Which onnxruntime to use. @default what TUNELAB_ONNX says, else "auto" */
  readonly backend?: EngineOptions["backend"];
}

/** {@link FineTuneOptions} with every default filled in, except where "not given" has a meaning of its own. */
export type FineTunePlan = Required<
  Omit<FineTuneOptions, "layers" | "memoryLimit" | "earlyStoppingEpochs" | "resumeFrom" | "deadline">
> &
  Pick<FineTuneOptions, "layers" | "memoryLimit" | "earlyStoppingEpochs" | "resumeFrom" | "deadline">;

/** Answers that are replayed beside the examples of a training; none under DPO. */
export const replayedAnswers = (data: FineTuneData): readonly TokenExample[] =>
  (data.method === "supervised" ? data.replay : undefined) ?? [];

/** Checks the options and fills in defaults; throws `invalid_option` with the value, or `no_examples`. */
export function planFineTune(options: FineTuneOptions): FineTunePlan {
  const { data } = options;
  if (data.training.length === 0) {
    throw new TunelabError("There are no training examples.", {
      code: "no_examples",
      hint: "Give at least one example with a token to learn.",
    });
  }
  const batchSize = options.batchSize ?? 1;
  const plan: FineTunePlan = {
    ...options,
    epochs: options.epochs ?? 3,
    batchSize,
    learningRateMultiplier: options.learningRateMultiplier ?? 1,
    seed: options.seed ?? 0,
    replayPerStep: options.replayPerStep ?? 0.5,
    replayWeight: options.replayWeight ?? 2,
    rank: options.rank ?? 8,
    alpha: options.alpha ?? 16,
    modules: options.modules ?? ["q", "v"],
    threads: options.threads ?? 2,
    packTokens: options.packTokens ?? 256,
    validationInterval: options.validationInterval ?? Math.max(1, Math.round(data.training.length / batchSize / 3)),
    keptCheckpoints: options.keptCheckpoints ?? 3,
    backend: options.backend ?? backendFromEnvironment(process.env),
  };
  checkCount("epochs", plan.epochs);
  checkCount("batchSize", plan.batchSize);
  checkCount("rank", plan.rank);
  checkCount("threads", plan.threads);
  checkCount("packTokens", plan.packTokens);
  checkCount("validationInterval", plan.validationInterval);
  checkCount("keptCheckpoints", plan.keptCheckpoints);
  checkCount("layers", plan.layers ?? 1);
  checkCount("earlyStoppingEpochs", plan.earlyStoppingEpochs ?? 1);
  checkPositive("learningRateMultiplier", plan.learningRateMultiplier, 1000);
  checkPositive("replayPerStep", plan.replayPerStep, 1000);
  checkPositive("replayWeight", plan.replayWeight, 1000);
  checkPositive("alpha", plan.alpha, 1e6);
  if (!Number.isSafeInteger(plan.seed)) throw invalidOption("seed", plan.seed, "a whole number");
  if (data.method === "dpo") checkPositive("beta", data.beta ?? 0.1, 2);
  const unknown = plan.modules.find((module) => !LINEAR_MODULES.includes(module));
  if (plan.modules.length === 0 || unknown !== undefined) {
    throw invalidOption("modules", unknown ?? "empty", `some of ${LINEAR_MODULES.join(", ")}`);
  }
  return plan;
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw invalidOption(name, value, "a whole number of at least 1");
}

function checkPositive(name: string, value: number, most: number): void {
  if (!(value > 0 && value <= most)) throw invalidOption(name, value, `a number above 0 and at most ${most}`);
}

function invalidOption(name: string, value: unknown, expected: string): TunelabError {
  return new TunelabError(`${name} must be ${expected}, got ${String(value)}.`, {
    code: "invalid_option",
    hint: `Leave ${name} out to use its default, or pass ${expected}.`,
  });
}
