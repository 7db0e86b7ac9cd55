import { TunelabError } from "../core/index.js";
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
} from "../core/index.js";
import type { LocalTracker } from "./local/local-tracker.js";
import { say } from "../texts/index.js";

/** Tags of the local copy of a run that its server does not have, or not wholly. */
export const PENDING_TAG = "tunelab.pendingFor";
export const REMOTE_RUN_TAG = "tunelab.remoteRunId";
/** Tag of a local run: its page on the server that it was sent to. */
export const REMOTE_PAGE_TAG = "tunelab.remotePage";

const CALLERS_MISTAKES: ReadonlySet<string> = new Set([
  "invalid_tracking_value",
  "invalid_filter",
  "artifact_too_large",
]);

const isCallersMistake = (error: unknown): boolean =>
  TunelabError.isInstance(error) && CALLERS_MISTAKES.has(error.code);

interface CopiedRun {
  readonly localId: string;
  readonly remoteId: string | undefined;
  failed: boolean;
  /** Whether something could not be written to the local copy, which is no copy any more: the server alone has it all. */
  isTorn?: boolean;
}

/**
 * Writes every run to a server and, until it is finished there, to the local store: a server that is down, slow or
 * refuses costs nothing of an evaluation.
 *
 * When the server fails, one line says so, the run goes on in the local store under the tag `tunelab.pendingFor`, and
 * `pushRun` sends it later. When a run ends well on the server, its local copy is removed. Where the local store fails,
 * as on a full disk, one line says so and the server goes on alone.
 *
 * @example
 * const tracker = new LocalCopyTracker(server, local, console.warn);
 */
export class LocalCopyTracker implements Tracker {
  readonly #remote: Tracker;
  readonly #local: LocalTracker;
  readonly #say: (line: string) => void;
  readonly #runs = new Map<string, CopiedRun>();
  /** Names by the id that was handed out: the local store numbers experiments by itself. */
  readonly #experimentNames = new Map<string, string>();
  #said = false;

  constructor(remote: Tracker, local: LocalTracker, say: (line: string) => void) {
    this.#remote = remote;
    this.#local = local;
    this.#say = say;
  }

  get uri(): string {
    return this.#remote.uri;
  }

  async findExperiment(name: string): Promise<TrackedExperiment | undefined> {
    const found = await this.#orLocal(
      () => this.#remote.findExperiment(name),
      () => this.#local.findExperiment(name),
    );
    if (found !== undefined) this.#experimentNames.set(found.experimentId, name);
    return found;
  }

  async createExperiment(name: string, tags?: Readonly<Record<string, string>>): Promise<string> {
    const id = await this.#orLocal(
      () => this.#remote.createExperiment(name, tags),
      () => this.#local.createExperiment(name, tags),
    );
    this.#experimentNames.set(id, name);
    return id;
  }

  async createRun(run: NewRun): Promise<TrackedRun> {
    const remote = await this.#orLocal(
      () => this.#remote.createRun(run),
      () => Promise.resolve(undefined),
    );
    const name = this.#experimentNames.get(run.experimentId);
    const copy = await this.#copyOf(run, name, remote).catch((error: unknown) => {
      if (remote === undefined) throw error;
      this.#say(say("runs.noCopy", { place: this.#local.uri, reason: (error as Error).message }));
      return undefined;
    });
    if (copy === undefined) return remote!;
    const localId = copy.info.runId;
    this.#runs.set(remote?.info.runId ?? localId, {
      localId,
      remoteId: remote?.info.runId,
      failed: remote === undefined,
    });
    return remote ?? copy;
  }

  async #copyOf(run: NewRun, experiment: string | undefined, remote: TrackedRun | undefined): Promise<TrackedRun> {
    const copy = await this.#local.createRun({
      ...run,
      experimentId: experiment === undefined ? "0" : await this.#local.createExperiment(experiment),
      runName: remote?.info.runName ?? run.runName,
      startTime: remote?.info.startTime ?? run.startTime,
    });
    const page = remote === undefined ? undefined : this.#remote.runPage(remote.info);
    const tags = {
      [PENDING_TAG]: this.uri,
      ...(remote !== undefined && { [REMOTE_RUN_TAG]: remote.info.runId }),
      ...(page !== undefined && { [REMOTE_PAGE_TAG]: page }),
    };
    await this.#local.logBatch(copy.info.runId, { tags });
    return copy;
  }

  async updateRun(
    runId: string,
    change: { readonly status?: RunStatus; readonly endTime?: number; readonly runName?: string },
  ): Promise<void> {
    await this.#both(runId, (tracker, id) => tracker.updateRun(id, change));
    const run = this.#runs.get(runId);
    const ended = change.status !== undefined && change.status !== "RUNNING" && change.status !== "SCHEDULED";
    if (run === undefined || run.failed || !ended) return;
    // The run is whole on the server; a copy that cannot be removed now costs no more than its space.
    await this.#local.removeRun(run.localId).catch(() => undefined);
    this.#runs.delete(runId);
  }

  getRun(runId: string): Promise<TrackedRun> {
    return this.#read(runId, (tracker, id) => tracker.getRun(id));
  }

  async searchRuns(search: RunSearch): Promise<readonly TrackedRun[]> {
    return this.#remote.searchRuns(search);
  }

  logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    return this.#both(runId, (tracker, id) => tracker.logBatch(id, batch));
  }

  metricHistory(runId: string, key: string): Promise<readonly MetricPoint[]> {
    return this.#read(runId, (tracker, id) => tracker.metricHistory(id, key));
  }

  logInputs(runId: string, datasets: readonly TrackedDataset[]): Promise<void> {
    return this.#both(runId, (tracker, id) => tracker.logInputs(id, datasets));
  }

  logArtifact(runId: string, path: string, content: string | Uint8Array): Promise<void> {
    return this.#both(runId, (tracker, id) => tracker.logArtifact(id, path, content));
  }

  listArtifacts(runId: string, folder?: string): Promise<readonly TrackedArtifact[]> {
    return this.#read(runId, (tracker, id) => tracker.listArtifacts(id, folder));
  }

  readArtifact(runId: string, path: string): Promise<Uint8Array> {
    return this.#read(runId, (tracker, id) => tracker.readArtifact(id, path));
  }

  logTraces(run: Pick<RunInfo, "runId" | "experimentId">, traces: readonly TrackedTrace[]): Promise<void> {
    return this.#both(run.runId, (tracker, runId) => tracker.logTraces({ ...run, runId }, traces));
  }

  runPage(info: Pick<RunInfo, "runId" | "experimentId">, view?: RunView): string | undefined {
    return this.#runs.get(info.runId)?.failed === true ? undefined : this.#remote.runPage(info, view);
  }

  /** The local copy first, so that nothing is lost between the two. */
  async #both(runId: string, write: (tracker: Tracker, id: string) => Promise<void>): Promise<void> {
    const run = this.#runs.get(runId);
    if (run === undefined) return write(this.#remote, runId);
    const { remoteId } = run;
    const isOnServer = !run.failed && remoteId !== undefined;
    if (run.isTorn !== true) {
      try {
        await write(this.#local, run.localId);
      } catch (error) {
        if (!isOnServer || isCallersMistake(error)) throw error;
        run.isTorn = true;
        this.#say(say("runs.torn", { place: this.#local.uri, reason: (error as Error).message }));
      }
    }
    if (!isOnServer) return;
    if (run.isTorn === true) return write(this.#remote, remoteId);
    await this.#orLocal(
      () => write(this.#remote, remoteId),
      async () => {
        run.failed = true;
      },
    );
  }

  async #read<T>(runId: string, read: (tracker: Tracker, id: string) => Promise<T>): Promise<T> {
    const run = this.#runs.get(runId);
    if (run === undefined) return read(this.#remote, runId);
    if (run.failed || run.remoteId === undefined) return read(this.#local, run.localId);
    const { remoteId, localId } = run;
    return this.#orLocal(
      () => read(this.#remote, remoteId),
      () => read(this.#local, localId),
    );
  }

  /** A refused value is the caller's mistake and is thrown; anything else is the server's trouble. */
  async #orLocal<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isCallersMistake(error)) throw error;
      if (!this.#said) this.#say(say("runs.kept", { reason: (error as Error).message, place: this.#local.uri }));
      this.#said = true;
      return otherwise();
    }
  }
}
