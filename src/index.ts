// Errors
export { redact, TunelabError } from "./core/index.js";

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

// Show: tables, figures, progress, text
export {
  Figure,
  PLOTLY_MIME,
  Progress,
  TABLE_MIME,
  Table,
  clearOutput,
  display,
  figure,
  html,
  markdown,
  progress,
  table,
  toTableBundle,
  type ColumnShade,
  type DataFigure,
  type DisplayHandle,
  type DisplayValueOptions,
  type Displayable,
  type FigureKind,
  type PlotlySpec,
  type ProgressOptions,
  type ProgressState,
  type TableColumn,
  type TableData,
  type TableInput,
  type TableOptions,
} from "./display/index.js";

// Datasets: files, DataFrames, checks, SQL
export {
  ChatDataset,
  danfo,
  dedupeRows,
  describe,
  findSharedExamples,
  frameTable,
  head,
  listVolume,
  mapVolumePath,
  parseCsv,
  pullVolumeFile,
  pushVolumeFile,
  readChatDataset,
  readCsv,
  readJsonl,
  sampleRows,
  splitDataset,
  sqlEngine,
  streamJsonl,
  toDataFrame,
  toJsonl,
  toRows,
  validateChatExample,
  valueCounts,
  type ChatExample,
  type ChatMessage,
  type DatasetProblem,
} from "./datasets/index.js";

// Providers: settings, clients, secrets
export {
  connect,
  describeSettings,
  ensureEmbeddedService,
  explainProviderError,
  MadeThings,
  readSettings,
  type Connection,
  type Settings,
} from "./client/index.js";

// Labs: opening and checking
export {
  check,
  CheckResult,
  Lab,
  openLab,
  openPortal,
  PortalLink,
  type LabName,
  type OpenPortalOptions,
} from "./lab/index.js";

// Prompts in files
export {
  Prompty,
  loadPrompty,
  parsePrompty,
  setPromptyParameters,
  type PromptMessage,
  type PromptyAnswer,
  type PromptyOptions,
  type PromptyRunOptions,
} from "./prompts/index.js";
export { openModel, type ModelConfiguration } from "./models/index.js";

// Evaluate: MLflow's words, metrics, comparisons, reports
export { createMlflow, mlflow, type MlflowEvaluateOptions, type MlflowGenaiOptions } from "./mlflow/index.js";
export {
  Comparison,
  EvaluationResult,
  Feedback,
  GenaiResult,
  bootstrapInterval,
  compare,
  defaultJudge,
  evaluate,
  loadToxicity,
  makeGenaiMetric,
  makeMetric,
  profanity,
  promptJudge,
  retryFailed,
  runRows,
  validateEvaluationResults,
  type CompareOptions,
  type Calibration,
  type EvalModel,
  type EvalRow,
  type EvaluateOptions,
  type EvaluationMetric,
  type Judge,
  type MetricThreshold,
  type MetricValue,
  type ResultView,
  type RowFailure,
  type RunRowsOptions,
  type Scorer,
  type ScorerArguments,
  type ToxicityClassifier,
} from "./evaluate/index.js";

// Track: runs in a folder or on a server
export {
  LocalTracker,
  RestTracker,
  Tracking,
  pushRun,
  trackerFromEnvironment,
  type ActiveRun,
} from "./tracking/index.js";

// Fine-tuning: set-up, tokens and cost, jobs, deployments, playground, comparison, clean-up
export {
  chatPlayground,
  ChatPlayground,
  checkSetup,
  compareModels,
  costMeter,
  deleteDeployment,
  deleteEverything,
  deployModel,
  fetchLabData,
  jobCheckpoints,
  jobEvents,
  jobResults,
  listDeployments,
  listJobs,
  lossFigure,
  priceTable,
  resizeDeployment,
  scoreAnswer,
  SetupReport,
  tokenReport,
  watchJob,
  type ComparedExample,
  type JobStep,
} from "./finetune/index.js";

// Synthetic data and evaluation in azure-ai-evaluation's words
export * as azureEvaluation from "./azure-evaluation/index.js";
export { listBundledTexts, wikipediaSummary, type WikipediaOptions, type WikipediaSummary } from "./simulate/index.js";
