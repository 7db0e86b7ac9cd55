export { evaluate } from "./evaluation/evaluate.js";
export { type AzureEvaluateOptions } from "./evaluation/evaluate-options.js";
export { type EvaluationTarget } from "./evaluation/ask-target.js";
export { AzureEvaluationResult, type AzureEvaluationFile } from "./evaluation/azure-result.js";
export { type AzureEvaluatorConfig, type ColumnMapping, type Evaluators } from "./evaluation/column-mapping.js";
export {
  type Evaluator,
  type EvaluatorContext,
  type EvaluatorFunction,
  type EvaluatorOutput,
} from "./evaluators/evaluator.js";
export { JudgeEvaluator, type JudgeOptions } from "./judged/judge-evaluator.js";
export {
  CoherenceEvaluator,
  FluencyEvaluator,
  GroundednessEvaluator,
  IntentResolutionEvaluator,
  RelevanceEvaluator,
  ResponseCompletenessEvaluator,
  RetrievalEvaluator,
  SimilarityEvaluator,
  TaskAdherenceEvaluator,
  ToolCallAccuracyEvaluator,
} from "./judged/judges.js";
export { QAEvaluator, type QAOptions } from "./evaluators/qa-evaluator.js";
export {
  BleuScoreEvaluator,
  F1ScoreEvaluator,
  GleuScoreEvaluator,
  MeteorScoreEvaluator,
  RougeScoreEvaluator,
  RougeTypes as RougeType,
  type RougeEvaluatorOptions,
  type TextEvaluatorOptions,
} from "./evaluators/text-evaluators.js";
export {
  DocumentRetrievalEvaluator,
  type DocumentRetrievalOptions,
  type RetrievalGroundTruthDocument,
  type RetrievedDocument,
} from "./evaluators/document-retrieval-evaluator.js";
export {
  CodeVulnerabilityEvaluator,
  ContentSafetyEvaluator,
  GroundednessProEvaluator,
  HateUnfairnessEvaluator,
  IndirectAttackEvaluator,
  ProtectedMaterialEvaluator,
  SelfHarmEvaluator,
  SexualEvaluator,
  UngroundedAttributesEvaluator,
  ViolenceEvaluator,
} from "./evaluators/safety-evaluators.js";
export { LocalContentCheck } from "./evaluators/local-content-check.js";
export { LocalFactCheck } from "./evaluators/local-fact-check.js";
