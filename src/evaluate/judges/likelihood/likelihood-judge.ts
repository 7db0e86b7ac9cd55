import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot, TunelabError } from "../../../core/index.js";
import { makeTokenLikelihoods, type OpenedModel } from "../../../models/index.js";
import { calibrateTask, type TaskCalibration } from "./calibrate.js";
import { toEvidenceQuestion, type JudgeTask } from "../judge-task.js";
import { judgeHint } from "../judge-hint.js";
import type { JudgeQuestion, RubricJudge } from "../judge.js";
import { likelihoodFeatures } from "./likelihood-features.js";
import { predictLogistic } from "../calibration/logistic.js";
import { judgeBySupport } from "../support/support-judge.js";
import { formatNumber, say } from "../../../texts/index.js";

/** Area under the ROC curve on held-out topics below which a judge is not used. */
export const LEAST_AREA = 0.9;
/** Balanced accuracy at the cut, on held-out topics, below which a judge is not used. */
const LEAST_ACCURACY = 0.8;

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
  balancedAccuracy: z.number(),
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

const TASKS: readonly JudgeTask[] = ["correctness", "relevance", "sufficiency", "chunk_relevance"];
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
 * labelled cases. It is never asked for a score, at which such a model is at chance. Groundedness is judged without it, by
 * {@link judgeBySupport}, which is measured on answers of many kinds in three languages.
 *
 * Every judgement names the method and its measured area under the ROC curve. A question for which that area is below 0.90,
 * or the balanced accuracy at the cut below 0.80, is refused with `cannot_judge`, which says what can; so is every question
 * when another model answers than the one that was measured.
 *
 * @example
 * const judge = likelihoodJudge({ client, model: "smollm2-135m-instruct" });
 */
export function likelihoodJudge(model: OpenedModel, calibration: Calibration = embeddedCalibration()): RubricJudge {
  const name = calibration.model || model.model;
  const likelihoods = makeTokenLikelihoods(model, {
    onAnswer: (answering) => {
      if (answering === name) return;
      const message = say("evaluate.otherModel", { model: answering, name: model.model, measured: name });
      throw new TunelabError(message, { code: "cannot_judge", hint: judgeHint() });
    },
  });
  const find = (question: JudgeQuestion): TaskCalibration | undefined => {
    const task = TASK_OF[question];
    const found = task === undefined ? undefined : calibration.tasks[task];
    const isGood = found !== undefined && found.auc.estimate >= LEAST_AREA && found.balancedAccuracy >= LEAST_ACCURACY;
    return isGood ? found : undefined;
  };
  const refusal = (question: JudgeQuestion): string | undefined => {
    if (question === "groundedness") return undefined;
    if (find(question) !== undefined) return undefined;
    const task = TASK_OF[question];
    const measured = task === undefined ? undefined : calibration.tasks[task];
    const why =
      measured === undefined
        ? say("evaluate.notCalibrated")
        : say("evaluate.tooOftenWrong", {
            area: two(measured.auc.estimate),
            accuracy: two(measured.balancedAccuracy),
            leastArea: two(LEAST_AREA),
            leastAccuracy: two(LEAST_ACCURACY),
          });
    return say("evaluate.cannotJudge", { name, question: question.replace("_", " "), reason: why });
  };
  return {
    name,
    method: "likelihood",
    refusal,
    ask: (_, quality) =>
      Promise.reject(
        new TunelabError(
          say("evaluate.writesChance", {
            refusal: say("evaluate.cannotJudge", { name, question: quality, reason: say("evaluate.notCalibrated") }),
          }),
          {
            code: "cannot_judge",
            hint: judgeHint(),
          },
        ),
      ),
    judge: async (question, parts, signal) => {
      if (question === "groundedness") return judgeBySupport(parts);
      const task = TASK_OF[question];
      const calibrated = find(question);
      if (task === undefined || calibrated === undefined) {
        throw new TunelabError(refusal(question)!, { code: "cannot_judge", hint: judgeHint() });
      }
      const features = await likelihoodFeatures(toEvidenceQuestion(task, parts), likelihoods, signal);
      const probability = predictLogistic(calibrated.model, features);
      return {
        value: probability >= 0.5 ? "yes" : "no",
        rationale: say("evaluate.likelihoods", {
          name,
          percent: Math.round(probability * 100),
          lift: two(features[0]!),
          weakest: two(features[1]!),
          found: Math.round(features[5]! * 100),
          area: describeArea(calibrated.auc),
          hardArea: describeArea(calibrated.hardAuc),
        }),
        metadata: { judge: "likelihood", model: name, probability, auc: calibrated.auc, hardAuc: calibrated.hardAuc },
      };
    },
  };
}

const describeArea = ({ estimate, low, high }: TaskCalibration["auc"]): string =>
  say("evaluate.area", { area: two(estimate), low: two(low), high: two(high) });

const two = (value: number): string => formatNumber(value, { fixed: 2 });

/**
 * Calibrates another model as a likelihood judge, for {@link likelihoodJudge}; about 300 cases per task.
 *
 * @example
 * const calibration = await calibrateJudge(opened, { tasks: ["sufficiency"] });
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
