export {
  runRows,
  type RowContext,
  type RowOutcome,
  type RunProgress,
  type RunRowsOptions,
  type RunRowsResult,
} from "./run-rows.js";
export { describeError, INTERRUPTED_ROW, type RowError } from "./row-error.js";
export { namedColumns } from "./named-columns.js";
export { RateLimiter } from "./rate-limiter.js";
export { showProgress } from "./show-progress.js";
