export {
  ariGradeLevel,
  builtinMetrics,
  exactMatch,
  fleschKincaidGradeLevel,
  latency,
  ndcgAtK,
  precisionAtK,
  recallAtK,
  rouge,
  tokenCount,
  type ModelType,
} from "./metrics/builtin-metrics.js";
export { describeKind, readEvalData, type EvalData, type EvalDataInput, type EvalRow } from "./rows/eval-data.js";
export { evaluate, retryFailed } from "./evaluate.js";
export type { EvaluateOptions, EvaluatorConfig } from "./evaluate-options.js";
export { EvalTable, EvaluationResult, type ResultArtifact } from "./result/evaluation-result.js";
export { describeDataset, logEvaluation } from "./result/log-evaluation.js";
export {
  checkMetricName,
  makeMetric,
  type EvaluationMetric,
  type MetricArguments,
  type MetricValue,
} from "./metrics/metric.js";
export { toSplitJson, type ResultColumn } from "./result/results-table-json.js";
export type { EvalModel, EvalModelContext } from "./rows/run-model.js";
export { loadToxicity, TOXICITY_MODEL, type ToxicityClassifier } from "./metrics/toxicity.js";
export {
  answerCorrectness,
  answerRelevance,
  answerSimilarity,
  faithfulness,
  relevance,
} from "./metrics/graded-metrics.js";
export { makeGenaiMetric, type GenaiMetricOptions, type GradingExample } from "./metrics/make-genai-metric.js";
export { profanity } from "./metrics/profanity.js";
export { readGrade } from "./metrics/read-grade.js";
export { validateEvaluationResults, type MetricThreshold } from "./result/thresholds.js";
