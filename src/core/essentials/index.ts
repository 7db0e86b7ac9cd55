/**
 * The part of core that the kernel's processes load at their start. Every file counts there: a kernel is two processes and a
 * thread, and each loads these anew.
 */
export { COMM_HOST, type Comm, type CommEvent, type CommHost, type CommParts } from "../contracts/comm-contract.js";
export { startOf } from "../text/cut-text.js";
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
} from "../contracts/display-contract.js";
export { TunelabError, type TunelabErrorOptions } from "../errors.js";
export { findSimilar } from "../text/find-similar.js";
export { escapeHtml } from "../text/html.js";
export { isRecord, tryParse } from "../json/index.js";
export { NO_TELEMETRY } from "../no-telemetry.js";
export { findProjectRoot } from "../project-root.js";
