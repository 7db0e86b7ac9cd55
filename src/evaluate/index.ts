export {
  runRows,
  describeError,
  type RowContext,
  type RowError,
  type RowOutcome,
  type RunProgress,
  type RunRowsOptions,
  type RunRowsResult,
} from "./run/index.js";
