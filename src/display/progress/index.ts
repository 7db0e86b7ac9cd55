export { Progress, progress, type ProgressOptions } from "./progress.js";
export { type ProgressState } from "./progress-state.js";
export { formatDuration } from "./format-duration.js";
