export { bootstrapInterval, type BootstrapOptions, type Interval } from "../../core/index.js";
export { compare, Comparison, type CompareOptions, type ScoreComparison } from "./compare.js";
export { describeFailure } from "./failure-line.js";
export { keepAsLast, lastResult } from "./last-result.js";
export { resultToHtml } from "./report-html.js";
export { plotDistributions, plotScoresByRow } from "./result-plots.js";
export { metricsTable, resultTable, type ResultTableOptions } from "./result-table.js";
export { toScore, type ResultView, type RowFailure, type ScoreColumn, type ScoreCount } from "./result-view.js";
export { ShownResult, type ShownResultData } from "./shown-result.js";
