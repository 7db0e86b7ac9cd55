// Errors
export { TunelabError } from "./core/index.js";

// Tokens, distributions, prices
export {
  billedTrainingTokens,
  defaultEpochs,
  distributionOf,
  encodingForModel,
  encodingNameForModel,
  estimateCost,
  findModelFacts,
  formatDistribution,
  getEncoding,
  MODEL_CATALOG,
  numAssistantTokensFromMessages,
  numTokensFromMessages,
  printDistribution,
  quantile,
  retirementNotice,
  type CostEstimate,
  type Distribution,
  type ModelCatalog,
} from "./tokens/index.js";
