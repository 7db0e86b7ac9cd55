import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { forEachWithLimit } from "../../core/index.js";
import type {
  MetricPoint,
  NewRun,
  RunInfo,
  RunSearch,
  RunStatus,
  TrackedArtifact,
  TrackedBatch,
  TrackedDataset,
  TrackedExperiment,
  TrackedRun,
  TrackedTrace,
  Tracker,
} from "../../core/index.js";
import { checkArtifactPath, checkBatch, checkExperimentName } from "../names.js";
import { makeRunName } from "../run-name.js";
import { listArtifactFiles, readArtifactFile, writeArtifactFile } from "./artifact-files.js";
import { readDatasets, writeDatasets } from "./dataset-files.js";
import { ExperimentFolders } from "./experiment-folders.js";
import { listNames, makeFolder } from "./files.js";
import { parseMetric } from "./metric-lines.js";
import { readNamed } from "./named-files.js";
import {
  changeRunMeta,
  META,
  newRunMeta,
  readRun,
  readRunMeta,
  statusNumber,
  writeBatch,
  writeRunMeta,
  writeValues,
} from "./run-folder.js";
import { parseRunFilter, parseRunOrder } from "./run-filter.js";
import { readTraces, removeTraces, writeTrace } from "./trace-folder.js";

const MOST_FOUND = 1000;
/** The disk flushes several at a time: one by one, two thousand rows waited minutes for it. */
const TRACES_AT_ONCE = 16;

/** What a {@link LocalTracker} is made with. */
export interface LocalTrackerOptions {
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Page where a person sees a run, if there is one. @default none */
  readonly pageOf?: (runId: string) => string | undefined;
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
  readonly #pageOf: LocalTrackerOptions["pageOf"];
  readonly #experiments: ExperimentFolders;

  constructor(folder: string, options: LocalTrackerOptions = {}) {
    this.uri = resolve(folder);
    this.#now = options.now ?? Date.now;
    this.#pageOf = options.pageOf;
    this.#experiments = new ExperimentFolders(this.uri, this.#now);
  }

  findExperiment(name: string): Promise<TrackedExperiment | undefined> {
    return this.#experiments.find(name);
  }

  async createExperiment(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    checkExperimentName(name);
    return this.#experiments.create(name, tags);
  }

  async createRun(run: NewRun): Promise<TrackedRun> {
    const { experimentId } = await this.#experiments.require(run.experimentId);
    const runId = randomUUID().replaceAll("-", "");
    const runName = run.runName ?? run.tags?.["mlflow.runName"] ?? makeRunName();
    const tags = { ...run.tags, "mlflow.runName": runName };
    checkBatch({ tags });
    const folder = join(this.uri, experimentId, runId);
    for (const part of ["metrics", "params", "artifacts", "tags"]) await makeFolder(join(folder, part));
    await writeValues(folder, "tags", tags);
    // Last: without it the folder is no run yet.
    const startTime = run.startTime ?? this.#now();
    await writeRunMeta(folder, newRunMeta(folder, { runId, runName, experimentId, startTime }));
    return readRun(folder);
  }

  async updateRun(
    runId: string,
    change: { readonly status?: RunStatus; readonly endTime?: number; readonly runName?: string },
  ): Promise<void> {
    const folder = await this.#experiments.runFolder(runId);
    await changeRunMeta(folder, {
      ...(change.status !== undefined && { status: statusNumber(change.status) }),
      ...(change.endTime !== undefined && { end_time: change.endTime }),
      ...(change.runName !== undefined && { run_name: change.runName }),
    });
    if (change.runName !== undefined) await writeValues(folder, "tags", { "mlflow.runName": change.runName });
  }

  async getRun(runId: string): Promise<TrackedRun> {
    return readRun(await this.#experiments.runFolder(runId));
  }

  async searchRuns(search: RunSearch): Promise<readonly TrackedRun[]> {
    await this.#experiments.ids();
    const matches = parseRunFilter(search.filter ?? "");
    const runs: TrackedRun[] = [];
    for (const experimentId of search.experimentIds) {
      const folder = join(this.uri, experimentId);
      for (const name of await listNames(folder, "folders")) {
        const meta = await readRunMeta(join(folder, name));
        if (meta?.run_id !== name || meta.lifecycle_stage === "deleted") continue;
        const run = await readRun(join(folder, name));
        if (matches(run)) runs.push(run);
      }
    }
    return runs.sort(parseRunOrder(search.orderBy ?? [])).slice(0, search.maxResults ?? MOST_FOUND);
  }

  async logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    checkBatch(batch);
    await writeBatch(await this.#experiments.runFolder(runId), batch);
  }

  async metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]> {
    const folder = await this.#experiments.runFolder(runId);
    return parseMetric(key, (await readNamed(folder, "metrics", key)) ?? "");
  }

  async logInputs(runId: string, datasets: readonly TrackedDataset[]): Promise<void> {
    await writeDatasets(await this.#experiments.runFolder(runId), runId, datasets);
  }

  async logArtifact(runId: string, path: string, content: string | Uint8Array): Promise<void> {
    checkArtifactPath(path);
    const folder = await this.#experiments.runFolder(runId);
    await writeArtifactFile(folder, path, content);
  }

  async listArtifacts(runId: string, folder = ""): Promise<readonly TrackedArtifact[]> {
    if (folder !== "") checkArtifactPath(folder);
    return listArtifactFiles(await this.#experiments.runFolder(runId), folder);
  }

  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    checkArtifactPath(path);
    return readArtifactFile(await this.#experiments.runFolder(runId), runId, path);
  }

  async logTraces({ runId }: Pick<RunInfo, "runId">, traces: readonly TrackedTrace[]): Promise<void> {
    const { experimentId } = (await this.getRun(runId)).info;
    const folder = join(this.uri, experimentId);
    await forEachWithLimit(traces.length, TRACES_AT_ONCE, (at) => writeTrace(folder, experimentId, runId, traces[at]!));
  }

  runPage({ runId }: Pick<RunInfo, "runId">): string | undefined {
    return this.#pageOf?.(runId);
  }

  /** Puts a run away as MLflow's `delete_run` does: it stays on disk, and searches no longer find it. */
  async deleteRun(runId: string): Promise<void> {
    const folder = await this.#experiments.runFolder(runId);
    await changeRunMeta(folder, { lifecycle_stage: "deleted", deleted_time: this.#now() });
  }

  /** Deletes a run and its traces from the disk for good. */
  async removeRun(runId: string): Promise<void> {
    const folder = await this.#experiments.runFolder(runId);
    await removeTraces(dirname(folder), runId);
    // First what makes it a run, so that a crash leaves no half of one.
    await rm(join(folder, META), { force: true });
    await rm(folder, { recursive: true, force: true });
  }

  /** The datasets that a run used. */
  async readInputs(runId: string): Promise<readonly TrackedDataset[]> {
    return readDatasets(await this.#experiments.runFolder(runId));
  }

  /** The traces of a run with their judgements, oldest first. */
  async readTraces(runId: string): Promise<readonly TrackedTrace[]> {
    const { experimentId } = (await this.getRun(runId)).info;
    return readTraces(join(this.uri, experimentId), runId);
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
    return (await this.#experiments.require(experimentId)).name;
  }

  /** Ids of the experiments, the default one first. */
  experimentIds(): Promise<readonly string[]> {
    return this.#experiments.ids();
  }
}
