import type { Handler } from "../session/kernel-context.js";
import { commClose } from "./comms/comm-close.js";
import { commInfoRequest } from "./comms/comm-info-request.js";
import { commMsg } from "./comms/comm-msg.js";
import { commOpen } from "./comms/comm-open.js";
import { completeRequest } from "./complete-request.js";
import { debugRequest } from "./debug-request.js";
import { historyRequest } from "./history-request.js";
import { inspectRequest } from "./inspect-request.js";
import { interruptRequest } from "./interrupt-request.js";
import { isCompleteRequest } from "./is-complete-request.js";
import { kernelInfoRequest } from "./kernel-info-request.js";
import { shutdownRequest } from "./shutdown-request.js";

export { unknownRequest } from "./unknown-request.js";
export { ExecuteHandler, type ExecuteHandlerOptions } from "./execute-request.js";

/** Who answers which message; `execute_request` has a queue and a handler of its own. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  comm_close: commClose,
  comm_info_request: commInfoRequest,
  comm_msg: commMsg,
  comm_open: commOpen,
  complete_request: completeRequest,
  debug_request: debugRequest,
  history_request: historyRequest,
  inspect_request: inspectRequest,
  interrupt_request: interruptRequest,
  is_complete_request: isCompleteRequest,
  kernel_info_request: kernelInfoRequest,
  shutdown_request: shutdownRequest,
};
