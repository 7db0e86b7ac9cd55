import type {
  NewRun,
  RunInfo,
  RunStatus,
  RunView,
  TrackedArtifact,
  TrackedBatch,
  TrackedDataset,
  TrackedExperiment,
  TrackedRun,
  TrackedTrace,
  Tracker,
} from "../../src/core/index.js";

interface MemoryRun {
  readonly info: RunInfo;
  status: RunStatus;
  readonly metrics: Record<string, number>;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  readonly files: Map<string, string>;
  readonly datasets: TrackedDataset[];
  readonly traces: TrackedTrace[];
}

/** A tracker that keeps everything in memory, for tests of who writes to one. */
export class MemoryTracker implements Tracker {
  readonly uri = "memory:";
  readonly runs: MemoryRun[] = [];

  async findExperiment(): Promise<TrackedExperiment | undefined> {
    return undefined;
  }

  async createExperiment(): Promise<string> {
    return "1";
  }

  async createRun(run: NewRun): Promise<TrackedRun> {
    const runId = `run${this.runs.length + 1}`;
    const info: RunInfo = {
      runId,
      runName: run.runName ?? runId,
      experimentId: run.experimentId,
      status: "RUNNING",
      startTime: 0,
      artifactUri: `memory:/${runId}`,
      lifecycleStage: "active",
    };
    const created = {
      info,
      status: "RUNNING" as const,
      metrics: {},
      params: {},
      tags: { ...run.tags },
      files: new Map(),
      datasets: [],
      traces: [],
    };
    this.runs.push(created);
    return this.getRun(runId);
  }

  async updateRun(runId: string, change: { readonly status?: RunStatus }): Promise<void> {
    if (change.status !== undefined) this.#run(runId).status = change.status;
  }

  async getRun(runId: string): Promise<TrackedRun> {
    const { info, status, metrics, params, tags } = this.#run(runId);
    return { info: { ...info, status }, metrics, params, tags };
  }

  async searchRuns(): Promise<readonly TrackedRun[]> {
    return Promise.all(this.runs.map((run) => this.getRun(run.info.runId)));
  }

  async logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    const run = this.#run(runId);
    for (const { key, value } of batch.metrics ?? []) run.metrics[key] = value;
    Object.assign(run.params, batch.params);
    Object.assign(run.tags, batch.tags);
  }

  async metricHistory(): Promise<readonly never[]> {
    return [];
  }

  async logInputs(runId: string, datasets: readonly TrackedDataset[]): Promise<void> {
    this.#run(runId).datasets.push(...datasets);
  }

  async logArtifact(runId: string, path: string, content: string | Uint8Array): Promise<void> {
    this.#run(runId).files.set(path, typeof content === "string" ? content : Buffer.from(content).toString("utf8"));
  }

  async listArtifacts(runId: string): Promise<readonly TrackedArtifact[]> {
    return [...this.#run(runId).files].map(([path, text]) => ({ path, isDirectory: false, size: text.length }));
  }

  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    return Buffer.from(this.#run(runId).files.get(path) ?? "");
  }

  async logTraces(run: { readonly runId: string }, traces: readonly TrackedTrace[]): Promise<void> {
    this.#run(run.runId).traces.push(...traces);
  }

  runPage(_info?: Pick<RunInfo, "runId" | "experimentId">, _view?: RunView): string | undefined {
    return undefined;
  }

  #run(runId: string): MemoryRun {
    return this.runs.find((run) => run.info.runId === runId)!;
  }
}
