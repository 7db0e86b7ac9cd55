import { readFile, stat, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  getDisplaySink,
  outliveInterrupt,
  rowsOf,
  runOriginTags,
  toJsonText,
  TunelabError,
  type RowsInput,
  type RunStatus,
  type TrackedRun,
  type Tracker,
} from "../core/index.js";
import type { ActiveRun, StartRunOptions, TrackingOptions } from "./fluent-options.js";
import { LocalCopyTracker } from "./local-copy-tracker.js";
import { LocalTracker } from "./local/local-tracker.js";
import { appendToTable, readTables, type TableRow, type TableSearch } from "./logged-table.js";
import { pushRun, type PushedRun } from "./push-run.js";
import { asMetric } from "./names.js";
import { RunTable } from "./run-table.js";
import { portalRunPage } from "./portal-run-page.js";
import { defaultStoreFolder, trackerFromEnvironment } from "./tracker-from-environment.js";
import { say } from "../texts/index.js";

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
    const { localFolder, now, env } = this.#options;
    // The service shows the usual folder, and not one that was chosen for this object alone.
    const shown = localFolder === undefined ? { pageOf: (runId: string) => portalRunPage(runId, env) } : {};
    return (this.#local ??= new LocalTracker(localFolder ?? defaultStoreFolder(), { now, ...shown }));
  }

  /** Chooses where runs go, by MLflow's tracking URI; ends nothing that is open. */
  setTrackingUri(uri: string): void {
    this.#uri = uri;
    this.#tracker = undefined;
  }

  /** Address of where runs go: a server's, or the local store's folder. */
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
   * Opens a run. Given a function, runs it and closes the run afterwards, as FAILED when it throws and as KILLED when the
   * cell was interrupted meanwhile.
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
      throw new TunelabError(say("runs.stillOpen", { name: parent.runName, id: parent.runId }), {
        code: "run_is_open",
        hint: say("runs.stillOpenHint"),
      });
    }
    const info = options.runId === undefined ? await this.#create(options, parent) : await this.#resume(options.runId);
    this.#open.push(info);
    const run = this.#activeRun(info);
    if (work === undefined) return run;
    const interrupt = getDisplaySink()?.interruptSignal;
    const end = (status: RunStatus): Promise<void> =>
      interrupt?.aborted === true ? outliveInterrupt(() => run.end("KILLED")) : run.end(status);
    let result: T;
    try {
      result = await work(run);
    } catch (error) {
      await end("FAILED").catch(() => undefined);
      throw error;
    }
    // What the work computed is not lost because its run could not be ended.
    await end("FINISHED").catch((error: unknown) =>
      this.#say(say("runs.notEnded", { run: info.runId, reason: String(error) })),
    );
    return result;
  }

  /** Closes the innermost open run; nothing when none is open. */
  async endRun(status: RunStatus = "FINISHED"): Promise<void> {
    const info = this.#open.pop();
    if (info !== undefined) await this.tracker.updateRun(info.runId, { status, endTime: this.#now() });
  }

  /** Logs a param; numbers and booleans become text. A param of a run is fixed once logged. */
  logParam(key: string, value: string | number | bigint | boolean | null): Promise<void> {
    return this.logParams({ [key]: value });
  }

  /** Logs several params at once. */
  async logParams(params: Readonly<Record<string, string | number | bigint | boolean | null>>): Promise<void> {
    const texts = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]));
    await this.tracker.logBatch(await this.#runId(), { params: texts });
  }

  /** Logs one value of a metric; NaN and infinities are allowed, a bigint where a number holds it. */
  logMetric(
    key: string,
    value: number | bigint,
    options: { readonly step?: number; readonly timestamp?: number } = {},
  ): Promise<void> {
    return this.logMetrics({ [key]: value }, options);
  }

  /** Logs several metrics of one step at once. */
  async logMetrics(
    metrics: Readonly<Record<string, number | bigint>>,
    options: { readonly step?: number; readonly timestamp?: number } = {},
  ): Promise<void> {
    const { step = 0, timestamp = this.#now() } = options;
    const points = Object.entries(metrics).map(([key, value]) => ({
      key,
      value: asMetric(key, value),
      timestamp,
      step,
    }));
    await this.tracker.logBatch(await this.#runId(), { metrics: points });
  }

  /** Sets a tag of the open run; unlike a param it can be set again. */
  setTag(key: string, value: string | number | bigint | boolean): Promise<void> {
    return this.setTags({ [key]: value });
  }

  /** Sets several tags at once. */
  async setTags(tags: Readonly<Record<string, string | number | bigint | boolean>>): Promise<void> {
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

  /** Logs plain data as a JSON file of the run; bigints as bare digits. Throws `not_json`. */
  logDict(data: unknown, artifactPath: string): Promise<void> {
    return this.logText(toJsonText(data, 2), artifactPath);
  }

  /**
   * Logs rows or a DataFrame as a table that MLflow shows and `loadTable` reads; rows are added to a table that is already there.
   *
   * @example
   * await mlflow.logTable([{ question: "Where?", answer: "Here." }], "answers.json");
   */
  async logTable(rows: RowsInput<TableRow>, artifactFile: string): Promise<void> {
    await appendToTable(this.tracker, await this.#runId(), artifactFile, rowsOf(rows, say("core.theTable")));
  }

  /**
   * Reads a table of the current experiment's runs, one after another. Throws `not_found` when no run has it.
   *
   * @example
   * await mlflow.loadTable("eval_results_table.json", { extraColumns: ["run_id"] });
   */
  async loadTable(artifactFile: string, search: TableSearch = {}): Promise<TableRow[]> {
    return readTables(this.tracker, artifactFile, search, () => this.experimentId());
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
    const runs = await this.tracker.searchRuns({ experimentIds, filter, orderBy, maxResults });
    return new RunTable(runs, (info) => this.tracker.runPage(info));
  }

  /** Reads a run with its params, tags and latest metrics. Throws `not_found`. */
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
      throw new TunelabError(say("runs.noServer", { uri: remote.uri }), {
        code: "no_server",
        hint: say("runs.noServerHint"),
      });
    }
    if (id === undefined) {
      throw new TunelabError(say("runs.notTracked"), {
        code: "not_found",
        hint: say("runs.notTrackedHint"),
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
      return new LocalCopyTracker(tracker, this.local, (line) => this.#say(line));
    }
    return tracker.uri === new LocalTracker(defaultStoreFolder()).uri ? this.local : tracker;
  }

  async #create(options: StartRunOptions, parent: TrackedRun["info"] | undefined): Promise<TrackedRun["info"]> {
    const run = await this.tracker.createRun({
      experimentId: await this.experimentId(options.experimentName),
      runName: options.runName,
      startTime: this.#now(),
      tags: {
        ...runOriginTags(),
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

  #say(line: string): void {
    (this.#options.say ?? console.warn)(line);
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
