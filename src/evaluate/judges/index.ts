export { areaUnderCurve, areaWithInterval, type ScoredLabel } from "./calibration/area-under-curve.js";
export { calibrateTask, fitAndMeasure, type MeasuredArea, type TaskCalibration } from "./likelihood/calibrate.js";
export { namesIn, numberOfWord } from "./support/content-words.js";
export { defaultJudge } from "./default-judge.js";
export { groundedAnswers, type GroundedAnswer } from "./support/grounded-answers.js";
export { judgeHint } from "./judge-hint.js";
export type { Judge, Judgement, JudgeParts, JudgeQuestion, JudgeRequest, RubricJudge } from "./judge.js";
export { loadJudgePrompts, writeJudgeMessages } from "./judge-prompts.js";
export { toEvidenceQuestion, type EvidenceQuestion, type JudgeCase, type JudgeTask } from "./judge-task.js";
export { labelledCases, type LabelledCase } from "./likelihood/labelled-cases.js";
export { featuresOf, likelihoodFeatures } from "./likelihood/likelihood-features.js";
export {
  calibrateJudge,
  embeddedCalibration,
  LEAST_AREA,
  likelihoodJudge,
  type Calibration,
} from "./likelihood/likelihood-judge.js";
export { predictLogistic } from "./calibration/logistic.js";
export { balancedAccuracy, measureJudge, type MeasuredJudge } from "./calibration/measure-judge.js";
export { openJudge, type OpenJudgeOptions } from "./open-judge.js";
export { promptJudge, readJudgement, type PromptJudgeOptions } from "./prompt-judge.js";
export {
  calibrateSupport,
  fitSupport,
  supportCalibration,
  type SupportCalibration,
} from "./support/support-calibration.js";
export { judgeBySupport, SUPPORT_METHOD } from "./support/support-judge.js";
export { textSupport } from "./support/text-support.js";
