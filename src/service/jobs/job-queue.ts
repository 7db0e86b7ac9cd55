import { constants } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dialectOf } from "../dialects/index.js";
import type { DialectName, JobRecord, RequestedHyperparameters } from "../store/index.js";
import { simulatedBy } from "../teaching-switches.js";
import { newJobId } from "./identifiers.js";
import { type JobDependencies, JobJournal, TERMINAL } from "./job-journal.js";
import { checkJobFiles, TRAINING_COPY, VALIDATION_COPY } from "./data/prepare-data.js";
import { needsReplay, resolveHyperparameters } from "./hyperparameters.js";
import { type JobProgress, runJob } from "./run-job.js";
import { PAUSE } from "./trainer/trainer.js";

/** What a client asks for, already checked for form. */
export interface NewJob {
  readonly dialect: DialectName;
  readonly model: string;
  readonly trainingFile: string;
  readonly validationFile?: string;
  readonly method: "supervised" | "dpo";
  readonly requested: RequestedHyperparameters;
  readonly seed: number;
  readonly suffix?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly trainingType?: string;
}

/** Azure's typical waits, scaled by a teaching switch that is 0 unless turned on. */
const VALIDATION_MS = 60_000;
const QUEUE_MS = 300_000;

/** Wait between two tries to record what a full disk did not take. */
const STORAGE_RETRY_MS = 2_000;

/** Why a job's work ends although it was neither paused nor wrong. */
const CANCEL = Symbol("cancel");
const STOP = Symbol("stop");

/**
 * Fine-tuning jobs from their creation to their end: validates files, trains one job at a time in the order of
 * creation, and goes on after a restart where the last process stopped.
 */
export class JobQueue {
  readonly #dependencies: JobDependencies;
  readonly #journal: JobJournal;
  readonly #controllers = new Map<string, AbortController>();
  readonly #progress = new Map<string, JobProgress>();
  readonly #work = new Set<Promise<void>>();
  #training: string | undefined;
  #closed = false;

  constructor(dependencies: JobDependencies) {
    this.#dependencies = dependencies;
    this.#journal = new JobJournal(dependencies.store, dependencies.now);
  }

  /** Takes up what was unfinished when the last process ended. */
  async start(): Promise<void> {
    for (const job of this.#dependencies.store.list("jobs")) {
      if (job.status === "validating_files") this.#track(this.#validate(job.id), job.id);
      if (job.status === "running" || job.status === "pausing") {
        await this.#journal.wentBack(job.id, job.resume?.step ?? 0, restartText(job), { level: "warn" });
      }
      await this.#journal.update(job.id, takenUpAgain);
    }
    this.#next();
  }

  /** Floating-point operations per second of a training here; `undefined` when the trainer cannot tell. */
  async trainingSpeed(): Promise<number | undefined> {
    return this.#dependencies.trainer.speed?.();
  }

  /** Progress of a job that runs now. */
  progressOf(jobId: string): JobProgress | undefined {
    return this.#progress.get(jobId);
  }

  /** Creates a job; its files are copied first, so that they can be deleted while it waits. */
  async create(input: NewJob): Promise<JobRecord> {
    const { store } = this.#dependencies;
    const job: JobRecord = {
      ...input,
      id: newJobId(),
      createdAt: this.#journal.seconds,
      status: "validating_files",
      resultFiles: [],
      checkpoints: [],
    };
    const folder = store.jobFolder(job.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await copyFile(store.filePath(job.trainingFile), join(folder, TRAINING_COPY), constants.COPYFILE_FICLONE);
      if (job.validationFile !== undefined) {
        await copyFile(store.filePath(job.validationFile), join(folder, VALIDATION_COPY), constants.COPYFILE_FICLONE);
      }
      for (const text of dialectOf(job.dialect).jobs.createdTexts(job)) await this.#journal.event(job.id, text);
      await store.transaction((tx) => tx.put("jobs", job.id, job));
    } catch (error) {
      await store.events.forget(job.id);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    this.#track(this.#validate(job.id), job.id);
    return job;
  }

  /** Cancels a job that has not ended; returns `undefined` when it has. */
  async cancel(jobId: string): Promise<JobRecord | undefined> {
    let cancelled = false;
    const job = await this.#journal.update(jobId, (current) => {
      if (TERMINAL.has(current.status)) return undefined;
      cancelled = true;
      return { ...current, status: "cancelled", finishedAt: this.#journal.seconds };
    });
    if (!cancelled) return undefined;
    this.#controllers.get(jobId)?.abort(CANCEL);
    await this.#journal.event(jobId, "Job cancelled.");
    return job;
  }

  /** Asks a running job to stop at its next step and keep a checkpoint; `undefined` when it does not run. */
  async pause(jobId: string): Promise<JobRecord | undefined> {
    let pausing = false;
    const job = await this.#journal.update(jobId, (current) => {
      if (current.status !== "running") return undefined;
      pausing = true;
      return { ...current, status: "pausing" };
    });
    if (!pausing) return undefined;
    await this.#journal.event(jobId, "Job pausing.");
    this.#controllers.get(jobId)?.abort(PAUSE);
    return job;
  }

  /** Puts a paused job back into the queue; `undefined` when it is not paused. */
  async resume(jobId: string): Promise<JobRecord | undefined> {
    let resumed = false;
    const job = await this.#journal.update(jobId, (current) => {
      if (current.status !== "paused") return undefined;
      resumed = true;
      return { ...current, status: "queued" };
    });
    if (!resumed) return undefined;
    await this.#journal.event(jobId, "Job resumed.");
    this.#next();
    return job;
  }

  /** Removes a job that has ended, with its history; models that it made stay. False when it has not ended. */
  async remove(jobId: string): Promise<boolean> {
    const { store } = this.#dependencies;
    const removed = await store.transaction((tx) => {
      const job = tx.get("jobs", jobId);
      if (job === undefined || !TERMINAL.has(job.status)) return false;
      tx.delete("jobs", jobId);
      return true;
    });
    if (!removed) return false;
    await store.events.forget(jobId);
    const hasModels = store.list("models").some((model) => model.jobId === jobId);
    const folder = store.jobFolder(jobId);
    const leftovers = hasModels
      ? [TRAINING_COPY, VALIDATION_COPY, "events.log"].map((name) => join(folder, name))
      : [folder];
    for (const path of leftovers) await rm(path, { recursive: true, force: true });
    return true;
  }

  /** Ends all work at once; running jobs go on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const controller of this.#controllers.values()) controller.abort(STOP);
    await Promise.all(this.#work);
    await this.#dependencies.trainer.close();
  }

  /** Keeps account of work; when its end could not be recorded, which means a full disk, it is done again later. */
  #track(work: Promise<void>, jobId: string): void {
    const tracked: Promise<void> = work
      .catch(() => this.#goOnLater(jobId))
      .finally(() => {
        this.#work.delete(tracked);
        this.#next();
      });
    this.#work.add(tracked);
  }

  /** Waits until the disk takes records again; the job then starts anew, or goes on from its last checkpoint. */
  async #goOnLater(jobId: string): Promise<void> {
    const { signal } = this.#controllerOf(jobId);
    while (!signal.aborted && !this.#closed) {
      await sleep(STORAGE_RETRY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      const step = this.#dependencies.store.get("jobs", jobId)?.resume?.step ?? 0;
      const recorded = await this.#journal
        .wentBack(jobId, step, "The disk was full; the job goes on now that it is not.", { level: "warn" })
        .then(() => this.#journal.update(jobId, takenUpAgain))
        .catch(() => undefined);
      if (recorded === undefined) continue;
      if (recorded.status === "validating_files") this.#track(this.#validate(jobId), jobId);
      break;
    }
    if (this.#controllers.get(jobId)?.signal === signal) this.#controllers.delete(jobId);
  }

  async #validate(jobId: string): Promise<void> {
    const controller = this.#controllerOf(jobId);
    try {
      await this.#wait(VALIDATION_MS, controller.signal);
      const job = this.#dependencies.store.get("jobs", jobId);
      if (job?.status !== "validating_files") return;
      if (this.#dependencies.switches.values.failValidation) {
        return await this.#journal.fail(jobId, {
          code: "invalid_training_file",
          message: `The provided training data failed RAI checks for harm types: [hate_fairness, self_harm, violence]. Please fix the data and try again. ${simulatedBy("failValidation")}`,
          param: "training_file",
        });
      }
      const result = await checkJobFiles(this.#dependencies, job);
      if (!result.ok) return await this.#journal.fail(jobId, result.problem);
      const { trainingExamples } = result;
      await this.#journal.event(jobId, dialectOf(job.dialect).jobs.validatedText);
      await this.#journal.update(jobId, (current) =>
        current.status === "validating_files"
          ? {
              ...current,
              status: "queued",
              trainingExamples,
              resolved: resolveHyperparameters(
                current.requested,
                trainingExamples,
                needsReplay(this.#dependencies.engine),
              ),
            }
          : undefined,
      );
      await this.#wait(QUEUE_MS, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) {
        await this.#journal.fail(jobId, {
          code: "internal_error",
          message: `The job's files cannot be read: ${(error as Error).message}`,
          param: "training_file",
        });
      }
    } finally {
      this.#controllers.delete(jobId);
    }
  }

  /** Starts the oldest job that is ready, unless one is training. */
  #next(): void {
    if (this.#closed || this.#training !== undefined) return;
    const job = this.#dependencies.store
      .list("jobs")
      .find((candidate) => candidate.status === "queued" && !this.#controllers.has(candidate.id));
    if (job === undefined) return;
    this.#training = job.id;
    const run = runJob(this.#dependencies, this.#journal, job, this.#controllerOf(job.id), (progress) =>
      this.#progress.set(job.id, progress),
    ).finally(() => {
      this.#controllers.delete(job.id);
      this.#progress.delete(job.id);
      this.#training = undefined;
    });
    this.#track(run, job.id);
  }

  #controllerOf(jobId: string): AbortController {
    const controller = new AbortController();
    this.#controllers.set(jobId, controller);
    return controller;
  }

  async #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    const scaled = milliseconds * this.#dependencies.switches.values.clockScale;
    if (scaled > 0) await sleep(scaled, undefined, { signal });
  }
}

/** What is said of a job that trained when the last process ended. */
function restartText({ status, resume }: JobRecord): string {
  if (status === "pausing") return `The service was restarted; the job rests after step ${resume?.step ?? 0}.`;
  return resume === undefined
    ? "The service was restarted before the first checkpoint; training starts again."
    : `The service was restarted; training goes on after step ${resume.step}.`;
}

/** What a job becomes whose worker is gone: it waits for its turn, or rests where it was to pause. */
function takenUpAgain(job: JobRecord): JobRecord | undefined {
  if (job.status === "running") return { ...job, status: "queued" };
  return job.status === "pausing" ? { ...job, status: "paused" } : undefined;
}
