import type { TokenLikelihoods } from "../../../models/index.js";
import { runRows, type RunProgress } from "../../run/index.js";
import { areaWithInterval, type ScoredLabel } from "../calibration/area-under-curve.js";
import { FEATURE_NAMES, likelihoodFeatures } from "./likelihood-features.js";
import { toEvidenceQuestion, type JudgeTask } from "../judge-task.js";
import { labelledCases, type LabelledCase } from "./labelled-cases.js";
import { fitLogistic, predictLogistic, type LogisticModel } from "../calibration/logistic.js";
import { balancedAccuracy } from "../calibration/measure-judge.js";
import { moveCut } from "../calibration/move-cut.js";

/** An area under the ROC curve with its 95 % interval. */
export interface MeasuredArea {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** How good a likelihood judge of one task is, and what it computes. */
export interface TaskCalibration {
  readonly features: readonly string[];
  readonly model: LogisticModel;
  /** On topics that the model was not fitted to. */
  readonly auc: MeasuredArea;
  /** The same against the hard negatives alone. */
  readonly hardAuc: MeasuredArea;
  /** Mean of the share of right cases that pass and of wrong ones that fail, on the same topics at a probability of 0.5. */
  readonly balancedAccuracy: number;
  readonly fittedOn: number;
  readonly measuredOn: number;
}

/**
 * Calibrates a model as a likelihood judge: fits on every second topic, the cut included, and measures on the others.
 *
 * Throws `likelihood_unavailable` when the model gives no likelihoods, and the first case's error when cases fail.
 *
 * @example
 * const calibration = await calibrateTask("sufficiency", makeTokenLikelihoods(model));
 * calibration.auc; // { estimate: 0.99, low: 0.98, high: 1 }
 */
export async function calibrateTask(
  task: JudgeTask,
  likelihoods: TokenLikelihoods,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: RunProgress) => void } = {},
): Promise<TaskCalibration> {
  const cases = labelledCases(task);
  const run = await runRows(
    cases,
    (entry, { signal }) => likelihoodFeatures(toEvidenceQuestion(task, entry.parts), likelihoods, signal),
    { concurrency: 1, ...options },
  );
  const rows = run.outcomes.map((outcome, at) => {
    if (outcome.status === "ok") return { entry: cases[at]!, features: outcome.value };
    throw new Error(outcome.status === "failed" ? outcome.error.message : "The calibration was interrupted.");
  });
  return fitAndMeasure(rows);
}

/** A labelled case with what {@link likelihoodFeatures} found. */
interface MeasuredCase {
  readonly entry: LabelledCase;
  readonly features: readonly number[];
}

/** Fits on one half of the topics and measures on the other. */
export function fitAndMeasure(rows: readonly MeasuredCase[]): TaskCalibration {
  const topics = [...new Set(rows.map(({ entry }) => entry.topic))];
  const isFitted = (entry: LabelledCase): boolean => topics.indexOf(entry.topic) % 2 === 0;
  const fitted = rows.filter(({ entry }) => isFitted(entry));
  const held = rows.filter(({ entry }) => !isFitted(entry));
  const unmoved = fitLogistic(
    fitted.map(({ features }) => features),
    fitted.map(({ entry }) => entry.label),
  );
  const model = moveCut(unmoved, toScored(fitted, unmoved));
  const scored = toScored(held, model);
  return {
    features: FEATURE_NAMES,
    model,
    auc: areaWithInterval(scored),
    hardAuc: areaWithInterval(scored.filter(({ kind }) => kind !== "easy")),
    balancedAccuracy: balancedAccuracy(scored, 0.5),
    fittedOn: fitted.length,
    measuredOn: held.length,
  };
}

const toScored = (
  rows: readonly MeasuredCase[],
  model: LogisticModel,
): (ScoredLabel & { readonly kind: LabelledCase["kind"] })[] =>
  rows.map(({ entry, features }) => ({
    score: predictLogistic(model, features),
    label: entry.label,
    group: entry.topic,
    kind: entry.kind,
  }));
