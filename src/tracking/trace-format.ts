import type { RunInfo, TrackedSpan, TrackedTrace } from "../core/index.js";

const PREVIEW_LENGTH = 1000;

/** Text of a value as MLflow keeps it in a trace. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)) ?? "null";

const clip = (text: string): string =>
  text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH - 3)}...` : text;

/** What MLflow shows of a trace without opening it. */
export const previews = ({ request, response }: TrackedTrace) => ({
  request_preview: clip(toJson(request)),
  response_preview: clip(toJson(response)),
});

/** Metadata that link a trace to its run and say in which form its spans are. */
export const traceMetadata = (trace: TrackedTrace, run: Pick<RunInfo, "runId">): Record<string, string> => ({
  "mlflow.trace_schema.version": "3",
  "mlflow.sourceRun": run.runId,
  "mlflow.traceInputs": clip(toJson(trace.request)),
  "mlflow.traceOutputs": clip(toJson(trace.response)),
});

/** Name under which MLflow lists a trace: that of its outermost span. */
export const traceName = ({ spans }: TrackedTrace): string =>
  spans.find((span) => span.parentId === null)?.name ?? "trace";

/**
 * Writes the spans as MLflow 3's `traces.json`: ids in base64, times in nanoseconds as bare numbers.
 *
 * @example
 * tracesJson(trace).startsWith('{"spans":['); // true
 */
export function tracesJson(trace: TrackedTrace): string {
  const traceId = toBase64(trace.traceId.replace(/^tr-/, ""));
  const text = JSON.stringify({ spans: trace.spans.map((span) => toSpan(trace, traceId, span)) });
  // JSON.stringify knows no whole numbers beyond 2^53: they are written as text and their quotes taken away.
  return text.replace(/"(start|end)_time_unix_nano":"(\d+)"/g, '"$1_time_unix_nano":$2');
}

function toSpan(trace: TrackedTrace, traceId: string, span: TrackedSpan): object {
  const attributes = Object.entries(span.attributes).map(([key, value]) => [key, toJson(value)]);
  return {
    trace_id: traceId,
    span_id: toBase64(span.spanId),
    parent_span_id: span.parentId === null ? null : toBase64(span.parentId),
    name: span.name,
    start_time_unix_nano: String(span.startTimeNs),
    end_time_unix_nano: String(span.endTimeNs),
    events: [],
    status: { code: `STATUS_CODE_${span.status}`, message: span.error ?? "" },
    attributes: {
      "mlflow.traceRequestId": toJson(trace.traceId),
      "mlflow.spanType": toJson(span.spanType),
      "mlflow.spanInputs": toJson(span.inputs),
      "mlflow.spanOutputs": toJson(span.outputs),
      ...(Object.fromEntries(attributes) as Record<string, string>),
    },
    links: [],
  };
}

const toBase64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
