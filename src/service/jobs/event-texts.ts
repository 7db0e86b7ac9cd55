import type { Dialect, JobRecord } from "../store/index.js";
import type { TrainingStep } from "./trainer/trainer.js";

/** Texts of a job's first events. */
export function createdTexts(job: JobRecord): readonly string[] {
  if (job.dialect === "azure") return ["Job enqueued. Waiting for jobs ahead to complete."];
  const validation = job.validationFile === undefined ? "" : ` and validation file: ${job.validationFile}`;
  return [`Created fine-tuning job: ${job.id}`, `Validating training file: ${job.trainingFile}${validation}`];
}

/** Text when the files are found to be in order. */
export function validatedText(dialect: Dialect): string {
  return dialect === "azure"
    ? "Preprocessing completed for file training file."
    : "Files validated, moving job to queued state";
}

/** Text when training starts. */
export function startedText(dialect: Dialect): string {
  return dialect === "azure" ? "Job started." : "Fine-tuning job started";
}

/**
 * Text of a step.
 *
 * @example
 * stepText("openai", step); // "Step 30/30: training loss=1.23, validation loss=2.10, full validation loss=2.05"
 */
export function stepText(dialect: Dialect, step: TrainingStep): string {
  const losses = [
    `training loss=${step.trainLoss.toFixed(dialect === "azure" ? 4 : 2)}`,
    ...(step.validLoss === undefined ? [] : [`validation loss=${step.validLoss.toFixed(2)}`]),
    ...(step.fullValidLoss === undefined ? [] : [`full validation loss=${step.fullValidLoss.toFixed(2)}`]),
  ];
  return dialect === "azure"
    ? `Step ${step.step}: ${losses.join(", ")}`
    : `Step ${step.step}/${step.totalSteps}: ${losses.join(", ")}`;
}

/** Texts after a success, in their order. */
export function succeededTexts(job: JobRecord): readonly string[] {
  return job.dialect === "azure"
    ? [
        "Job succeeded.",
        ...job.resultFiles.map((id) => `Completed results file: ${id}`),
        `Training tokens billed: ${job.trainedTokens ?? 0}`,
      ]
    : [`New fine-tuned model created: ${job.fineTunedModel}`, "The job has successfully completed"];
}

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
