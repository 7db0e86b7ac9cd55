import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import {
  TunelabError,
  userName,
  type RunInfo,
  type RunStatus,
  type TrackedBatch,
  type TrackedRun,
} from "../../core/index.js";
import { say } from "../../texts/index.js";
import { readText, writeWhole } from "./files.js";
import { lastPoint, metricLine, parseMetric } from "./metric-lines.js";
import { appendNamed, readAllNamed, readNamed, writeNamed } from "./named-files.js";

/** Name of the file that makes a folder an experiment, a run or a dataset. */
export const META = "meta.yaml";

/** MLflow's numbers for a run's status. */
const STATUS_NUMBERS: Readonly<Record<RunStatus, number>> = {
  RUNNING: 1,
  SCHEDULED: 2,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5,
};
/** MLflow's number for a run that was started by a local script. */
const SOURCE_LOCAL = 4;

/** What a run's `meta.yaml` holds. */
export interface RunMeta {
  readonly run_id: string;
  readonly run_name: string;
  readonly experiment_id: string;
  readonly status: number;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly artifact_uri: string;
  readonly lifecycle_stage: "active" | "deleted";
  readonly [other: string]: unknown;
}

/** The `meta.yaml` of a run that begins. */
export function newRunMeta(
  folder: string,
  run: { readonly runId: string; readonly runName: string; readonly experimentId: string; readonly startTime: number },
): RunMeta {
  return {
    artifact_uri: `${pathToFileURL(folder).href}/artifacts`,
    end_time: null,
    entry_point_name: "",
    experiment_id: run.experimentId,
    lifecycle_stage: "active",
    run_id: run.runId,
    run_name: run.runName,
    run_uuid: run.runId,
    source_name: "",
    source_type: SOURCE_LOCAL,
    source_version: "",
    start_time: run.startTime,
    status: STATUS_NUMBERS.RUNNING,
    tags: [],
    user_id: userName(),
    deleted_time: null,
  };
}

/** Reads a run's `meta.yaml`; `undefined` where there is none. */
export async function readRunMeta(folder: string): Promise<RunMeta | undefined> {
  const text = await readText(join(folder, META));
  return text === undefined ? undefined : (parse(text) as RunMeta);
}

/** Changes some of a run's `meta.yaml`. */
export async function changeRunMeta(folder: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  await writeRunMeta(folder, { ...(await readRunMeta(folder))!, ...change });
}

/** Writes a run's `meta.yaml`, from which moment on the folder is a run. */
export const writeRunMeta = (folder: string, meta: RunMeta): Promise<void> =>
  writeWhole(join(folder, META), stringify(meta), folder);

export const statusNumber = (status: RunStatus): number => STATUS_NUMBERS[status];

const statusName = (number: number): RunStatus =>
  (Object.keys(STATUS_NUMBERS) as RunStatus[]).find((name) => STATUS_NUMBERS[name] === number) ?? "RUNNING";

/** Reads a run with what was logged to it. */
export async function readRun(folder: string): Promise<TrackedRun> {
  const meta = (await readRunMeta(folder))!;
  const metrics = [...(await readAllNamed(folder, "metrics"))].flatMap(([key, text]) => {
    const last = lastPoint(parseMetric(key, text));
    return last === undefined ? [] : [[key, last.value] as const];
  });
  const info: RunInfo = {
    runId: meta.run_id,
    runName: meta.run_name,
    experimentId: String(meta.experiment_id),
    status: statusName(meta.status),
    startTime: meta.start_time,
    ...(meta.end_time !== null && { endTime: meta.end_time }),
    artifactUri: pathToFileURL(join(folder, "artifacts")).href,
    lifecycleStage: meta.lifecycle_stage,
  };
  return {
    info,
    metrics: Object.fromEntries(metrics),
    params: await readValues(folder, "params"),
    tags: await readValues(folder, "tags"),
  };
}

/** Logs to a run; throws `invalid_tracking_value` for a param that has another value already. */
export async function writeBatch(folder: string, batch: TrackedBatch): Promise<void> {
  await checkParams(folder, batch.params ?? {});
  await writeValues(folder, "params", batch.params ?? {});
  const lines = new Map<string, string>();
  for (const point of batch.metrics ?? []) lines.set(point.key, (lines.get(point.key) ?? "") + metricLine(point));
  for (const [key, text] of lines) await appendNamed(folder, "metrics", key, text);
  await writeValues(folder, "tags", batch.tags ?? {});
}

/** Writes names and values as files of a folder. */
export async function writeValues(
  folder: string,
  kind: "params" | "tags",
  values: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [key, value] of Object.entries(values)) await writeNamed(folder, kind, key, value);
}

/** Reads what {@link writeValues} wrote. */
export async function readValues(folder: string, kind: "params" | "tags"): Promise<Record<string, string>> {
  return Object.fromEntries(await readAllNamed(folder, kind));
}

async function checkParams(folder: string, params: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(params)) {
    const known = await readNamed(folder, "params", key);
    if (known === undefined || known === value) continue;
    throw new TunelabError(say("runs.paramFixed", { key, known, value }), {
      code: "invalid_tracking_value",
      hint: say("runs.paramFixedHint"),
    });
  }
}
