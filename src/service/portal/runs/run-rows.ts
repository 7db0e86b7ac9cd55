import { readLoggedTables, type TrackedRun, type TrackedSpan, type TrackedTrace } from "../../../core/index.js";
import type { RunSource } from "./run-source.js";

/** A run as the list shows it. */
export function toRunRow({ info, metrics, params, tags }: TrackedRun, experiment: string, serverPage?: string) {
  return {
    id: info.runId,
    name: info.runName,
    experimentId: info.experimentId,
    experiment,
    status: info.status,
    startTime: info.startTime,
    endTime: info.endTime ?? null,
    params,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, finite(value)])),
    tables: readLoggedTables(tags),
    serverPage: serverPage ?? null,
  };
}

/** A run with everything that was logged to it, the rows of its tables left out. */
export async function toRunDetails(source: RunSource, run: TrackedRun) {
  const { tracker } = source;
  const { runId, experimentId } = run.info;
  const bestMetrics: Record<string, { readonly min: number; readonly max: number; readonly points: number }> = {};
  for (const key of Object.keys(run.metrics)) {
    const values = (await tracker.metricHistory(runId, key)).map(({ value }) => value).filter(Number.isFinite);
    if (values.length === 0) continue;
    const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
      values[0]!,
      values[0]!,
    ] as [number, number]);
    bestMetrics[key] = { min, max, points: values.length };
  }
  return {
    ...toRunRow(run, await tracker.experimentName(experimentId), source.serverPageOf(run)),
    tags: run.tags,
    bestMetrics,
    artifacts: await listFiles(tracker, runId, ""),
    datasets: (await tracker.readInputs(runId)).map(({ name, digest, sourceType }) => ({ name, digest, sourceType })),
    traceCount: (await tracker.readTraces(runId)).length,
  };
}

/** A trace with its steps in milliseconds after its start, which JSON can hold. */
export function toTraceRow(trace: TrackedTrace) {
  const start = trace.spans.reduce<bigint | undefined>(
    (earliest, { startTimeNs }) => (earliest === undefined || startTimeNs < earliest ? startTimeNs : earliest),
    undefined,
  );
  return {
    id: trace.traceId,
    requestTime: trace.requestTime,
    duration: trace.executionDuration,
    state: trace.state,
    request: trace.request ?? null,
    response: trace.response ?? null,
    spans: trace.spans.map((span) => toSpanRow(span, start ?? 0n)),
    assessments: trace.assessments.map((assessment) => {
      const judged = (assessment["feedback"] ?? assessment["expectation"]) as { readonly value?: unknown } | undefined;
      const rationale = assessment["rationale"];
      return {
        name: String(assessment["assessment_name"]),
        value: judged?.value ?? null,
        rationale: typeof rationale === "string" ? rationale : null,
      };
    }),
  };
}

/** A number that JSON can hold, else `null`. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function toSpanRow(span: TrackedSpan, start: bigint) {
  return {
    id: span.spanId,
    parentId: span.parentId,
    name: span.name,
    type: span.spanType,
    start: Number(span.startTimeNs - start) / 1e6,
    duration: Number(span.endTimeNs - span.startTimeNs) / 1e6,
    status: span.status,
    error: span.error ?? null,
    inputs: span.inputs ?? null,
    outputs: span.outputs ?? null,
  };
}

async function listFiles(
  tracker: RunSource["tracker"],
  runId: string,
  folder: string,
): Promise<{ readonly path: string; readonly size: number }[]> {
  const files: { readonly path: string; readonly size: number }[] = [];
  for (const { path, isDirectory, size } of await tracker.listArtifacts(runId, folder === "" ? undefined : folder)) {
    if (isDirectory) files.push(...(await listFiles(tracker, runId, path)));
    else files.push({ path, size: size ?? 0 });
  }
  return files;
}
