export { evaluate } from "./evaluate.js";
export { type AzureEvaluateOptions } from "./evaluate-options.js";
export { type EvaluationTarget } from "./run-target.js";
export { AzureEvaluationResult, type AzureEvaluationFile } from "./azure-result.js";
export { type AzureEvaluatorConfig, type ColumnMapping, type Evaluators } from "./column-mapping.js";
export { type Evaluator, type EvaluatorContext, type EvaluatorFunction, type EvaluatorOutput } from "./evaluator.js";
export { JudgeEvaluator, type JudgeOptions } from "./judge-evaluator.js";
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
} from "./judges.js";
export { QAEvaluator, type QAOptions } from "./qa-evaluator.js";
export {
  BleuScoreEvaluator,
  F1ScoreEvaluator,
  GleuScoreEvaluator,
  MeteorScoreEvaluator,
  RougeScoreEvaluator,
  RougeTypes as RougeType,
  type RougeEvaluatorOptions,
  type TextEvaluatorOptions,
} from "./text-evaluators.js";
export {
  DocumentRetrievalEvaluator,
  type DocumentRetrievalOptions,
  type RetrievalGroundTruthDocument,
  type RetrievedDocument,
} from "./document-retrieval-evaluator.js";
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
} from "./safety-evaluators.js";
export { LocalContentCheck } from "./local-content-check.js";
