export { bootstrapInterval, type BootstrapOptions, type Interval } from "../../core/index.js";
export { compare, type CompareOptions } from "./compare/compare.js";
export type { OverallComparison, ScoreComparison } from "./compare/comparison-data.js";
export { Comparison } from "./compare/comparison.js";
export { LEAST_PAIRS, verdictOf, type Verdict } from "./compare/verdict.js";
export { describeFailure } from "./failure-line.js";
export { keepAsLast, lastResult } from "./last-result.js";
export { resultToHtml } from "./report-html.js";
export { plotDistributions, plotScoresByRow } from "./result-plots.js";
export { metricsTable, resultTable, type ResultTableOptions } from "./result-table.js";
export { toScore, type ResultView, type RowFailure, type ScoreColumn, type ScoreCount } from "./result-view.js";
export {
  inRun,
  type EvaluatedRows,
  type EvaluationSteps,
  type OpenRun,
  type RunPlace,
  type RunSummary,
} from "./in-run.js";
export { metricSteps, tryToRecord } from "./try-to-record.js";
export { ShownResult, type ShownResultData } from "./shown-result.js";
