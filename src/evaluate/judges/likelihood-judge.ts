import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot, TunelabError } from "../../core/index.js";
import { makeTokenLikelihoods, type OpenedModel } from "../../models/index.js";
import { calibrateTask, type TaskCalibration } from "./calibrate.js";
import { toEvidenceQuestion, type JudgeTask } from "./judge-task.js";
import { JUDGE_HINT } from "./judge-hint.js";
import type { JudgeQuestion, RubricJudge } from "./judge.js";
import { likelihoodFeatures } from "./likelihood-features.js";
import { predictLogistic } from "./logistic.js";

/** A judge whose interval begins at or below this is not used. */
export const LEAST_AREA = 0.7;

const AREA = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
const TASK = z.object({
  features: z.array(z.string()),
  model: z.object({
    means: z.array(z.number()),
    scales: z.array(z.number()),
    weights: z.array(z.number()),
    bias: z.number(),
  }),
  auc: AREA,
  hardAuc: AREA,
  fittedOn: z.number().int(),
  measuredOn: z.number().int(),
});
const CALIBRATION = z.object({
  /** Model that the numbers hold for, as the service names it. */
  model: z.string(),
  tasks: z.record(z.string(), TASK),
});

/** Calibrations of one model, by task. */
export type Calibration = z.infer<typeof CALIBRATION>;

const TASKS: readonly JudgeTask[] = ["groundedness", "correctness", "relevance", "sufficiency", "chunk_relevance"];
/** Equivalence is judged as correctness: the expected text as evidence for the answer. */
const TASK_OF: Partial<Record<JudgeQuestion, JudgeTask>> = {
  ...Object.fromEntries(TASKS.map((task) => [task, task])),
  equivalence: "correctness",
};

/** The calibration of the embedded model that ships with the project, checked when it is read. */
export function embeddedCalibration(): Calibration {
  const file = join(findProjectRoot(), "src", "evaluate", "judges", "data", "likelihood-calibration.json");
  if (!existsSync(file)) return { model: "", tasks: {} };
  return CALIBRATION.parse(JSON.parse(readFileSync(file, "utf8")));
}

/**
 * Makes a judge of a small model's likelihoods: how much more likely the evidence makes the statement, calibrated on
 * labelled cases. It is never asked for a score, at which such a model is at chance.
 *
 * Every judgement names the method and its measured area under the ROC curve. A question for which the interval does
 * not begin above 0.7 is refused with `cannot_judge`, which says what can; so is every question when another model
 * answers than the one that was measured.
 *
 * @example
 * const judge = likelihoodJudge({ client, model: "smollm2-135m-instruct" });
 */
export function likelihoodJudge(model: OpenedModel, calibration: Calibration = embeddedCalibration()): RubricJudge {
  const name = calibration.model || model.model;
  const likelihoods = makeTokenLikelihoods(model, {
    onAnswer: (answering) => {
      if (answering === name) return;
      const message = `${answering} cannot judge: it answers as ${model.model}, and the likelihood method was measured on ${name}.`;
      throw new TunelabError(message, { code: "cannot_judge", hint: JUDGE_HINT });
    },
  });
  const find = (question: JudgeQuestion): TaskCalibration | undefined => {
    const task = TASK_OF[question];
    const found = task === undefined ? undefined : calibration.tasks[task];
    return found !== undefined && found.auc.low > LEAST_AREA ? found : undefined;
  };
  const refusal = (question: JudgeQuestion): string | undefined => {
    if (find(question) !== undefined) return undefined;
    const task = TASK_OF[question];
    const measured = task === undefined ? undefined : calibration.tasks[task]?.auc;
    const why =
      measured === undefined
        ? "no likelihood method is calibrated for it"
        : `its area under the curve is ${measured.estimate.toFixed(2)} (95 % interval from ${measured.low.toFixed(2)}), not surely above ${LEAST_AREA}`;
    return `${name} cannot judge ${question.replace("_", " ")}: ${why}.`;
  };
  return {
    name,
    method: "likelihood",
    refusal,
    ask: (_, quality) =>
      Promise.reject(
        new TunelabError(`${name} cannot judge ${quality}: what it writes as a score is no better than chance.`, {
          code: "cannot_judge",
          hint: JUDGE_HINT,
        }),
      ),
    judge: async (question, parts, signal) => {
      const task = TASK_OF[question];
      const calibrated = find(question);
      if (task === undefined || calibrated === undefined) {
        throw new TunelabError(refusal(question)!, { code: "cannot_judge", hint: JUDGE_HINT });
      }
      const features = await likelihoodFeatures(toEvidenceQuestion(task, parts), likelihoods, signal);
      const probability = predictLogistic(calibrated.model, features);
      return {
        value: probability >= 0.5 ? "yes" : "no",
        rationale:
          `Likelihoods of ${name}: ${(probability * 100).toFixed(0)} % yes (mean lift ${features[0]!.toFixed(2)}, ` +
          `weakest token ${features[1]!.toFixed(2)}, words found ${(features[5]! * 100).toFixed(0)} %). ` +
          `Area under the curve of this method ${describeArea(calibrated.auc)}; ` +
          `against negatives of the same topic and words alone ${describeArea(calibrated.hardAuc)}.`,
        metadata: { judge: "likelihood", model: name, probability, auc: calibrated.auc, hardAuc: calibrated.hardAuc },
      };
    },
  };
}

const describeArea = ({ estimate, low, high }: TaskCalibration["auc"]): string =>
  `${estimate.toFixed(2)}, 95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}`;

/**
 * Calibrates another model as a likelihood judge, for {@link likelihoodJudge}; about 300 cases per task.
 *
 * @example
 * const calibration = await calibrateJudge(opened, { tasks: ["groundedness"] });
 */
export async function calibrateJudge(
  model: OpenedModel,
  options: {
    readonly tasks?: readonly JudgeTask[];
    readonly signal?: AbortSignal;
    readonly onTask?: (task: JudgeTask, calibration: TaskCalibration) => void;
  } = {},
): Promise<Calibration> {
  const tasks: Record<string, Calibration["tasks"][string]> = {};
  let name = model.model;
  const likelihoods = makeTokenLikelihoods(model, { onAnswer: (answering) => (name = answering) });
  for (const task of options.tasks ?? TASKS) {
    const calibrated = await calibrateTask(task, likelihoods, { signal: options.signal });
    options.onTask?.(task, calibrated);
    tasks[task] = { ...calibrated, features: [...calibrated.features] } as Calibration["tasks"][string];
  }
  return { model: name, tasks };
}
