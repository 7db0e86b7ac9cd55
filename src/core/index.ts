export {
  COMM_HOST,
  getCommHost,
  type Comm,
  type CommEvent,
  type CommHost,
  type CommParts,
} from "./contracts/comm-contract.js";
export { startOf } from "./text/cut-text.js";
export { bootstrapInterval, type BootstrapOptions, type Interval } from "./statistics/bootstrap.js";
export { TunelabError, type TunelabErrorOptions } from "./errors.js";
export {
  DISPLAY_SINK,
  JUPYTER_DISPLAY,
  JUPYTER_DISPLAY_METADATA,
  PATH_MAPPER,
  SQL_ENGINE,
  getDisplaySink,
  type DisplayBundle,
  type DisplayOptions,
  type DisplaySink,
  type MimeData,
  type OutputListener,
  type SqlEngine,
} from "./contracts/display-contract.js";
export { NO_TELEMETRY } from "./no-telemetry.js";
export { portalPage, portalPageOf, portalRoute, usedServiceUrl, type PortalThing } from "./portal-page.js";
export { isMostlyIdle } from "./is-mostly-idle.js";
export { findProjectRoot } from "./project-root.js";
export {
  countProviderKeys,
  isSecretName,
  isSecretProperty,
  maskSecret,
  hasSecretSigns,
  openSecretStart,
  redact,
  redactValue,
  secretValues,
  type RedactOptions,
} from "./redact/index.js";
export { SERVICE_ADDRESS_FILE, readServiceAddress, type ServiceAddress } from "./service-address.js";
export { parseDotenv, readDotenv } from "./dotenv/index.js";
export { escapeHtml, isSafeLink, linkHtml } from "./text/html.js";
export { addLoggedTables, LOGGED_TABLES_TAG, readLoggedTables } from "./logged-tables.js";
export { checkOneOf } from "./check-one-of.js";
export { optionError, quoteGiven } from "./option-error.js";
export { quantileOfSorted } from "./statistics/quantile.js";
export { normalDeviate, seededRandom, shuffled } from "./random/index.js";
export { isRecord, parseJsonExactly, toJsonText, tryParse } from "./json/index.js";
export { isFrameLike, rowsOf, type FrameLike, type RowsInput } from "./rows-of.js";
export { databricksAddress } from "./databricks-address.js";
export { isHeaderValue } from "./header-value.js";
export { heldSecret, heldSecretError, noteHeldSecrets, type HeldSecret } from "./held-secrets.js";
export { isLoopback, isLoopbackName, isOwnNetwork, keepFromProxies, mayCarryKeys } from "./loopback/index.js";
export {
  anySignal,
  forEachWithLimit,
  isPassing,
  isPassingStatus,
  raceDeadline,
  readRetryAfter,
  retry,
  retryDelaySeconds,
  sleepSeconds,
  timerMs,
  type DeadlineOptions,
  type RetryOptions,
  SharedPromise,
} from "./async/index.js";
export type {
  MetricPoint,
  NewRun,
  RunInfo,
  RunSearch,
  RunStatus,
  RunView,
  TrackedArtifact,
  TrackedBatch,
  TrackedDataset,
  TrackedExperiment,
  TrackedRun,
  TrackedSpan,
  TrackedTrace,
  Tracker,
} from "./contracts/tracker.js";
export {
  isUnfinished,
  lockFile,
  readLockOwner,
  isNotWritable,
  makeFolder,
  makeFolderSync,
  syncFolder,
  withFileLock,
  writeWholeFile,
  writeWholeFileSync,
  type FileLock,
  type WriteText,
} from "./files/index.js";
export { runOriginTags, userName } from "./user-name.js";
export { findSimilar } from "./text/find-similar.js";
export { JoinedCall } from "./async/joined-call.js";
export { outliveInterrupt } from "./async/outlive-interrupt.js";
export { tellInterrupt } from "./async/tell-interrupt.js";
export { joinClauses, labelled } from "./text/labelled.js";
export { findUtf8Problem, isDamagedUtf8, weighUtf8, type Utf8Evidence, type Utf8Problem } from "./text/utf8-problem.js";
