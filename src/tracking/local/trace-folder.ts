import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import type { TrackedTrace } from "../../core/index.js";
import { fromTracesJson, previews, SOURCE_RUN, traceMetadata, traceName, tracesJson } from "../trace-format.js";
import { listNames, readText, writeNew, writeWhole } from "./files.js";

const INFO = "trace_info.yaml";

/**
 * Writes a trace of a run into an experiment's folder, as MLflow's file store keeps it.
 *
 * Only the last file is written whole and flushed to the disk: before it the folder is no trace, and nobody reads it.
 */
export async function writeTrace(
  experimentFolder: string,
  experimentId: string,
  runId: string,
  trace: TrackedTrace,
): Promise<void> {
  const folder = join(experimentFolder, "traces", trace.traceId);
  const write = (path: string, text: string): Promise<void> => writeNew(join(folder, path), text);
  // Of a trace that is written again, the old one ends here.
  await rm(join(folder, INFO), { force: true });
  for (const [key, value] of Object.entries(traceMetadata(trace, { runId }))) {
    await write(join("request_metadata", key), value);
  }
  await write(join("tags", "mlflow.traceName"), traceName(trace));
  await write(join("tags", "mlflow.artifactLocation"), `${pathToFileURL(folder).href}/artifacts`);
  await write(join("artifacts", "traces.json"), tracesJson(trace));
  for (const assessment of trace.assessments) {
    const id = `a-${randomUUID().replaceAll("-", "")}`;
    const record = { assessment_id: id, trace_id: trace.traceId, valid: true, ...assessment };
    await write(join("assessments", `${id}.yaml`), stringify(record));
  }
  // Last: without it the folder is no trace yet.
  await writeWhole(
    join(folder, INFO),
    stringify({
      trace_id: trace.traceId,
      trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experimentId } },
      request_time: new Date(trace.requestTime).toISOString(),
      execution_duration_ms: trace.executionDuration,
      state: trace.state,
      ...previews(trace),
    }),
    experimentFolder,
  );
}

/** The traces of a run, oldest first. */
export async function readTraces(experimentFolder: string, runId: string): Promise<readonly TrackedTrace[]> {
  const traces: TrackedTrace[] = [];
  for (const traceId of await listTraces(experimentFolder, runId)) {
    const folder = join(experimentFolder, "traces", traceId);
    const info = await readText(join(folder, INFO));
    if (info !== undefined) traces.push(await readTrace(folder, traceId, info));
  }
  return traces.sort((a, b) => a.requestTime - b.requestTime);
}

/** Deletes the traces of a run from the disk. */
export async function removeTraces(experimentFolder: string, runId: string): Promise<void> {
  for (const traceId of await listTraces(experimentFolder, runId)) {
    await rm(join(experimentFolder, "traces", traceId), { recursive: true, force: true });
  }
}

async function listTraces(experimentFolder: string, runId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const traceId of await listNames(join(experimentFolder, "traces"), "folders")) {
    const run = await readText(join(experimentFolder, "traces", traceId, "request_metadata", SOURCE_RUN));
    if (run === runId) found.push(traceId);
  }
  return found;
}

async function readTrace(folder: string, traceId: string, info: string): Promise<TrackedTrace> {
  const {
    request_time: time,
    execution_duration_ms: executionDuration,
    state,
  } = parse(info) as {
    readonly request_time: string;
    readonly execution_duration_ms: number;
    readonly state: TrackedTrace["state"];
  };
  const spans = fromTracesJson((await readText(join(folder, "artifacts", "traces.json"))) ?? '{"spans":[]}');
  const root = spans.find((span) => span.parentId === null);
  const assessments: Readonly<Record<string, unknown>>[] = [];
  for (const name of await listNames(join(folder, "assessments"), "files")) {
    const text = await readText(join(folder, "assessments", name));
    const {
      assessment_id: _,
      trace_id: __,
      valid: ___,
      ...assessment
    } = parse(text ?? "{}") as Record<string, unknown>;
    assessments.push(assessment);
  }
  return {
    traceId,
    requestTime: Date.parse(time),
    executionDuration,
    state,
    request: root?.inputs ?? null,
    response: root?.outputs ?? null,
    spans,
    assessments,
  };
}
