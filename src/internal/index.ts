// The parts that `tunelab` is made of, for programs beyond a notebook; names may change with any version.
export {
  billedTrainingTokens,
  defaultEpochs,
  distributionOf,
  encodingForModel,
  encodingNameForModel,
  estimateCost,
  findModelFacts,
  formatDistribution,
  retirementNotice,
} from "../tokens/index.js";
export { Figure, Progress, Table, toTableBundle } from "../display/index.js";
export { ChatDataset, danfo, frameTable, mapVolumePath, sqlEngine, validateChatExample } from "../datasets/index.js";
export { connect, describeSettings, ensureEmbeddedService, MadeThings, readSettings } from "../client/index.js";
export { CheckResult, Lab, PortalLink } from "../lab/index.js";
export { Prompty, parsePrompty } from "../prompts/index.js";
export { openModel } from "../models/index.js";
export { createMlflow } from "../mlflow/index.js";
export {
  Comparison,
  EvaluationResult,
  GenaiResult,
  bootstrapInterval,
  makeMetric,
  retryFailed,
  runRows,
  validateEvaluationResults,
} from "../evaluate/index.js";
export { LocalTracker, RestTracker, Tracking, pushRun, trackerFromEnvironment } from "../tracking/index.js";
export { ChatPlayground, lossFigure, scoreAnswer, SetupReport } from "../finetune/index.js";
