import { readFile, stat, readdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, join } from "node:path";
import { TunelabError, type RunStatus, type TrackedRun, type Tracker } from "../core/index.js";
import { Table } from "../display/index.js";
import { LocalCopyTracker } from "./local-copy-tracker.js";
import { LocalTracker } from "./local/local-tracker.js";
import { pushRun, type PushedRun } from "./push-run.js";
import { defaultStoreFolder, trackerFromEnvironment, type TrackerOptions } from "./tracker-from-environment.js";

/** A run that is open; `using`, `end()` or `mlflow.endRun()` closes it. */
export interface ActiveRun extends AsyncDisposable {
  readonly info: TrackedRun["info"];
  /** Page of the run, where a server keeps it. */
  readonly page: string | undefined;
  end(status?: RunStatus): Promise<void>;
}

/** Options of {@link Tracking.startRun}. */
export interface StartRunOptions {
  readonly runName?: string;
  /** Opens a run below the one that is open. @default false */
  readonly nested?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Goes on with a run that exists. */
  readonly runId?: string;
  /** @default the one of setExperiment, else MLFLOW_EXPERIMENT_NAME, else "Default" */
  readonly experimentName?: string;
}

/** Which tables {@link Tracking.loadTable} reads. */
export interface TableSearch {
  /** @default all runs of the experiment that have the table */
  readonly runIds?: readonly string[];
  /** Facts of the run to add as columns: `run_id`, `run_name` or a tag's name. */
  readonly extraColumns?: readonly string[];
}

/** Injectable parts of {@link Tracking}. */
export interface TrackingOptions extends TrackerOptions {
  /** Where the one line about a failing server goes. @default console.warn */
  readonly say?: (line: string) => void;
  /** Folder of the local store. @default .tunelab/mlruns in the clone */
  readonly localFolder?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * MLflow's fluent tracking in camelCase: one open run at a time, nested ones below it.
 *
 * The tracker is chosen on first use from MLFLOW_TRACKING_URI; a server always has the local store behind it.
 *
 * @example
 * const tracking = new Tracking();
 * await tracking.startRun({ runName: "first" });
 * await tracking.logMetric("loss", 0.5, { step: 1 });
 * await tracking.endRun();
 */
export class Tracking {
  readonly #options: TrackingOptions;
  readonly #open: TrackedRun["info"][] = [];
  #uri: string | undefined;
  #tracker: Tracker | undefined;
  #local: LocalTracker | undefined;
  #experimentName: string | undefined;

  constructor(options: TrackingOptions = {}) {
    this.#options = options;
  }

  /** Where runs go. */
  get tracker(): Tracker {
    return (this.#tracker ??= this.#makeTracker());
  }

  /** The local store: where runs go without a server, and what a failing server leaves. */
  get local(): LocalTracker {
    return (this.#local ??= new LocalTracker(this.#options.localFolder ?? defaultStoreFolder(), {
      now: this.#options.now,
    }));
  }

  /** Chooses where runs go, by MLflow's tracking URI; ends nothing that is open. */
  setTrackingUri(uri: string): void {
    this.#uri = uri;
    this.#tracker = undefined;
  }

  getTrackingUri(): string {
    return this.tracker.uri;
  }

  /** Makes an experiment the current one, creating it if need be; returns its id. */
  async setExperiment(name: string): Promise<string> {
    const id = await this.tracker.createExperiment(name);
    this.#experimentName = name;
    return id;
  }

  /** Id of the current experiment. */
  async experimentId(name?: string): Promise<string> {
    const env = this.#options.env ?? process.env;
    const wanted = name ?? this.#experimentName ?? env["MLFLOW_EXPERIMENT_NAME"];
    if (wanted === undefined) return env["MLFLOW_EXPERIMENT_ID"] ?? "0";
    const known = await this.tracker.findExperiment(wanted);
    return known?.experimentId ?? this.tracker.createExperiment(wanted);
  }

  /** The open run, the innermost of nested ones. */
  activeRun(): TrackedRun["info"] | undefined {
    return this.#open.at(-1);
  }

  /**
   * Opens a run. Given a function, runs it and closes the run afterwards, as FAILED when it throws.
   *
   * Throws `run_is_open` when one is open and `nested` is not set.
   *
   * @example
   * await mlflow.startRun({ runName: "a" }, async (run) => { await mlflow.logParam("k", 3); });
   */
  async startRun(options?: StartRunOptions): Promise<ActiveRun>;
  async startRun<T>(options: StartRunOptions, work: (run: ActiveRun) => Promise<T> | T): Promise<T>;
  async startRun<T>(options: StartRunOptions = {}, work?: (run: ActiveRun) => Promise<T> | T): Promise<ActiveRun | T> {
    const parent = this.activeRun();
    if (parent !== undefined && options.nested !== true) {
      throw new TunelabError(`The run ${parent.runName} (${parent.runId}) is still open.`, {
        code: "run_is_open",
        hint: "Close it with mlflow.endRun(), or open one below it with nested: true.",
      });
    }
    const info = options.runId === undefined ? await this.#create(options, parent) : await this.#resume(options.runId);
    this.#open.push(info);
    const run = this.#activeRun(info);
    if (work === undefined) return run;
    try {
      const result = await work(run);
      await run.end();
      return result;
    } catch (error) {
      await run.end("FAILED");
      throw error;
    }
  }

  /** Closes the innermost open run; nothing when none is open. */
  async endRun(status: RunStatus = "FINISHED"): Promise<void> {
    const info = this.#open.pop();
    if (info !== undefined) await this.tracker.updateRun(info.runId, { status, endTime: this.#now() });
  }

  /** Logs a param; numbers and booleans become text. A param of a run is fixed once logged. */
  logParam(key: string, value: string | number | boolean | null): Promise<void> {
    return this.logParams({ [key]: value });
  }

  async logParams(params: Readonly<Record<string, string | number | boolean | null>>): Promise<void> {
    const texts = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]));
    await this.tracker.logBatch(await this.#runId(), { params: texts });
  }

  /** Logs one value of a metric; NaN and infinities are allowed. */
  logMetric(
    key: string,
    value: number,
    options: { readonly step?: number; readonly timestamp?: number } = {},
  ): Promise<void> {
    return this.logMetrics({ [key]: value }, options);
  }

  async logMetrics(
    metrics: Readonly<Record<string, number>>,
    options: { readonly step?: number; readonly timestamp?: number } = {},
  ): Promise<void> {
    const { step = 0, timestamp = this.#now() } = options;
    const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step }));
    await this.tracker.logBatch(await this.#runId(), { metrics: points });
  }

  setTag(key: string, value: string | number | boolean): Promise<void> {
    return this.setTags({ [key]: value });
  }

  async setTags(tags: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    const texts = Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
    await this.tracker.logBatch(await this.#runId(), { tags: texts });
  }

  /** Logs a file, or a folder with all that is in it. */
  async logArtifact(localPath: string, artifactPath = ""): Promise<void> {
    const target = join(artifactPath, basename(localPath)).replaceAll("\\", "/");
    if ((await stat(localPath)).isDirectory()) {
      for (const name of await readdir(localPath)) await this.logArtifact(join(localPath, name), target);
      return;
    }
    await this.tracker.logArtifact(await this.#runId(), target, await readFile(localPath));
  }

  /** Logs text as a file of the run. */
  async logText(text: string, artifactPath: string): Promise<void> {
    await this.tracker.logArtifact(await this.#runId(), artifactPath, text);
  }

  /** Logs plain data as a JSON file of the run. */
  logDict(data: unknown, artifactPath: string): Promise<void> {
    return this.logText(JSON.stringify(data, null, 2), artifactPath);
  }

  /**
   * Logs rows as a table that MLflow shows and `loadTable` reads; rows are added to a table that is already there.
   *
   * @example
   * await mlflow.logTable([{ question: "Where?", answer: "Here." }], "answers.json");
   */
  async logTable(rows: readonly Readonly<Record<string, unknown>>[], artifactFile: string): Promise<void> {
    const runId = await this.#runId();
    const { tags } = await this.tracker.getRun(runId);
    const listed = readTables(tags[LOGGED_ARTIFACTS]);
    const known = listed.includes(artifactFile) ? parseTable(await this.#readText(runId, artifactFile)) : [];
    const all = [...known, ...rows];
    const columns = [...new Set(all.flatMap((row) => Object.keys(row)))];
    const data = all.map((row) => columns.map((column) => row[column] ?? null));
    await this.tracker.logArtifact(runId, artifactFile, JSON.stringify({ columns, data }));
    const tables = [...new Set([...listed, artifactFile])];
    await this.tracker.logBatch(runId, { tags: { [LOGGED_ARTIFACTS]: writeTables(tables) } });
  }

  /**
   * Reads a table of the current experiment's runs, one after another. Throws `not_found` when no run has it.
   *
   * @example
   * await mlflow.loadTable("eval_results_table.json", { extraColumns: ["run_id"] });
   */
  async loadTable(artifactFile: string, search: TableSearch = {}): Promise<Readonly<Record<string, unknown>>[]> {
    const experimentId = await this.experimentId();
    const wanted = search.runIds;
    const runs =
      wanted === undefined
        ? await this.tracker.searchRuns({ experimentIds: [experimentId] })
        : await Promise.all(wanted.map((runId) => this.tracker.getRun(runId)));
    const having = runs.filter((run) => readTables(run.tags[LOGGED_ARTIFACTS]).includes(artifactFile));
    if (having.length === 0) {
      throw new TunelabError(`No run of the experiment has the table '${artifactFile}'.`, {
        code: "not_found",
        hint: "Choose the experiment with mlflow.setExperiment(name), or name runs: { runIds: [result.runId] }.",
      });
    }
    const rows: Record<string, unknown>[] = [];
    for (const run of having) {
      const extra = Object.fromEntries((search.extraColumns ?? []).map((name) => [name, readFact(run, name)]));
      for (const row of parseTable(await this.#readText(run.info.runId, artifactFile))) rows.push({ ...row, ...extra });
    }
    return rows;
  }

  /**
   * Finds runs of the current experiment, newest first; as a table, with a column per metric, param and tag.
   *
   * @example
   * await mlflow.searchRuns({ filter: "metrics.`exact_match/v1` > 0.5" });
   */
  async searchRuns(
    options: {
      readonly experimentNames?: readonly string[];
      readonly filter?: string;
      readonly orderBy?: readonly string[];
      readonly maxResults?: number;
    } = {},
  ): Promise<RunTable> {
    const names = options.experimentNames;
    const experimentIds =
      names === undefined
        ? [await this.experimentId()]
        : await Promise.all(names.map((name) => this.experimentId(name)));
    const { filter, orderBy, maxResults } = options;
    return new RunTable(await this.tracker.searchRuns({ experimentIds, filter, orderBy, maxResults }));
  }

  getRun(runId: string): Promise<TrackedRun> {
    return this.tracker.getRun(runId);
  }

  /** Lists the files of a run. @param runId default: the open run */
  async listArtifacts(runId?: string, folder?: string) {
    return this.tracker.listArtifacts(runId ?? (await this.#runId()), folder);
  }

  /**
   * Sends a run of the local store to the server of MLFLOW_TRACKING_URI; sending twice changes nothing.
   *
   * Throws `no_server` when the tracking URI is a local store.
   *
   * @example
   * await mlflow.push(result);
   */
  async push(run: string | { readonly runId: string | undefined }): Promise<PushedRun> {
    const remote = trackerFromEnvironment(this.#uri, this.#options);
    const id = typeof run === "string" ? run : run.runId;
    if (remote instanceof LocalTracker) {
      throw new TunelabError(`The tracking URI is the folder ${remote.uri}: there is no server to send to.`, {
        code: "no_server",
        hint: "Set MLFLOW_TRACKING_URI to a server's address; `npm run mlflow` starts one and shows it.",
      });
    }
    if (id === undefined) {
      throw new TunelabError("The result was not tracked, so there is no run to send.", {
        code: "not_found",
        hint: "Evaluate with mlflow.evaluate, which always records a run.",
      });
    }
    return pushRun(this.local, remote, await this.local.findCopy(id));
  }

  /** The tracker and run that an evaluation shall write to: the open run, or a new one of the current experiment. */
  async evaluationTarget(): Promise<{ tracker: Tracker; runId?: string; experimentId: string }> {
    const open = this.activeRun();
    if (open !== undefined) return { tracker: this.tracker, runId: open.runId, experimentId: open.experimentId };
    return { tracker: this.tracker, experimentId: await this.experimentId() };
  }

  #makeTracker(): Tracker {
    const tracker = trackerFromEnvironment(this.#uri, this.#options);
    if (!(tracker instanceof LocalTracker)) {
      return new LocalCopyTracker(tracker, this.local, this.#options.say ?? ((line) => console.warn(line)));
    }
    return tracker.uri === new LocalTracker(defaultStoreFolder()).uri ? this.local : tracker;
  }

  async #create(options: StartRunOptions, parent: TrackedRun["info"] | undefined): Promise<TrackedRun["info"]> {
    const run = await this.tracker.createRun({
      experimentId: await this.experimentId(options.experimentName),
      runName: options.runName,
      startTime: this.#now(),
      tags: {
        "mlflow.user": userName(),
        "mlflow.source.type": "NOTEBOOK",
        ...(parent !== undefined && { "mlflow.parentRunId": parent.runId }),
        ...options.tags,
      },
    });
    return run.info;
  }

  async #resume(runId: string): Promise<TrackedRun["info"]> {
    const { info } = await this.tracker.getRun(runId);
    await this.tracker.updateRun(runId, { status: "RUNNING" });
    return info;
  }

  #activeRun(info: TrackedRun["info"]): ActiveRun {
    const end = async (status: RunStatus = "FINISHED"): Promise<void> => {
      const at = this.#open.findIndex((run) => run.runId === info.runId);
      if (at === -1) return;
      this.#open.splice(at, 1);
      await this.tracker.updateRun(info.runId, { status, endTime: this.#now() });
    };
    return { info, page: this.tracker.runPage(info), end, [Symbol.asyncDispose]: () => end() };
  }

  async #runId(): Promise<string> {
    return (this.activeRun() ?? (await this.startRun()).info).runId;
  }

  async #readText(runId: string, path: string): Promise<string> {
    return Buffer.from(await this.tracker.readArtifact(runId, path)).toString("utf8");
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

/** Runs as plain data that show themselves as a table. */
export class RunTable extends Table {
  readonly runs: readonly TrackedRun[];

  constructor(runs: readonly TrackedRun[]) {
    const keys = (part: "metrics" | "params" | "tags"): string[] => [
      ...new Set(runs.flatMap((run) => Object.keys(run[part]))),
    ];
    const column = (name: string, read: (run: TrackedRun) => unknown) => ({ name, values: runs.map(read) });
    super({
      columns: [
        column("run_id", ({ info }) => info.runId),
        column("run_name", ({ info }) => info.runName),
        column("status", ({ info }) => info.status),
        column("start_time", ({ info }) => new Date(info.startTime).toISOString()),
        ...keys("metrics").map((key) => column(`metrics.${key}`, (run) => run.metrics[key] ?? null)),
        ...keys("params").map((key) => column(`params.${key}`, (run) => run.params[key] ?? null)),
        ...keys("tags").map((key) => column(`tags.${key}`, (run) => run.tags[key] ?? null)),
      ],
    });
    this.runs = runs;
  }
}

const LOGGED_ARTIFACTS = "mlflow.loggedArtifacts";

function readTables(tag: string | undefined): string[] {
  try {
    const list = JSON.parse(tag ?? "[]") as readonly { readonly path: string; readonly type: string }[];
    return list.filter((entry) => entry.type === "table").map((entry) => entry.path);
  } catch {
    return [];
  }
}

/** MLflow looks for `"path"` before `"type"`. */
const writeTables = (paths: readonly string[]): string =>
  `[${paths.map((path) => `{"path": ${JSON.stringify(path)}, "type": "table"}`).join(", ")}]`;

function parseTable(text: string): Record<string, unknown>[] {
  const { columns, data } = JSON.parse(text) as { columns: string[]; data: unknown[][] };
  return data.map((values) => Object.fromEntries(columns.map((name, at) => [name, values[at]])));
}

function readFact({ info, tags, params }: TrackedRun, name: string): unknown {
  if (name === "run_id") return info.runId;
  if (name === "run_name") return info.runName;
  return tags[name] ?? params[name] ?? null;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
