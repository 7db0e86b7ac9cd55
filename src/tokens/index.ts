export { BytePairEncoder, type EncodeOptions, type RankTable } from "./byte-pair-encoder.js";
export {
  numAssistantTokensFromMessages,
  numTokensFromMessages,
  type CountableMessage,
  type CountOptions,
} from "./chat-tokens.js";
export { estimateCost, type CostEstimate, type CostOptions } from "./cost.js";
export { billedTrainingTokens, defaultEpochs } from "./default-epochs.js";
export {
  distributionOf,
  formatDistribution,
  pairwiseSum,
  printDistribution,
  quantile,
  type Distribution,
} from "./distribution.js";
export { encodingForModel, encodingNameForModel, getEncoding, type EncodingName } from "./encodings.js";
export {
  EMBEDDED_TRAINING_TOKENS,
  findModelFacts,
  MODEL_CATALOG,
  trainingContextOf,
  type ModelCatalog,
  type ModelFacts,
  type Retirement,
  type TokenPrices,
  type TrainingPrices,
} from "./model-catalog.js";
export { describeTrainable, retirementNotice } from "./retirement.js";
