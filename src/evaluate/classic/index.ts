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
} from "./builtin-metrics.js";
export { describeKind, readEvalData, type EvalData, type EvalDataInput, type EvalRow } from "./eval-data.js";
export { evaluate, retryFailed } from "./evaluate.js";
export type { EvaluateOptions, EvaluatorConfig } from "./evaluate-options.js";
export { EvalTable, EvaluationResult, type ResultArtifact } from "./evaluation-result.js";
export { logEvaluation } from "./log-evaluation.js";
export {
  checkMetricName,
  makeMetric,
  type EvaluationMetric,
  type MetricArguments,
  type MetricValue,
} from "./metric.js";
export { toSplitJson, type ResultColumn } from "./results-table-json.js";
export type { EvalModel, EvalModelContext } from "./run-model.js";
export { loadToxicity, TOXICITY_MODEL, type ToxicityClassifier } from "./toxicity.js";
export { answerCorrectness, answerRelevance, answerSimilarity, faithfulness, relevance } from "./graded-metrics.js";
export { makeGenaiMetric, type GenaiMetricOptions, type GradingExample } from "./make-genai-metric.js";
export { profanity } from "./profanity.js";
export { readGrade } from "./read-grade.js";
export { validateEvaluationResults, type MetricThreshold } from "./thresholds.js";
