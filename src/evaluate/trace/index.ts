export { autologOpenAI } from "./autolog.js";
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
