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
import { TunelabError } from "../../core/index.js";
import { checkArtifactPath, checkBatch, checkExperimentName } from "../names.js";
import { previews, traceMetadata, traceName, tracesJson } from "../trace-format.js";
import { artifactRoute, readFromRoute, writeToRoute } from "./artifact-route.js";
import { RestClient, type RestOptions, type ServerAddress } from "./rest-client.js";

const API = "/api/2.0/mlflow";
/** What an MLflow server takes in one request. */
const MOST_METRICS = 1000;
const MOST_PARAMS_OR_TAGS = 100;
const MOST_BYTES = 900_000;
const PAGE = 1000;

interface KeyValue {
  readonly key: string;
  readonly value: string;
}

interface RunAnswer {
  readonly info: {
    readonly run_id: string;
    readonly run_name?: string;
    readonly experiment_id: string;
    readonly status: RunStatus;
    readonly start_time?: number | string;
    readonly end_time?: number | string;
    readonly artifact_uri?: string;
    readonly lifecycle_stage?: "active" | "deleted";
  };
  readonly data?: {
    readonly metrics?: readonly MetricAnswer[];
    readonly params?: readonly KeyValue[];
    readonly tags?: readonly KeyValue[];
  };
}

interface MetricAnswer {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number | string;
  readonly step?: number | string;
}

/**
 * Keeps runs on an MLflow server (2.x, 3.x) or in a Databricks workspace, over MLflow's REST API.
 *
 * Batches stay within the server's limits; NaN goes as "NaN", which servers read, and infinities as they are.
 *
 * @example
 * const tracker = new RestTracker({ url: "http://127.0.0.1:5000", credentialsHint: "" });
 */
export class RestTracker implements Tracker {
  readonly #client: RestClient;
  readonly #isDatabricks: boolean;
  readonly #artifactUris = new Map<string, string>();

  constructor(address: ServerAddress & { readonly isDatabricks?: boolean }, options: RestOptions = {}) {
    this.#client = new RestClient(address, options);
    this.#isDatabricks = address.isDatabricks ?? false;
  }

  get uri(): string {
    return this.#client.url;
  }

  async findExperiment(name: string): Promise<TrackedExperiment | undefined> {
    try {
      const { experiment } = await this.#client.json<{
        experiment: {
          readonly experiment_id: string;
          readonly name: string;
          readonly artifact_location?: string;
          readonly lifecycle_stage?: string;
          readonly tags?: readonly KeyValue[];
        };
      }>({ path: `${API}/experiments/get-by-name`, query: { experiment_name: name } });
      return {
        experimentId: experiment.experiment_id,
        name: experiment.name,
        artifactLocation: experiment.artifact_location ?? "",
        lifecycleStage: experiment.lifecycle_stage === "deleted" ? "deleted" : "active",
        tags: toRecord(experiment.tags),
      };
    } catch (error) {
      if (hasCode(error, "not_found")) return undefined;
      throw error;
    }
  }

  async createExperiment(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    checkExperimentName(name);
    try {
      const { experiment_id: id } = await this.#client.json<{ experiment_id: string }>({
        path: `${API}/experiments/create`,
        json: { name, tags: toList(tags) },
      });
      return id;
    } catch (error) {
      const existing = hasCode(error, "already_exists") ? await this.findExperiment(name) : undefined;
      if (existing === undefined) throw error;
      return existing.experimentId;
    }
  }

  async createRun(run: NewRun): Promise<TrackedRun> {
    checkBatch({ tags: run.tags });
    const { run: created } = await this.#client.json<{ run: RunAnswer }>({
      path: `${API}/runs/create`,
      json: {
        experiment_id: run.experimentId,
        run_name: run.runName,
        start_time: run.startTime ?? Date.now(),
        tags: toList(run.tags ?? {}),
      },
    });
    return this.#read(created);
  }

  async updateRun(
    runId: string,
    change: { readonly status?: RunStatus; readonly endTime?: number; readonly runName?: string },
  ): Promise<void> {
    await this.#client.json({
      path: `${API}/runs/update`,
      json: { run_id: runId, status: change.status, end_time: change.endTime, run_name: change.runName },
    });
  }

  async getRun(runId: string): Promise<TrackedRun> {
    const { run } = await this.#client.json<{ run: RunAnswer }>({ path: `${API}/runs/get`, query: { run_id: runId } });
    return this.#read(run);
  }

  async searchRuns(search: RunSearch): Promise<readonly TrackedRun[]> {
    const most = search.maxResults ?? PAGE;
    const runs: TrackedRun[] = [];
    let token: string | undefined;
    do {
      const answer = await this.#client.json<{ runs?: readonly RunAnswer[]; next_page_token?: string }>({
        path: `${API}/runs/search`,
        json: {
          experiment_ids: search.experimentIds,
          filter: search.filter,
          order_by: search.orderBy,
          max_results: Math.min(most - runs.length, PAGE),
          page_token: token,
        },
      });
      runs.push(...(answer.runs ?? []).map((run) => this.#read(run)));
      token = answer.next_page_token;
    } while (token !== undefined && token !== "" && runs.length < most);
    return runs;
  }

  async logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    checkBatch(batch);
    const metrics = (batch.metrics ?? []).map(({ key, value, timestamp, step }) => ({
      key,
      value: toJsonNumber(value),
      timestamp,
      step,
    }));
    for (const part of inParts(metrics, MOST_METRICS)) await this.#send(runId, { metrics: part });
    for (const part of inParts(toList(batch.params ?? {}), MOST_PARAMS_OR_TAGS))
      await this.#send(runId, { params: part });
    for (const part of inParts(toList(batch.tags ?? {}), MOST_PARAMS_OR_TAGS)) await this.#send(runId, { tags: part });
  }

  async metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]> {
    const { metrics } = await this.#client.json<{ metrics?: readonly MetricAnswer[] }>({
      path: `${API}/metrics/get-history`,
      query: { run_id: runId, metric_key: key },
    });
    return (metrics ?? []).map((metric) => ({
      key,
      value: Number(metric.value),
      timestamp: Number(metric.timestamp),
      step: Number(metric.step ?? 0),
    }));
  }

  async logInputs(runId: string, datasets: readonly TrackedDataset[]): Promise<void> {
    await this.#client.json({
      path: `${API}/runs/log-inputs`,
      json: {
        run_id: runId,
        datasets: datasets.map(({ sourceType, tags, ...dataset }) => ({
          dataset: { ...dataset, source_type: sourceType },
          tags: toList(tags ?? {}),
        })),
      },
    });
  }

  async logArtifact(runId: string, path: string, content: string | Uint8Array): Promise<void> {
    checkArtifactPath(path);
    await writeToRoute(this.#client, await this.#route(runId), path, content);
  }

  async listArtifacts(runId: string, folder = ""): Promise<readonly TrackedArtifact[]> {
    if (folder !== "") checkArtifactPath(folder);
    const { files } = await this.#client.json<{
      files?: readonly { readonly path: string; readonly is_dir?: boolean; readonly file_size?: number | string }[];
    }>({ path: `${API}/artifacts/list`, query: { run_id: runId, path: folder === "" ? undefined : folder } });
    return (files ?? []).map(({ path, is_dir, file_size }) => ({
      path,
      isDirectory: is_dir === true,
      ...(file_size !== undefined && { size: Number(file_size) }),
    }));
  }

  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    checkArtifactPath(path);
    return readFromRoute(this.#client, await this.#route(runId), path);
  }

  runPage({ runId, experimentId }: Pick<RunInfo, "runId" | "experimentId">): string {
    const page = this.#isDatabricks ? "ml" : "#";
    return `${this.uri}/${page}/experiments/${experimentId}/runs/${runId}`;
  }

  async logTraces(run: Pick<RunInfo, "runId" | "experimentId">, traces: readonly TrackedTrace[]): Promise<void> {
    for (const trace of traces) await this.#logTrace(run, trace);
  }

  /** As MLflow 3's own client: the record, then the spans as a file where the server says, then the judgements. */
  async #logTrace(run: Pick<RunInfo, "runId" | "experimentId">, trace: TrackedTrace): Promise<void> {
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
    const { trace: created } = await this.#client.json<{
      trace: { trace_info: { tags?: Readonly<Record<string, string>> } };
    }>({ path: "/api/3.0/mlflow/traces", json: { trace: { trace_info: info } } });
    const location = created.trace_info.tags?.["mlflow.artifactLocation"];
    if (location !== undefined) {
      await writeToRoute(this.#client, artifactRoute(location, "", false), "traces.json", tracesJson(trace));
    }
    for (const assessment of trace.assessments) {
      await this.#client.json({
        path: `/api/3.0/mlflow/traces/${encodeURIComponent(trace.traceId)}/assessments`,
        json: { assessment: { trace_id: trace.traceId, ...assessment } },
      });
    }
  }

  async #route(runId: string) {
    const known = this.#artifactUris.get(runId) ?? (await this.getRun(runId)).info.artifactUri;
    return artifactRoute(known, runId, this.#isDatabricks);
  }

  #read({ info, data }: RunAnswer): TrackedRun {
    const tags = toRecord(data?.tags);
    this.#artifactUris.set(info.run_id, info.artifact_uri ?? "");
    return {
      info: {
        runId: info.run_id,
        runName: info.run_name ?? tags["mlflow.runName"] ?? "",
        experimentId: info.experiment_id,
        status: info.status,
        startTime: Number(info.start_time ?? 0),
        ...(info.end_time !== undefined && { endTime: Number(info.end_time) }),
        artifactUri: info.artifact_uri ?? "",
        lifecycleStage: info.lifecycle_stage ?? "active",
      },
      metrics: Object.fromEntries((data?.metrics ?? []).map(({ key, value }) => [key, Number(value)])),
      params: toRecord(data?.params),
      tags,
    };
  }

  async #send(runId: string, part: object): Promise<void> {
    await this.#client.json({ path: `${API}/runs/log-batch`, json: { run_id: runId, ...part } });
  }
}

/** Cuts a list so that neither the number of items nor the bytes of a request exceed what a server takes. */
function inParts<T>(items: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= most || bytes + size > MOST_BYTES) {
      parts.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return parts;
}

function toJsonNumber(value: number): number | string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

const toList = (record: Readonly<Record<string, string>>): KeyValue[] =>
  Object.entries(record).map(([key, value]) => ({ key, value }));

const toRecord = (list: readonly KeyValue[] | undefined): Record<string, string> =>
  Object.fromEntries((list ?? []).map(({ key, value }) => [key, value]));

const hasCode = (error: unknown, code: string): boolean => TunelabError.isInstance(error) && error.code === code;
