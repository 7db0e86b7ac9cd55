import type { InferenceEngine } from "../inference/index.js";
import type { JobEvent, JobRecord, JobStatus, ServiceStore } from "../store/index.js";
import type { TeachingSwitches } from "../teaching-switches.js";
import { newEventId } from "./identifiers.js";
import type { Trainer } from "./trainer/trainer.js";

/** What the parts of the job queue work with. */
export interface JobDependencies {
  readonly store: ServiceStore;
  readonly engine: InferenceEngine;
  readonly trainer: Trainer;
  readonly switches: TeachingSwitches;
  /** Time in Unix milliseconds. */
  readonly now: () => number;
}

/** States that a job does not leave. */
export const TERMINAL: ReadonlySet<JobStatus> = new Set(["succeeded", "failed", "cancelled"]);

/** Member of an event's data: the step after which the job trains, or will train, from then on. */
export const RESUME_STEP = "resume_step";

/** Writes what happens to jobs: their records and their histories. */
export class JobJournal {
  readonly #store: ServiceStore;
  readonly #now: () => number;

  constructor(store: ServiceStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Unix seconds. */
  get seconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  /** Adds an event to a job's history; resolves when it is on the disk. */
  async event(
    jobId: string,
    message: string,
    more: {
      readonly level?: JobEvent["level"];
      readonly data?: Readonly<Record<string, unknown>>;
      readonly metrics?: boolean;
    } = {},
  ): Promise<void> {
    await this.#store.events.append(jobId, {
      id: newEventId(),
      createdAt: this.seconds,
      level: more.level ?? "info",
      message,
      type: more.metrics === true ? "metrics" : "message",
      data: more.data ?? {},
    });
  }

  /**
   * Adds an event from which on the weights are those after a step: what was measured behind it was of lost ones, and
   * until it the job rested.
   */
  async wentBack(
    jobId: string,
    step: number,
    message: string,
    more: { readonly level?: JobEvent["level"] } = {},
  ): Promise<void> {
    await this.event(jobId, message, { ...more, data: { [RESUME_STEP]: step } });
  }

  /** Changes a job unless `change` returns `undefined`; returns the job as it is then. */
  async update(jobId: string, change: (job: JobRecord) => JobRecord | undefined): Promise<JobRecord | undefined> {
    return this.#store.transaction((tx) => {
      const job = tx.get("jobs", jobId);
      const changed = job === undefined ? undefined : change(job);
      if (changed !== undefined) tx.put("jobs", jobId, changed);
      return changed ?? job;
    });
  }

  /** Ends a job with an error, unless it has ended already. */
  async fail(
    jobId: string,
    error: { readonly code: string; readonly message: string; readonly param: string | null },
  ): Promise<void> {
    const job = this.#store.get("jobs", jobId);
    if (job === undefined || TERMINAL.has(job.status)) return;
    await this.event(jobId, error.message, {
      level: "error",
      data: { error_code: error.code, error_param: error.param ?? undefined },
    });
    await this.update(jobId, (current) =>
      TERMINAL.has(current.status) ? undefined : { ...current, status: "failed", error, finishedAt: this.seconds },
    );
  }
}
