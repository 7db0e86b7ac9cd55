export { autologDuring, autologOpenAI } from "./autolog.js";
export { collectTraces } from "./collect-traces.js";
export { observeOpenAI, type CallObserver, type CompletionRequest } from "./openai-calls.js";
export { toTrackedTrace } from "./to-tracked-trace.js";
export {
  captureTrace,
  lastTraces,
  recordSpan,
  trace,
  type Span,
  type SpanType,
  type Trace,
  type TraceOptions,
} from "./trace.js";
