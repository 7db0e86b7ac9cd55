import type { TrackedTrace } from "../../core/index.js";
import type { Trace } from "./trace.js";

/** A trace as trackers keep it, without judgements. */
export function toTrackedTrace(trace: Trace): TrackedTrace {
  const { traceId, requestTime, executionDuration, state, request, response, spans } = trace;
  return { traceId, requestTime, executionDuration, state, request, response, spans, assessments: [] };
}
