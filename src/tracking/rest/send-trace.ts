import type { RunInfo, TrackedTrace } from "../../core/index.js";
import { previews, traceMetadata, traceName, tracesJson } from "../trace-format.js";
import { artifactRoute, writeToRoute } from "./artifact-route.js";
import type { RestClient } from "./rest-client.js";

interface CreatedTrace {
  readonly trace: {
    readonly trace_info: {
      readonly tags?: Readonly<Record<string, string>>;
      readonly assessments?: readonly Assessment[];
    };
  };
}

type Assessment = Readonly<Record<string, unknown>>;

/**
 * Sends a trace as MLflow 3's own client does: the record, then the spans as a file where the server says, then the
 * judgements. A trace that is there already gets what it lacks.
 */
export async function sendTrace(
  client: RestClient,
  run: Pick<RunInfo, "runId" | "experimentId">,
  trace: TrackedTrace,
): Promise<void> {
  const info = {
    trace_id: trace.traceId,
    trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: run.experimentId } },
    request_time: new Date(trace.requestTime).toISOString(),
    execution_duration: `${(trace.executionDuration / 1000).toFixed(3)}s`,
    state: trace.state,
    ...previews(trace),
    trace_metadata: traceMetadata(trace, run),
    tags: { "mlflow.traceName": traceName(trace) },
  };
  const { trace: created } = await client.json<CreatedTrace>({
    path: "/api/3.0/mlflow/traces",
    json: { trace: { trace_info: info } },
  });
  const { tags, assessments: known = [] } = created.trace_info;
  const location = tags?.["mlflow.artifactLocation"];
  if (location !== undefined) {
    await writeToRoute(client, artifactRoute(location, "", false), "traces.json", tracesJson(trace));
  }
  for (const assessment of trace.assessments) {
    if (known.some((other) => isSame(other, assessment))) continue;
    await client.json({
      path: `/api/3.0/mlflow/traces/${encodeURIComponent(trace.traceId)}/assessments`,
      json: { assessment: { trace_id: trace.traceId, ...assessment } },
    });
  }
}

/** One of the same name from the same source is the same judgement, sent before. */
const isSame = (a: Assessment, b: Assessment): boolean =>
  a["assessment_name"] === b["assessment_name"] && sourceId(a) === sourceId(b);

const sourceId = ({ source }: Assessment): unknown =>
  (source as { readonly source_id?: unknown } | undefined)?.source_id;
