import type { ModelConfig } from "../model/model-config.js";

const SUPERVISED_RATE = 2e-3;
const PREFERENCE_RATE = 5e-4;
/** Hidden size of the model that the rates were measured on (SmolLM2-135M). */
const MEASURED_HIDDEN_SIZE = 576;
const WARM_UP_STEPS = 3;

/**
 * The learning rate that a multiplier of 1 stands for: 0.002 for supervised tuning, 0.0005 for DPO, less for wider models.
 *
 * Measured for LoRA of rank 8 with Adam on SmolLM2-135M; wider models get it times 576/hidden size, as the best
 * rate of Adam falls with width (arXiv 2203.03466); narrower ones keep it.
 *
 * @example
 * baseLearningRate(config, "supervised"); // 0.002 for SmolLM2-135M, 0.0005625 for the 1.7B model
 */
export function baseLearningRate(config: Pick<ModelConfig, "hiddenSize">, method: "supervised" | "dpo"): number {
  const rate = method === "supervised" ? SUPERVISED_RATE : PREFERENCE_RATE;
  return rate * Math.min(1, MEASURED_HIDDEN_SIZE / config.hiddenSize);
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
