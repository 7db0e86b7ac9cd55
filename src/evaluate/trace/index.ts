export { autologOpenAI } from "./autolog.js";
export { observeOpenAI, type CallObserver, type CompletionRequest } from "./openai-calls.js";
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
