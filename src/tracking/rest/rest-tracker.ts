import type {
  MetricPoint,
  NewRun,
  RunInfo,
  RunView,
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
import { artifactRoute, readFromRoute, writeToRoute } from "./artifact-route.js";
import { batchRequests } from "./batch-requests.js";
import { toList, toRecord, type KeyValue } from "./key-values.js";
import { RestClient, type RestOptions, type ServerAddress } from "./rest-client.js";
import { readMetricAnswer, readRunAnswer, type MetricAnswer, type RunAnswer } from "./run-answer.js";
import { sendTrace } from "./send-trace.js";

const API = "/api/2.0/mlflow";
const PAGE = 1000;

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

  /**
   * The newest runs of the server with the names of their experiments, whatever experiment they are of; of a server with
   * more than a hundred experiments those that changed last are looked through.
   *
   * @example
   * (await tracker.newestRuns(20))[0]?.experiment; // "/Users/me/travel"
   */
  async newestRuns(count: number): Promise<readonly { readonly run: TrackedRun; readonly experiment: string }[]> {
    const { experiments = [] } = await this.#client.json<{
      experiments?: readonly { readonly experiment_id: string; readonly name: string }[];
    }>({
      path: `${API}/experiments/search`,
      json: { max_results: 100, order_by: ["last_update_time DESC"], view_type: "ACTIVE_ONLY" },
    });
    if (experiments.length === 0) return [];
    const names = new Map(experiments.map(({ experiment_id: id, name }) => [id, name]));
    const orderBy = ["attributes.start_time DESC"];
    const runs = await this.searchRuns({ experimentIds: [...names.keys()], orderBy, maxResults: count });
    return runs.map((run) => ({ run, experiment: names.get(run.info.experimentId) ?? run.info.experimentId }));
  }

  async logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    checkBatch(batch);
    for (const part of batchRequests(batch)) {
      await this.#client.json({ path: `${API}/runs/log-batch`, json: { run_id: runId, ...part } });
    }
  }

  async metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]> {
    const { metrics } = await this.#client.json<{ metrics?: readonly MetricAnswer[] }>({
      path: `${API}/metrics/get-history`,
      query: { run_id: runId, metric_key: key },
    });
    return (metrics ?? []).map(readMetricAnswer);
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

  /** The view of evaluations is the address that MLflow's own client prints after `mlflow.genai.evaluate`. */
  runPage({ runId, experimentId }: Pick<RunInfo, "runId" | "experimentId">, view: RunView = "run"): string {
    const experiment = `${this.uri}/${this.#isDatabricks ? "ml" : "#"}/experiments/${experimentId}`;
    return view === "evaluation"
      ? `${experiment}/evaluation-runs?selectedRunUuid=${runId}`
      : `${experiment}/runs/${runId}`;
  }

  async logTraces(run: Pick<RunInfo, "runId" | "experimentId">, traces: readonly TrackedTrace[]): Promise<void> {
    for (const trace of traces) await sendTrace(this.#client, run, trace);
  }

  async #route(runId: string) {
    const known = this.#artifactUris.get(runId) ?? (await this.getRun(runId)).info.artifactUri;
    return artifactRoute(known, runId, this.#isDatabricks);
  }

  #read(answer: RunAnswer): TrackedRun {
    this.#artifactUris.set(answer.info.run_id, answer.info.artifact_uri ?? "");
    return readRunAnswer(answer);
  }
}

const hasCode = (error: unknown, code: string): boolean => TunelabError.isInstance(error) && error.code === code;
