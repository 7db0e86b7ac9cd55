import type { GenaiRowResult } from "./genai-result.js";
import type { NamedFeedback } from "../rows/score-row.js";

/** The rows with MLflow's columns, as its `result_df`: values, rationales and errors of scores beside the trace. */
export function toResultDf(
  results: readonly GenaiRowResult[],
  names: readonly string[],
  runId: string | undefined,
): Record<string, unknown>[] {
  const find = (row: GenaiRowResult, name: string) => row.feedback.find((feedback) => feedback.name === name);
  const having = (read: (feedback: NamedFeedback) => unknown): ReadonlySet<string> =>
    new Set(
      names.filter((name) => results.some((row) => row.feedback.some((f) => f.name === name && read(f) !== undefined))),
    );
  const rationales = having((feedback) => feedback.rationale);
  const errors = having((feedback) => feedback.error);
  const expected = [...new Set(results.flatMap((row) => Object.keys(row.expectations)))];
  return results.map((row) => {
    const { trace } = row;
    const record: Record<string, unknown> = { trace_id: trace.traceId };
    for (const name of names) {
      const feedback = find(row, name);
      record[`${name}/value`] = feedback?.value ?? null;
      if (rationales.has(name)) record[`${name}/rationale`] = feedback?.rationale ?? null;
      if (errors.has(name)) record[`${name}/error_message`] = feedback?.error?.errorMessage ?? null;
    }
    for (const name of expected) record[`${name}/value`] = row.expectations[name] ?? null;
    return {
      ...record,
      trace,
      client_request_id: null,
      state: row.error === undefined ? "OK" : "ERROR",
      request_time: trace.requestTime,
      execution_duration: trace.executionDuration,
      request: row.inputs,
      response: row.outputs,
      trace_metadata: runId === undefined ? {} : { "mlflow.sourceRun": runId },
      tags: {},
      spans: trace.spans,
      assessments: row.feedback,
    };
  });
}
