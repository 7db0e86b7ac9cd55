export { forEachWithLimit } from "./for-each-with-limit.js";
export { isPassing, isPassingStatus } from "./passing-failures.js";
export { raceDeadline, type DeadlineOptions } from "./race-deadline.js";
export { retry, type RetryOptions } from "./retry.js";
export { readRetryAfter, retryDelaySeconds } from "./retry-delay.js";
export { SharedPromise } from "./shared-promise.js";
export { anySignal } from "./signals.js";
export { sleepSeconds } from "./sleep-seconds.js";
export { timerMs } from "./timer-ms.js";
