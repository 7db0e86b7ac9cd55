import { toJsonText, type RunInfo, type TrackedSpan, type TrackedTrace } from "../core/index.js";
import { usageOfSpan, usageOfTrace } from "./token-usage.js";

const PREVIEW_LENGTH = 1000;
/** Metadata that names the run of a trace. */
export const SOURCE_RUN = "mlflow.sourceRun";

const clip = (text: string): string =>
  text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH - 3)}...` : text;

/** What MLflow shows of a trace without opening it. */
export const previews = ({ request, response }: TrackedTrace) => ({
  request_preview: clip(toJsonText(request)),
  response_preview: clip(toJsonText(response)),
});

/** Metadata that link a trace to its run and say in which form its spans are. */
export const traceMetadata = (trace: TrackedTrace, run: Pick<RunInfo, "runId">): Record<string, string> => {
  const usage = usageOfTrace(trace);
  return {
    "mlflow.trace_schema.version": "3",
    [SOURCE_RUN]: run.runId,
    "mlflow.traceInputs": clip(toJsonText(trace.request)),
    "mlflow.traceOutputs": clip(toJsonText(trace.response)),
    ...(usage !== undefined && { "mlflow.trace.tokenUsage": JSON.stringify(usage) }),
  };
};

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
  return toJsonText({ spans: trace.spans.map((span) => toSpan(trace, traceId, span)) });
}

function toSpan(trace: TrackedTrace, traceId: string, span: TrackedSpan): object {
  const usage = usageOfSpan(span);
  const attributes = Object.entries(span.attributes).map(([key, value]) => [key, toJsonText(value)]);
  return {
    trace_id: traceId,
    span_id: toBase64(span.spanId),
    parent_span_id: span.parentId === null ? null : toBase64(span.parentId),
    name: span.name,
    start_time_unix_nano: BigInt(span.startTimeNs),
    end_time_unix_nano: BigInt(span.endTimeNs),
    events: [],
    status: { code: `STATUS_CODE_${span.status}`, message: span.error ?? "" },
    attributes: {
      "mlflow.traceRequestId": toJsonText(trace.traceId),
      "mlflow.spanType": toJsonText(span.spanType),
      "mlflow.spanInputs": toJsonText(span.inputs),
      "mlflow.spanOutputs": toJsonText(span.outputs),
      ...(usage !== undefined && { "mlflow.chat.tokenUsage": JSON.stringify(usage) }),
      ...(Object.fromEntries(attributes) as Record<string, string>),
    },
    links: [],
  };
}

/**
 * Reads the spans of a `traces.json` that {@link tracesJson} wrote.
 *
 * @example
 * fromTracesJson(tracesJson(trace)).length === trace.spans.length; // true
 */
export function fromTracesJson(text: string): readonly TrackedSpan[] {
  const quoted = text.replace(/"(start|end)_time_unix_nano":(\d+)/g, '"$1_time_unix_nano":"$2"');
  return (JSON.parse(quoted) as { readonly spans: readonly WrittenSpan[] }).spans.map((span) => {
    const {
      "mlflow.traceRequestId": _,
      "mlflow.spanType": spanType = '"UNKNOWN"',
      "mlflow.spanInputs": inputs = "null",
      "mlflow.spanOutputs": outputs = "null",
      // Made again of the outputs when it is written.
      "mlflow.chat.tokenUsage": __,
      ...attributes
    } = span.attributes;
    return {
      spanId: toHex(span.span_id),
      parentId: span.parent_span_id === null ? null : toHex(span.parent_span_id),
      name: span.name,
      spanType: JSON.parse(spanType) as string,
      inputs: JSON.parse(inputs) as unknown,
      outputs: JSON.parse(outputs) as unknown,
      status: span.status.code === "STATUS_CODE_ERROR" ? "ERROR" : "OK",
      ...(span.status.message !== "" && { error: span.status.message }),
      startTimeNs: BigInt(span.start_time_unix_nano),
      endTimeNs: BigInt(span.end_time_unix_nano),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, JSON.parse(value) as unknown]),
      ),
    };
  });
}

interface WrittenSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly start_time_unix_nano: string;
  readonly end_time_unix_nano: string;
  readonly status: { readonly code: string; readonly message: string };
  readonly attributes: Readonly<Record<string, string>>;
}

const toHex = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

const toBase64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
