// Opening and checking a lab
export {
  openLab,
  check,
  openPortal,
  type LabName,
  type OpenPortalOptions,
  type Lab,
  type CheckResult,
  type PortalLink,
} from "./lab/index.js";
export { checkSetup, fetchLabData, type SetupReport } from "./finetune/index.js";

// Providers' errors, secrets
export { explainProviderError, type Connection, type Settings } from "./client/index.js";
export { redact, TunelabError } from "./core/index.js";

// Showing: tables, figures, progress, text
export {
  display,
  table,
  figure,
  progress,
  markdown,
  html,
  clearOutput,
  type ColumnShade,
  type DataFigure,
  type DisplayHandle,
  type DisplayValueOptions,
  type Displayable,
  type Figure,
  type FigureKind,
  type PlotlySpec,
  type Progress,
  type ProgressOptions,
  type ProgressState,
  type Table,
  type TableColumn,
  type TableData,
  type TableInput,
  type TableOptions,
} from "./display/index.js";

// Controls in the page
export { widgets, type AnyWidget, type Button, type Control, type Output, type Widget } from "./widgets/index.js";

// Files and DataFrames
export {
  readChatDataset,
  splitDataset,
  readJsonl,
  streamJsonl,
  toJsonl,
  readCsv,
  parseCsv,
  toDataFrame,
  toRows,
  head,
  describe,
  valueCounts,
  sampleRows,
  dedupeRows,
  findSharedExamples,
  listVolume,
  pullVolumeFile,
  pushVolumeFile,
  type ChatDataset,
  type ChatExample,
  type ChatMessage,
  type DatasetProblem,
} from "./datasets/index.js";

// Tokens and prices
export {
  getEncoding,
  numTokensFromMessages,
  numAssistantTokensFromMessages,
  printDistribution,
  quantile,
  MODEL_CATALOG,
  type CostEstimate,
  type Distribution,
  type ModelCatalog,
} from "./tokens/index.js";
export { tokenReport, costMeter, priceTable } from "./finetune/index.js";

// Fine-tuning jobs
export {
  resumeLab,
  watchJob,
  listJobs,
  jobEvents,
  jobCheckpoints,
  jobResults,
  type JobStep,
} from "./finetune/index.js";

// Deployments and what becomes of them
export {
  deployModel,
  deployBaseModel,
  listDeployments,
  resizeDeployment,
  deleteDeployment,
  deleteEverything,
  chatPlayground,
  compareModels,
  type ChatPlayground,
  type ComparedExample,
} from "./finetune/index.js";

// Evaluations and runs
export { mlflow, type MlflowEvaluateOptions, type MlflowGenaiOptions } from "./mlflow/index.js";
export {
  evaluate,
  compare,
  defaultJudge,
  promptJudge,
  type Calibration,
  type CompareOptions,
  type Comparison,
  type EvalModel,
  type EvalRow,
  type EvaluateOptions,
  type EvaluationMetric,
  type EvaluationResult,
  type Feedback,
  type GenaiResult,
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
export type { ActiveRun } from "./tracking/index.js";

// Prompt files, synthetic data, azure-ai-evaluation's words
export {
  loadPrompty,
  setPromptyParameters,
  type Prompty,
  type PromptMessage,
  type PromptyAnswer,
  type PromptyOptions,
  type PromptyRunOptions,
} from "./prompts/index.js";
export { wikipediaSummary, listBundledTexts, type WikipediaOptions, type WikipediaSummary } from "./simulate/index.js";
export type { ModelConfiguration } from "./models/index.js";
export * as azureEvaluation from "./azure-evaluation/index.js";

// What a program beyond a notebook may need
export * as internal from "./internal/index.js";
