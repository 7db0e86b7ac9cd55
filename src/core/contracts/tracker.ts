/** MLflow's life of a run. */
export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";

/** A named group of runs. */
export interface TrackedExperiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: "active" | "deleted";
  readonly tags: Readonly<Record<string, string>>;
}

/** What identifies a run; times in milliseconds since 1970. */
export interface RunInfo {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime?: number;
  readonly artifactUri: string;
  readonly lifecycleStage: "active" | "deleted";
}

/** A run with what was logged to it; of each metric the last value. */
export interface TrackedRun {
  readonly info: RunInfo;
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** One value of a metric; `timestamp` in milliseconds since 1970. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** What {@link Tracker.logBatch} writes, in any number. */
export interface TrackedBatch {
  readonly metrics?: readonly MetricPoint[];
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A dataset that a run used. `source`, `schema` and `profile` are JSON text as MLflow writes it. */
export interface TrackedDataset {
  readonly name: string;
  /** At most 36 characters, the same for the same data. */
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** One timed step of a {@link TrackedTrace}; times in nanoseconds since 1970. */
export interface TrackedSpan {
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly spanType: string;
  readonly inputs: unknown;
  readonly outputs: unknown;
  readonly status: "OK" | "ERROR";
  readonly error?: string;
  readonly startTimeNs: bigint;
  readonly endTimeNs: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One call of an application with its steps and what was thought of it. */
export interface TrackedTrace {
  /** `tr-` and 32 hexadecimal digits. */
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly requestTime: number;
  /** Milliseconds. */
  readonly executionDuration: number;
  readonly state: "OK" | "ERROR";
  readonly request: unknown;
  readonly response: unknown;
  readonly spans: readonly TrackedSpan[];
  /** In MLflow's JSON: `assessment_name`, `source`, `feedback` or `expectation`, `rationale`, `metadata`. */
  readonly assessments: readonly Readonly<Record<string, unknown>>[];
}

/** A file or folder of a run. */
export interface TrackedArtifact {
  /** Relative to the run's artifacts, with forward slashes. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Bytes; `undefined` for a folder. */
  readonly size?: number;
}

/** Which runs {@link Tracker.searchRuns} returns. */
export interface RunSearch {
  readonly experimentIds: readonly string[];
  /** MLflow's filter, such as `metrics.accuracy > 0.9 and tags.team = 'travel'`. @default all */
  readonly filter?: string;
  /** Such as `metrics.accuracy DESC`. @default start time, newest first */
  readonly orderBy?: readonly string[];
  /** @default 1000 */
  readonly maxResults?: number;
}

/** How a run's page shows it. */
export type RunView = "run" | "evaluation";

/** What {@link Tracker.createRun} starts from. */
export interface NewRun {
  readonly experimentId: string;
  /** @default made up */
  readonly runName?: string;
  /** @default now */
  readonly startTime?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Where runs are recorded: MLflow's words, whatever keeps them.
 *
 * Every method throws a {@link TunelabError}: `tracker_unavailable` when the keeper cannot be reached or is failing,
 * `tracker_refused` when it answered no (401, 403), `not_found`, or `invalid_tracking_value` for a name or value that
 * MLflow would not take.
 */
export interface Tracker {
  /** Address for people: a folder or a server's URL without secrets. */
  readonly uri: string;
  findExperiment(name: string): Promise<TrackedExperiment | undefined>;
  /** Returns the id; of the existing one when another process was faster. */
  createExperiment(name: string, tags?: Readonly<Record<string, string>>): Promise<string>;
  createRun(run: NewRun): Promise<TrackedRun>;
  updateRun(
    runId: string,
    change: { readonly status?: RunStatus; readonly endTime?: number; readonly runName?: string },
  ): Promise<void>;
  getRun(runId: string): Promise<TrackedRun>;
  searchRuns(search: RunSearch): Promise<readonly TrackedRun[]>;
  logBatch(runId: string, batch: TrackedBatch): Promise<void>;
  metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]>;
  logInputs(runId: string, datasets: readonly TrackedDataset[]): Promise<void>;
  /** Writes a file, replacing one of the same path. */
  logArtifact(runId: string, path: string, content: string | Uint8Array): Promise<void>;
  listArtifacts(runId: string, folder?: string): Promise<readonly TrackedArtifact[]>;
  readArtifact(runId: string, path: string): Promise<Uint8Array>;
  /** Records traces of a run's experiment, linked to the run. */
  logTraces(run: Pick<RunInfo, "runId" | "experimentId">, traces: readonly TrackedTrace[]): Promise<void>;
  /** Page where a person sees the run, if there is one; `evaluation` is the view of judged rows, where there is one. */
  runPage(info: Pick<RunInfo, "runId" | "experimentId">, view?: RunView): string | undefined;
}
