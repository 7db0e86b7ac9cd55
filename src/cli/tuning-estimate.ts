import { TunelabError } from "../core/index.js";
import {
  estimateFineTune,
  estimateTrainingSeconds,
  type FineTuneEstimate,
  type ModelDimensions,
} from "../training/index.js";

/** The labs' usual job, for which memory and time are estimated. */
export const TUNING_JOB = "12 examples x 8 epochs";

const EXAMPLES = 12;
const EPOCHS = 8;
/** Tokens of one of the labs' examples, and how many of them are learned. */
const EXAMPLE_TOKENS = 56;
const LEARNED_TOKENS = 20;

/** What the labs' usual job would take. */
export interface TuningEstimate {
  /** Bytes of memory with all layers. */
  readonly memoryBytes: number;
  /** Seconds with the layers below; 0 without any. */
  readonly seconds: number;
  /** Layers that fit in memory; 0 when not even one does. */
  readonly layers: number;
  readonly layerCount: number;
}

/**
 * Estimates what {@link TUNING_JOB} takes for a model of these sizes, which need not be on this machine.
 *
 * @param operationsPerSecond speed of this machine, as `measureSpeed` gives it
 * @param memoryLimit bytes that a training may take; what the machine has free if left out
 * @example
 * estimateTuning(smolLm2Dimensions, 1.5e11); // { memoryBytes: 0.86e9, seconds: 50, layers: 30, layerCount: 30 }
 */
export function estimateTuning(
  dimensions: ModelDimensions,
  operationsPerSecond: number,
  memoryLimit?: number,
): TuningEstimate {
  const example = {
    tokenIds: Array.from({ length: EXAMPLE_TOKENS }, () => 1),
    lossMask: Array.from({ length: EXAMPLE_TOKENS }, (_, index) => index >= EXAMPLE_TOKENS - LEARNED_TOKENS),
  };
  const training = Array.from({ length: EXAMPLES }, () => example);
  const estimate = (limit: number | undefined): FineTuneEstimate =>
    estimateFineTune(dimensions, {
      epochs: EPOCHS,
      data: { method: "supervised", training },
      memoryLimit: limit,
    });
  const { memoryBytes } = estimate(Infinity);
  const here = unlessTooLarge(() => estimate(memoryLimit));
  const seconds = here === undefined ? 0 : estimateTrainingSeconds(dimensions, here, operationsPerSecond);
  return { memoryBytes, seconds, layers: here?.layers ?? 0, layerCount: dimensions.layerCount };
}

function unlessTooLarge(estimate: () => FineTuneEstimate): FineTuneEstimate | undefined {
  try {
    return estimate();
  } catch (error) {
    if (TunelabError.isInstance(error) && error.code === "not_enough_memory") return undefined;
    throw error;
  }
}

/**
 * Says an estimate in one line.
 *
 * @example
 * formatTuning({ memoryBytes: 0.86e9, seconds: 49.2, layers: 30, layerCount: 30 });
 * // "12 examples x 8 epochs take about 50 s and 0.9 GB with all 30 layers (an estimate)"
 */
export function formatTuning({ memoryBytes, seconds, layers, layerCount }: TuningEstimate): string {
  const gigabytes = `${(memoryBytes / 1e9).toFixed(1)} GB`;
  if (layers === layerCount) {
    return `${TUNING_JOB} take about ${formatSeconds(seconds)} and ${gigabytes} with all ${layers} layers (an estimate)`;
  }
  const whole = `all ${layerCount} layers would need ${gigabytes} (an estimate), more than is free now`;
  return layers === 0
    ? `does not fit: ${whole}, and one layer too much`
    : `${TUNING_JOB} take about ${formatSeconds(seconds)} with the upper ${layers} layers; ${whole}`;
}

/**
 * Rounds up to two digits, as an estimate should be read.
 *
 * @example
 * formatSeconds(49.2); // "50 s"
 * formatSeconds(431); // "8 min"
 */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${Math.ceil(seconds)} s`;
  return seconds < 120 ? `${Math.ceil(seconds / 5) * 5} s` : `${Math.ceil(seconds / 60)} min`;
}
