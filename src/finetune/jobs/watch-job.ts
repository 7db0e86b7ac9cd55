import { setTimeout as sleep } from "node:timers/promises";
import type { DataFrame } from "danfojs-node";
import type { OpenAI } from "openai";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import {
  escapeHtml,
  getDisplaySink,
  JUPYTER_DISPLAY,
  linkHtml,
  portalRoute,
  TunelabError,
  type DisplaySink,
  type MimeData,
  redact,
  isLoopback,
  labelled,
  tellInterrupt,
  timerMs,
} from "../../core/index.js";
import { explainProviderError, reviveEmbedded } from "../../client/index.js";
import { toDataFrame } from "../../datasets/index.js";
import { formatDuration } from "../../display/index.js";
import { say } from "../../texts/index.js";
import { markDelivered } from "./delivered.js";
import { deliveredStep, readNewEvents, stepOfEvent, type JobEvent, type JobStep } from "./job-events.js";
import { showJobButtons } from "./job-buttons.js";
import { JobScreen, statusLine } from "./job-screen.js";
import { PatientReader } from "./patient-reader.js";
import { showPortalPage } from "../show-portal-page.js";

/** Options of {@link watchJob}. */
export interface WatchJobOptions {
  /** First wait between two looks, in milliseconds; it grows while nothing changes. @default 500 embedded, 5000 elsewhere */
  readonly intervalMs?: number;
  /** Longest wait between two looks, in milliseconds. @default 2000 embedded, 30000 elsewhere */
  readonly maxIntervalMs?: number;
  /** When to stop watching, in milliseconds; the job goes on. @default 1 hour embedded, 24 hours elsewhere */
  readonly deadlineMs?: number;
  /** How long the provider may be out of reach before watching ends, in milliseconds. @default 120000 */
  readonly patienceMs?: number;
  /** Stops watching; the job goes on. @default the interrupt of the cell */
  readonly signal?: AbortSignal;
  /** Where to show it. @default the notebook's display */
  readonly sink?: DisplaySink;
  /** Milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Starts a dead service again; false where the client is not its own. @default reviveEmbedded */
  readonly revive?: (client: OpenAI, signal: AbortSignal | undefined) => Promise<boolean>;
}

/** A job that was watched to its end or to a pause. */
export class WatchedJob {
  constructor(
    readonly job: FineTuningJob,
    /** All events, oldest first. */
    readonly events: readonly JobEvent[],
    /** Measurements by step. */
    readonly steps: readonly JobStep[],
    /** How long it was watched, in milliseconds. */
    readonly elapsedMs: number,
    /** The job's page in the portal of the embedded service. */
    readonly page?: string,
  ) {}

  get status(): string {
    return this.job.status;
  }

  /** Name of the tuned model; throws `no_tuned_model` when the job has none. */
  get fineTunedModel(): string {
    if (this.job.fine_tuned_model) return this.job.fine_tuned_model;
    throw new TunelabError(say("jobs.noModel", { job: this.job.id, status: this.job.status }), {
      code: "no_tuned_model",
      hint: say("jobs.noModelHint"),
    });
  }

  /** Step whose checkpoint became the model, where the provider says so; it need not be the last. */
  get deliveredStep(): number | undefined {
    return deliveredStep(this.events);
  }

  /** The steps as a DataFrame, the delivered one marked. */
  get frame(): DataFrame {
    return toDataFrame(markDelivered(this.steps, this.deliveredStep), {
      caption: say("jobs.steps", { job: this.job.id }),
      links: this.page === undefined ? [] : [{ text: say("jobs.page", { job: this.job.id }), href: this.page }],
    });
  }

  toString(): string {
    const watched = say("jobs.watched", { time: formatDuration(this.elapsedMs) });
    return `${labelled(this.job.id, statusLine(this.job, this.steps, this.events, Date.now()))} · ${watched}`;
  }

  [JUPYTER_DISPLAY](): MimeData {
    const text = this.toString();
    if (this.page === undefined) return { "text/plain": text };
    const link = linkHtml(this.page, say("jobs.openPage"));
    return { "text/html": `<p>${escapeHtml(text)} · ${link}</p>`, "text/plain": text };
  }
}

/** States that a job never leaves by itself; the other ones of OpenAI and Azure mean waiting. */
const ENDED = ["succeeded", "failed", "cancelled", "paused"];

/**
 * Watches a fine-tuning job to its end: status, elapsed time, events and losses in one display that is updated, and in a
 * notebook buttons that pause or cancel the job.
 *
 * Returns when the job succeeded, was cancelled or is paused. Throws `job_failed` with the provider's reason, and
 * `watch_stopped` when interrupted or past the deadline: the job goes on then, and the message says how to come back. An
 * interrupted cell never gets that error, so that the same words are shown in its output.
 * A provider that is out of reach for a while is waited for, and a dead embedded service is started again.
 *
 * @example
 * const { fineTunedModel, steps } = await watchJob(client, job.id);
 */
export async function watchJob(client: OpenAI, jobId: string, options: WatchJobOptions = {}): Promise<WatchedJob> {
  const embedded = isLoopback(client.baseURL);
  const {
    intervalMs = embedded ? 500 : 5_000,
    maxIntervalMs = embedded ? 2_000 : 30_000,
    deadlineMs = embedded ? 3_600_000 : 86_400_000,
    sink = getDisplaySink(),
    now = Date.now,
    revive = (dead, stop) => reviveEmbedded(dead, { signal: stop }),
  } = options;
  const signal = options.signal ?? sink?.interruptSignal;
  const start = now();
  const page = await showPortalPage(client, portalRoute("job", jobId), say("jobs.page", { job: jobId }), sink);
  const screen = new JobScreen(jobId, sink, now);
  const reader = new PatientReader(() => revive(client, signal), options.patienceMs ?? 120_000, now, signal);
  const events: JobEvent[] = [];
  const known = new Set<string>();
  const steps = new Map<number, JobStep>();
  let wait = intervalMs;
  let lastState = "";
  let takeButtonsAway: (() => Promise<void>) | undefined;
  const watch = async (): Promise<WatchedJob> => {
    for (;;) {
      const job = await reader.read(
        (request) => client.fineTuning.jobs.retrieve(jobId, { signal: request }),
        say("client.readingJob", { id: jobId }),
      );
      const fresh = await reader.read(
        (request) => readNewEvents(client, jobId, known, request),
        say("client.readingEvents", { id: jobId }),
      );
      for (const event of fresh) {
        known.add(event.id);
        events.push(event);
        const step = stepOfEvent(event);
        if (step !== undefined) steps.set(step.step, { ...steps.get(step.step), ...step });
      }
      const sorted = [...steps.values()].sort((left, right) => left.step - right.step);
      const ended = ENDED.includes(job.status);
      await screen.show(job, sorted, events, ended);
      if (!ended) takeButtonsAway ??= await showJobButtons(client, jobId, sink);
      if (ended) {
        await takeButtonsAway?.();
        if (job.status === "failed") throw failureOf(job, events);
        return new WatchedJob(job, events, sorted, now() - start, page);
      }
      const state = `${job.status} ${events.length}`;
      wait = state === lastState ? Math.min(maxIntervalMs, wait * 1.5) : intervalMs;
      lastState = state;
      if (now() - start > deadlineMs) throw stopped(jobId, say("jobs.deadline", { time: formatDuration(deadlineMs) }));
      await sleep(timerMs(wait), undefined, { signal });
    }
  };
  const interrupted = (cause?: unknown): TunelabError => stopped(jobId, say("jobs.interrupted"), cause);
  try {
    return await tellInterrupt(sink, interrupted, watch);
  } catch (error) {
    throw signal?.aborted === true ? interrupted(error) : error;
  }
}

function stopped(jobId: string, what: string, cause?: unknown): TunelabError {
  return new TunelabError(say("jobs.goesOn", { what, job: jobId }), {
    code: "watch_stopped",
    hint: say("jobs.comeBack", {
      watch: `await watchJob(client, "${jobId}")`,
      resume: "await resumeLab()",
      cancel: `await client.fineTuning.jobs.cancel("${jobId}")`,
    }),
    cause,
  });
}

function failureOf(job: FineTuningJob, events: readonly JobEvent[]): TunelabError {
  const reason = job.error?.message || [...events].reverse().find(({ level }) => level === "error")?.message;
  const { hint } = explainProviderError(
    { error: { code: job.error?.code, message: reason ?? say("jobs.noReason") } },
    "Training",
  ) as TunelabError;
  const advice = reason ? hint : say("jobs.failedHint");
  return new TunelabError(say("jobs.failed", { job: job.id, reason: redact(reason ?? say("jobs.noReason")) }), {
    code: "job_failed",
    hint: advice,
    cause: job.error,
  });
}
