export { aggregate, DEFAULT_AGGREGATIONS, type AggregationName } from "./aggregations.js";
export { exactMatch } from "./exact-match.js";
export { ndcgAtK, precisionAtK, recallAtK } from "./retrieval.js";
export { scoreRouge, tokenizeForRouge, type RougeScore, type RougeText, type RougeType } from "./rouge.js";
export {
  automatedReadabilityIndex,
  countText,
  countWordSyllables,
  fleschKincaidGrade,
  type TextCounts,
} from "./readability/index.js";
