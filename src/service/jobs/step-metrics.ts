import type { TrainingStep } from "./trainer/trainer.js";

/**
 * Data of a step's event, by the API's names; absent measurements are left out.
 *
 * @example
 * stepMetrics({ step: 1, totalSteps: 96, epoch: 1, trainLoss: 3.8, trainMeanTokenAccuracy: 0.4, durationMs: 400 });
 * // { step: 1, total_steps: 96, train_loss: 3.8, train_mean_token_accuracy: 0.4 }
 */
export function stepMetrics(step: TrainingStep): Record<string, number> {
  const all: Record<string, number | undefined> = {
    step: step.step,
    total_steps: step.totalSteps,
    train_loss: step.trainLoss,
    train_mean_token_accuracy: step.trainMeanTokenAccuracy,
    valid_loss: step.validLoss,
    valid_mean_token_accuracy: step.validMeanTokenAccuracy,
    full_valid_loss: step.fullValidLoss,
    full_valid_mean_token_accuracy: step.fullValidMeanTokenAccuracy,
    // Under DPO the accuracy is of pairs, not of tokens: the share whose preferred answer is ranked first.
    preference_accuracy: step.rewardMargin === undefined ? undefined : step.trainMeanTokenAccuracy,
    reward_margin: step.rewardMargin,
  };
  return Object.fromEntries(
    Object.entries(all).filter(
      (entry): entry is [string, number] => entry[1] !== undefined && Number.isFinite(entry[1]),
    ),
  );
}
