export { PIIDetection, RegexMatch, ResponseLength, type PiiType } from "./scorers/code-scorers.js";
export {
  Feedback,
  type FeedbackError,
  type FeedbackOptions,
  type FeedbackSource,
  type FeedbackValue,
} from "./scorers/feedback.js";
export { evaluateGenai, retryFailedGenai } from "./genai-evaluate.js";
export type { GenaiEvaluateOptions, InputsOf, PredictContext } from "./genai-options.js";
export { GenaiResult, type GenaiRowResult } from "./result/genai-result.js";
export {
  Completeness,
  Correctness,
  Equivalence,
  ExpectationsGuidelines,
  Fluency,
  Guidelines,
  RelevanceToQuery,
  RetrievalGroundedness,
  RetrievalRelevance,
  RetrievalSufficiency,
  Safety,
  Summarization,
  type JudgeScorerOptions,
} from "./scorers/judge-scorers.js";
export { scorer, type Scorer, type ScorerArguments, type ScorerOptions, type ScorerResult } from "./scorers/scorer.js";
