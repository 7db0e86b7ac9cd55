export { areaUnderCurve, areaWithInterval, type ScoredLabel } from "./area-under-curve.js";
export { calibrateTask, fitAndMeasure, type MeasuredArea, type TaskCalibration } from "./calibrate.js";
export { defaultJudge } from "./default-judge.js";
export { judgeHint } from "./judge-hint.js";
export type { Judge, Judgement, JudgeParts, JudgeQuestion, JudgeRequest, RubricJudge } from "./judge.js";
export { loadJudgePrompts, writeJudgeMessages } from "./judge-prompts.js";
export { toEvidenceQuestion, type EvidenceQuestion, type JudgeCase, type JudgeTask } from "./judge-task.js";
export { labelledCases, type LabelledCase } from "./labelled-cases.js";
export { featuresOf, likelihoodFeatures } from "./likelihood-features.js";
export {
  calibrateJudge,
  embeddedCalibration,
  LEAST_AREA,
  likelihoodJudge,
  type Calibration,
} from "./likelihood-judge.js";
export { openJudge, type OpenJudgeOptions } from "./open-judge.js";
export { promptJudge, readJudgement, type PromptJudgeOptions } from "./prompt-judge.js";
