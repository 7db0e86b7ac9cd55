import { defaultEpochs } from "../../tokens/index.js";
import { forgetsByTuning, inspectModel } from "../../training/index.js";
import type { InferenceEngine } from "../inference/index.js";
import type { RequestedHyperparameters } from "../store/index.js";

/** Hyperparameters after `auto` was replaced. */
export interface ResolvedHyperparameters {
  readonly nEpochs: number;
  readonly batchSize: number;
  readonly learningRateMultiplier: number;
  readonly beta?: number;
  readonly referenceFree?: true;
  /** Whether plain answers are replayed beside the examples. */
  readonly replay?: true;
}

/** Largest batch that the providers choose by themselves. */
const MAX_AUTO_BATCH = 256;

/**
 * Replaces `auto` by the providers' rules: their epochs by number of examples, a batch of 0.2 % of the examples
 * (1 to 256), learning-rate multiplier 1, beta 0.1. Where it is `auto`, answers are replayed if the model `needsReplay`; no
 * provider has a rule for that.
 *
 * @example
 * resolveHyperparameters({ nEpochs: "auto", batchSize: "auto", learningRateMultiplier: "auto" }, 12);
 * // { nEpochs: 8, batchSize: 1, learningRateMultiplier: 1 }
 */
export function resolveHyperparameters(
  requested: RequestedHyperparameters,
  examples: number,
  needsReplay = false,
): ResolvedHyperparameters {
  const orElse = (value: number | "auto", automatic: number): number => (value === "auto" ? automatic : value);
  const automaticBatch = Math.min(MAX_AUTO_BATCH, Math.max(1, Math.round(examples * 0.002)));
  return {
    nEpochs: orElse(requested.nEpochs, defaultEpochs(examples)),
    batchSize: Math.min(examples, orElse(requested.batchSize, automaticBatch)),
    learningRateMultiplier: orElse(requested.learningRateMultiplier, 1),
    beta: requested.beta === undefined ? undefined : orElse(requested.beta, 0.1),
    referenceFree: requested.referenceFree,
    replay: requested.replay === true || (requested.replay === "auto" && needsReplay) ? true : undefined,
  };
}

/** Whether the service's model is one that small data makes forget; no for one that cannot be tuned. */
export function needsReplay({ modelPath }: Pick<InferenceEngine, "modelPath">): boolean {
  try {
    return forgetsByTuning(inspectModel(modelPath));
  } catch {
    return false;
  }
}
