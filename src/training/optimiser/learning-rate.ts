import type { ModelConfig, ModelDimensions } from "../model/model-config.js";

const SUPERVISED_RATE = 2e-3;
const PREFERENCE_RATE = 5e-4;
/** Hidden size of the model that the rates were measured on (SmolLM2-135M). */
const MEASURED_HIDDEN_SIZE = 576;
/** At 896 (Qwen2.5-Coder-0.5B) a third of the rate kept more of what the model knew than two thirds, with the style learned. */
const WIDTH_EXPONENT = 2.5;
/** With replay the manner is learned beside what holds the model back: at this share of the rate it lost two facts, at the whole rate six. */
const SHARE_WITH_REPLAY = 0.4;
const WARM_UP_STEPS = 3;

/**
 * The learning rate that a multiplier of 1 stands for: 0.002 for supervised tuning, 0.0005 for DPO, less for wider models.
 *
 * Measured for LoRA of rank 8 with Adam on SmolLM2-135M; the best rate of Adam falls with width (arXiv 2203.03466), and small
 * data makes a larger model forget, so wider ones get it times (576/hidden size)^2.5; narrower ones keep it. With replay it
 * is 0.4 of that.
 *
 * @example
 * baseLearningRate(config, "supervised"); // 0.002 for SmolLM2-135M, 0.00066 for a model 896 wide
 */
export function baseLearningRate(
  config: Pick<ModelConfig, "hiddenSize">,
  method: "supervised" | "dpo",
  { replay = false }: { readonly replay?: boolean } = {},
): number {
  const rate = (method === "supervised" ? SUPERVISED_RATE : PREFERENCE_RATE) * (replay ? SHARE_WITH_REPLAY : 1);
  return rate * Math.min(1, MEASURED_HIDDEN_SIZE / config.hiddenSize) ** WIDTH_EXPONENT;
}

/**
 * Whether a tuning on small data costs a model what it knew, so that plain answers are replayed by default: those that are
 * wider than SmolLM2-135M. docs/training.md has the measurements.
 *
 * @example
 * forgetsByTuning(config); // false for SmolLM2-135M, true for a model 896 wide
 */
export function forgetsByTuning(config: Pick<ModelDimensions, "hiddenSize">): boolean {
  return config.hiddenSize > MEASURED_HIDDEN_SIZE;
}

/**
 * The share of the peak learning rate at a step: up over the first three steps, then down to 0 at the end.
 *
 * @example
 * scheduledShare(0, 30); // 0.333…
 */
export function scheduledShare(stepIndex: number, totalSteps: number): number {
  return Math.min(1, (stepIndex + 1) / WARM_UP_STEPS) * (1 - stepIndex / totalSteps);
}
