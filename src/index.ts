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

// Show: tables, figures, progress, text
export {
  Figure,
  PLOTLY_MIME,
  Progress,
  TABLE_MIME,
  Table,
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
