import { createHash, randomInt, randomUUID } from "node:crypto";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import {
  TunelabError,
  type MetricPoint,
  type NewRun,
  type RunInfo,
  type RunSearch,
  type RunStatus,
  type TrackedArtifact,
  type TrackedBatch,
  type TrackedDataset,
  type TrackedExperiment,
  type TrackedRun,
  type TrackedTrace,
  type Tracker,
} from "../../core/index.js";
import { checkArtifactPath, checkBatch, checkExperimentName } from "../names.js";
import { previews, traceMetadata, traceName, tracesJson } from "../trace-format.js";
import { makeRunName } from "../run-name.js";
import { appendWhole, listBelow, listNames, readText, withLock, writeWhole } from "./files.js";
import { parseRunFilter, parseRunOrder } from "./run-filter.js";

const META = "meta.yaml";
const TRASH = ".trash";
const DEFAULT_EXPERIMENT = "0";
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

interface RunMeta {
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

/** What a {@link LocalTracker} is made with. */
export interface LocalTrackerOptions {
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Keeps runs in a folder as MLflow's file store lays it out, so that MLflow can read and import it.
 *
 * Safe against a crash at any point: files appear whole, and a run is seen from the moment its `meta.yaml` is there. Two
 * processes may write at once. The folder may be moved: artifacts are found beside the run.
 *
 * @example
 * const tracker = new LocalTracker("mlruns");
 * const run = await tracker.createRun({ experimentId: "0" });
 */
export class LocalTracker implements Tracker {
  /** The folder, absolute. */
  readonly uri: string;
  readonly #now: () => number;
  #ready: Promise<void> | undefined;

  constructor(folder: string, options: LocalTrackerOptions = {}) {
    this.uri = resolve(folder);
    this.#now = options.now ?? Date.now;
  }

  async findExperiment(name: string): Promise<TrackedExperiment | undefined> {
    await this.#prepare();
    for (const id of await this.#experimentIds()) {
      const experiment = await this.#readExperiment(id);
      if (experiment?.name === name) return experiment;
    }
    return undefined;
  }

  async createExperiment(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    checkExperimentName(name);
    await this.#prepare();
    return withLock(this.#lock(), async () => {
      const existing = await this.findExperiment(name);
      if (existing !== undefined) return existing.experimentId;
      const id = String(randomInt(1e11, 1e12)) + String(randomInt(1e5, 1e6));
      await this.#writeExperiment(id, name, tags);
      return id;
    });
  }

  async createRun(run: NewRun): Promise<TrackedRun> {
    await this.#prepare();
    const experiment = await this.#readExperiment(run.experimentId);
    if (experiment === undefined) {
      throw new TunelabError(`There is no experiment ${run.experimentId} in ${this.uri}.`, {
        code: "not_found",
        hint: "Create it with mlflow.setExperiment(name), or leave the experiment out to use the default one.",
      });
    }
    const runId = randomUUID().replaceAll("-", "");
    const runName = run.runName ?? run.tags?.["mlflow.runName"] ?? makeRunName();
    const folder = join(this.uri, run.experimentId, runId);
    for (const part of ["metrics", "params", "artifacts", "tags"]) await mkdir(join(folder, part), { recursive: true });
    const tags = { ...run.tags, "mlflow.runName": runName };
    checkBatch({ tags });
    for (const [key, value] of Object.entries(tags))
      await writeWhole(join(folder, "tags", ...key.split("/")), value, folder);
    const meta: RunMeta = {
      artifact_uri: `${pathToFileURL(folder).href}/artifacts`,
      end_time: null,
      entry_point_name: "",
      experiment_id: run.experimentId,
      lifecycle_stage: "active",
      run_id: runId,
      run_name: runName,
      run_uuid: runId,
      source_name: "",
      source_type: SOURCE_LOCAL,
      source_version: "",
      start_time: run.startTime ?? this.#now(),
      status: STATUS_NUMBERS.RUNNING,
      tags: [],
      user_id: userName(),
      deleted_time: null,
    };
    // Last: without it the folder is no run yet.
    await writeWhole(join(folder, META), stringify(meta), folder);
    return this.getRun(runId);
  }

  async updateRun(
    runId: string,
    change: { readonly status?: RunStatus; readonly endTime?: number; readonly runName?: string },
  ): Promise<void> {
    const folder = await this.#runFolder(runId);
    const meta = (await readMeta(folder))!;
    const changed = {
      ...meta,
      ...(change.status !== undefined && { status: STATUS_NUMBERS[change.status] }),
      ...(change.endTime !== undefined && { end_time: change.endTime }),
      ...(change.runName !== undefined && { run_name: change.runName }),
    };
    await writeWhole(join(folder, META), stringify(changed), folder);
    if (change.runName !== undefined) {
      await writeWhole(join(folder, "tags", "mlflow.runName"), change.runName, folder);
    }
  }

  async getRun(runId: string): Promise<TrackedRun> {
    return this.#readRun(await this.#runFolder(runId));
  }

  async searchRuns(search: RunSearch): Promise<readonly TrackedRun[]> {
    await this.#prepare();
    const matches = parseRunFilter(search.filter ?? "");
    const runs: TrackedRun[] = [];
    for (const experimentId of search.experimentIds) {
      const folder = join(this.uri, experimentId);
      for (const name of await listNames(folder, "folders")) {
        const meta = await readMeta(join(folder, name));
        if (meta?.run_id !== name || meta.lifecycle_stage === "deleted") continue;
        const run = await this.#readRun(join(folder, name));
        if (matches(run)) runs.push(run);
      }
    }
    return runs.sort(parseRunOrder(search.orderBy ?? [])).slice(0, search.maxResults ?? 1000);
  }

  async logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    checkBatch(batch);
    const folder = await this.#runFolder(runId);
    await this.#checkParams(folder, batch.params ?? {});
    for (const [key, value] of Object.entries(batch.params ?? {})) {
      await writeWhole(join(folder, "params", ...key.split("/")), value, folder);
    }
    const lines = new Map<string, string>();
    for (const { key, value, timestamp, step } of batch.metrics ?? []) {
      lines.set(key, `${lines.get(key) ?? ""}${timestamp} ${toPythonNumber(value)} ${step}\n`);
    }
    for (const [key, text] of lines) await appendWhole(join(folder, "metrics", ...key.split("/")), text);
    for (const [key, value] of Object.entries(batch.tags ?? {})) {
      await writeWhole(join(folder, "tags", ...key.split("/")), value, folder);
    }
  }

  async metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]> {
    const text = await readText(join(await this.#runFolder(runId), "metrics", ...key.split("/")));
    return parseMetric(key, text ?? "");
  }

  async logInputs(runId: string, datasets: readonly TrackedDataset[]): Promise<void> {
    const folder = await this.#runFolder(runId);
    for (const dataset of datasets) {
      const id = md5(dataset.name + dataset.digest);
      const { name, digest, sourceType, source, schema = null, profile = null, tags = {} } = dataset;
      const meta = { digest, name, profile, schema, source, source_type: sourceType };
      const place = join(folder, "..", "datasets", id, META);
      await mkdir(join(folder, "..", "datasets", id), { recursive: true });
      if ((await readText(place)) === undefined) await writeWhole(place, stringify(meta), join(folder, ".."));
      // MLflow writes the dataset's id as the destination too.
      const input = { destination_id: id, destination_type: "RUN", source_id: id, source_type: "DATASET", tags };
      await writeWhole(join(folder, "inputs", md5(id + runId), META), stringify(input), folder);
    }
  }

  async logArtifact(runId: string, path: string, content: string | Uint8Array): Promise<void> {
    checkArtifactPath(path);
    const folder = await this.#runFolder(runId);
    await writeWhole(join(folder, "artifacts", ...path.split("/")), content, folder);
  }

  async listArtifacts(runId: string, folder = ""): Promise<readonly TrackedArtifact[]> {
    if (folder !== "") checkArtifactPath(folder);
    const root = join(await this.#runFolder(runId), "artifacts", ...folder.split("/"));
    const path = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
    const folders = await listNames(root, "folders");
    const files = await listNames(root, "files");
    const sizes = await Promise.all(files.map(async (name) => (await stat(join(root, name))).size));
    return [
      ...folders.map((name) => ({ path: path(name), isDirectory: true })),
      ...files.map((name, at) => ({ path: path(name), isDirectory: false, size: sizes[at] })),
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    checkArtifactPath(path);
    try {
      return await readFile(join(await this.#runFolder(runId), "artifacts", ...path.split("/")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new TunelabError(`The run ${runId} has no artifact '${path}'.`, {
        code: "not_found",
        hint: "mlflow.listArtifacts() shows what it has.",
      });
    }
  }

  async logTraces(run: Pick<RunInfo, "runId" | "experimentId">, traces: readonly TrackedTrace[]): Promise<void> {
    const { experimentId } = (await this.getRun(run.runId)).info;
    const scratch = join(this.uri, experimentId);
    for (const trace of traces) {
      const folder = join(scratch, "traces", trace.traceId);
      const write = (path: string, text: string): Promise<void> => writeWhole(join(folder, path), text, scratch);
      for (const [key, value] of Object.entries(traceMetadata(trace, run)))
        await write(join("request_metadata", key), value);
      await write(join("tags", "mlflow.traceName"), traceName(trace));
      await write(join("tags", "mlflow.artifactLocation"), `${pathToFileURL(folder).href}/artifacts`);
      await write(join("artifacts", "traces.json"), tracesJson(trace));
      for (const assessment of trace.assessments) {
        const id = `a-${randomUUID().replaceAll("-", "")}`;
        const record = { assessment_id: id, trace_id: trace.traceId, valid: true, ...assessment };
        await write(join("assessments", `${id}.yaml`), stringify(record));
      }
      // Last: without it the folder is no trace yet.
      await write(
        "trace_info.yaml",
        stringify({
          trace_id: trace.traceId,
          trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experimentId } },
          request_time: new Date(trace.requestTime).toISOString(),
          execution_duration_ms: trace.executionDuration,
          state: trace.state,
          ...previews(trace),
        }),
      );
    }
  }

  runPage(): undefined {
    return undefined;
  }

  /** Puts a run away as MLflow's `delete_run` does: it stays on disk, and searches no longer find it. */
  async deleteRun(runId: string): Promise<void> {
    const folder = await this.#runFolder(runId);
    const meta = (await readMeta(folder))!;
    const deleted = { ...meta, lifecycle_stage: "deleted", deleted_time: this.#now() };
    await writeWhole(join(folder, META), stringify(deleted), folder);
  }

  /** Deletes a run from the disk for good. */
  async removeRun(runId: string): Promise<void> {
    const folder = await this.#runFolder(runId);
    // First what makes it a run, so that a crash leaves no half of one.
    await rm(join(folder, META), { force: true });
    await rm(folder, { recursive: true, force: true });
  }

  /** The datasets that a run used. */
  async readInputs(runId: string): Promise<readonly TrackedDataset[]> {
    const folder = await this.#runFolder(runId);
    const datasets: TrackedDataset[] = [];
    for (const name of await listNames(join(folder, "inputs"), "folders")) {
      const input = parse((await readText(join(folder, "inputs", name, META))) ?? "{}") as {
        readonly source_id?: string;
        readonly tags?: Readonly<Record<string, string>>;
      };
      const text = await readText(join(folder, "..", "datasets", input.source_id ?? "", META));
      if (text === undefined) continue;
      const { source_type: sourceType, ...dataset } = parse(text) as Omit<TrackedDataset, "sourceType"> & {
        readonly source_type: string;
      };
      datasets.push({ ...dataset, sourceType, tags: input.tags });
    }
    return datasets;
  }

  /** Id of the local run that has this id, or is the copy of a server's run with it; throws `not_found`. */
  async findCopy(runId: string): Promise<string> {
    try {
      return (await this.getRun(runId)).info.runId;
    } catch (error) {
      const experimentIds = await this.experimentIds();
      const copies = await this.searchRuns({ experimentIds, filter: `tags.tunelab.remoteRunId = '${runId}'` });
      if (copies[0] === undefined) throw error;
      return copies[0].info.runId;
    }
  }

  /** Name of an experiment; throws `not_found`. */
  async experimentName(experimentId: string): Promise<string> {
    await this.#prepare();
    const experiment = await this.#readExperiment(experimentId);
    if (experiment !== undefined) return experiment.name;
    throw new TunelabError(`There is no experiment ${experimentId} in ${this.uri}.`, {
      code: "not_found",
      hint: "mlflow.setExperiment(name) creates one.",
    });
  }

  /** Ids of the experiments, the default one first. */
  async experimentIds(): Promise<readonly string[]> {
    await this.#prepare();
    return this.#experimentIds();
  }

  #prepare(): Promise<void> {
    this.#ready ??= (async () => {
      await mkdir(join(this.uri, TRASH), { recursive: true });
      if ((await readText(join(this.uri, DEFAULT_EXPERIMENT, META))) !== undefined) return;
      await withLock(this.#lock(), async () => {
        if ((await readText(join(this.uri, DEFAULT_EXPERIMENT, META))) !== undefined) return;
        await this.#writeExperiment(DEFAULT_EXPERIMENT, "Default", {});
      });
    })().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /** A file: MLflow takes every folder at the top for an experiment. */
  #lock(): string {
    return join(this.uri, ".tunelab-lock");
  }

  async #writeExperiment(id: string, name: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(this.uri, id);
    await mkdir(folder, { recursive: true });
    for (const [key, value] of Object.entries(tags))
      await writeWhole(join(folder, "tags", ...key.split("/")), value, folder);
    const now = this.#now();
    const meta = {
      artifact_location: pathToFileURL(folder).href,
      creation_time: now,
      experiment_id: id,
      last_update_time: now,
      lifecycle_stage: "active",
      name,
    };
    await writeWhole(join(folder, META), stringify(meta), folder);
  }

  async #experimentIds(): Promise<string[]> {
    return (await listNames(this.uri, "folders")).filter((name) => name !== TRASH);
  }

  async #readExperiment(id: string): Promise<TrackedExperiment | undefined> {
    if (basename(id) !== id || id === "") return undefined;
    const folder = join(this.uri, id);
    const text = await readText(join(folder, META));
    if (text === undefined) return undefined;
    const meta = parse(text) as Readonly<Record<string, unknown>>;
    return {
      experimentId: id,
      name: String(meta["name"]),
      artifactLocation: String(meta["artifact_location"]),
      lifecycleStage: meta["lifecycle_stage"] === "deleted" ? "deleted" : "active",
      tags: await readFolder(join(folder, "tags")),
    };
  }

  async #runFolder(runId: string): Promise<string> {
    await this.#prepare();
    if (/^[A-Za-z0-9]{1,256}$/.test(runId)) {
      for (const id of await this.#experimentIds()) {
        const folder = join(this.uri, id, runId);
        if ((await readText(join(folder, META))) !== undefined) return folder;
      }
    }
    throw new TunelabError(`There is no run ${JSON.stringify(runId)} in ${this.uri}.`, {
      code: "not_found",
      hint: "mlflow.searchRuns() lists the runs of the current experiment.",
    });
  }

  async #readRun(folder: string): Promise<TrackedRun> {
    const meta = (await readMeta(folder))!;
    const metrics: Record<string, number> = {};
    for (const key of await listBelow(join(folder, "metrics"))) {
      const last = lastPoint(parseMetric(key, (await readText(join(folder, "metrics", key))) ?? ""));
      if (last !== undefined) metrics[key] = last.value;
    }
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
      metrics,
      params: await readFolder(join(folder, "params")),
      tags: await readFolder(join(folder, "tags")),
    };
  }

  async #checkParams(folder: string, params: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(params)) {
      const known = await readText(join(folder, "params", ...key.split("/")));
      if (known === undefined || known === value) continue;
      throw new TunelabError(`The param '${key}' is already '${known}' and cannot become '${value}'.`, {
        code: "invalid_tracking_value",
        hint: "Params of a run are fixed, as in MLflow: start another run, or log a tag.",
      });
    }
  }
}

async function readMeta(folder: string): Promise<RunMeta | undefined> {
  const text = await readText(join(folder, META));
  return text === undefined ? undefined : (parse(text) as RunMeta);
}

async function readFolder(folder: string): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const key of await listBelow(folder)) entries.push([key, (await readText(join(folder, key))) ?? ""]);
  return Object.fromEntries(entries);
}

/** Reads `timestamp value step` lines; a line that a crash cut short is passed over. */
function parseMetric(key: string, text: string): MetricPoint[] {
  return text.split("\n").flatMap((line) => {
    const [timestamp, value, step] = line.split(" ");
    if (timestamp === undefined || value === undefined) return [];
    const point = { key, value: fromPythonNumber(value), timestamp: Number(timestamp), step: Number(step ?? 0) };
    return Number.isInteger(point.timestamp) && Number.isInteger(point.step) && line !== "" ? [point] : [];
  });
}

/** MLflow's choice: the highest step, then the latest time, then the highest value. */
function lastPoint(points: readonly MetricPoint[]): MetricPoint | undefined {
  return points.reduce<MetricPoint | undefined>((best, point) => {
    if (best === undefined) return point;
    const later = point.step - best.step || point.timestamp - best.timestamp || (point.value >= best.value ? 1 : -1);
    return later >= 0 ? point : best;
  }, undefined);
}

function toPythonNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(value);
}

function fromPythonNumber(text: string): number {
  switch (text.toLowerCase()) {
    case "inf":
    case "infinity":
      return Infinity;
    case "-inf":
    case "-infinity":
      return -Infinity;
    default:
      return Number(text);
  }
}

const statusName = (number: number): RunStatus =>
  (Object.keys(STATUS_NUMBERS) as RunStatus[]).find((name) => STATUS_NUMBERS[name] === number) ?? "RUNNING";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
