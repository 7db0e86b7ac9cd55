export { MEMORY_VARIABLE, defaultMemoryLimit } from "./memory-limit.js";
export { MarkerFilter } from "./marker-filter.js";
export { FrameDecoder, encodeFrame } from "./frame-codec.js";
export type { InspectorChannel, InspectorListener } from "./inspector-channel.js";
export { CLOSE_INSPECTOR } from "./inspector-protocol.js";
export type { DebugHook } from "./child/debug/debug-hook.js";
export { DEBUG_HOOK_KEY } from "./protocol.js";
export type {
  AskMessage,
  CellOutcome,
  CommMessage,
  CommRequest,
  DisplayMessage,
  ErrorReport,
  Executable,
  ExpressionOutcome,
  RunRequest,
  StreamMessage,
} from "./protocol.js";
export { isRunning, processesAbove, type ListedProcess } from "./process-tree.js";
export { RunnerProcess, type RunnerListener, type RunnerOptions } from "./runner-process.js";
