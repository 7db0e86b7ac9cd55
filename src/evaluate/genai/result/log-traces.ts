import type { TrackedTrace, Tracker } from "../../../core/index.js";
import { toTrackedTrace } from "../../trace/index.js";
import type { GenaiRowResult } from "./genai-result.js";

/** Hands every row's trace with its judgements to the tracker. */
export async function logTraces(
  tracker: Tracker,
  run: { readonly runId: string; readonly experimentId: string },
  results: readonly GenaiRowResult[],
): Promise<void> {
  const traces = results.filter((row) => row.trace.traceId !== "").map((row) => toTracked(row, run.runId));
  await tracker.logTraces(run, traces);
}

function toTracked({ trace, feedback, expectations, error }: GenaiRowResult, runId: string): TrackedTrace {
  const at = new Date(trace.requestTime + trace.executionDuration).toISOString();
  const times = { create_time: at, last_update_time: at };
  return {
    ...toTrackedTrace(trace),
    state: error === undefined ? "OK" : "ERROR",
    assessments: [
      ...feedback.map(({ name, value, rationale, source, error: failed, metadata }) => ({
        assessment_name: name,
        source: { source_type: source.sourceType, source_id: source.sourceId },
        ...times,
        feedback: { value, error: failed && { error_code: failed.errorCode, error_message: failed.errorMessage } },
        rationale,
        metadata: { "mlflow.assessment.sourceRunId": runId, ...toTexts(metadata) },
      })),
      ...Object.entries(expectations).map(([name, value]) => ({
        assessment_name: name,
        source: { source_type: "HUMAN", source_id: "data" },
        ...times,
        expectation: { value },
        metadata: { "mlflow.assessment.sourceRunId": runId },
      })),
    ],
  };
}

/** MLflow keeps metadata of assessments as texts. */
const toTexts = (metadata: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
