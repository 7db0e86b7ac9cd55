import type { DataFrame } from "danfojs-node";
import type { OpenAI } from "openai";
import { joinClauses, JUPYTER_DISPLAY, portalPageOf, TunelabError, type MimeData, redact } from "../../core/index.js";
import { explainProviderError } from "../../client/index.js";
import { frameTable, parseCsv, toDataFrame } from "../../datasets/index.js";
import type { Figure, TableLink } from "../../display/index.js";
import { jobLinks, portalLinks } from "../portal-links.js";
import { formatNumber, say } from "../../texts/index.js";
import { deliveredStep, readNewEvents, stepsOfResults, type JobStep } from "./job-events.js";
import { describeDelivered, markDelivered } from "./delivered.js";
import { lossFigure } from "./loss-figure.js";

/**
 * Lists the newest fine-tuning jobs as a DataFrame: id, status, models, seed, epochs, times.
 *
 * Throws the provider's error with what to do.
 *
 * @example
 * await listJobs(client, { limit: 5 });
 */
export async function listJobs(client: OpenAI, options: { readonly limit?: number } = {}): Promise<DataFrame> {
  const { limit = 20 } = options;
  return explained(say("client.listingJobs"), async () => {
    const { data } = await client.fineTuning.jobs.list({ limit });
    const rows = data.map((job) => ({
      id: job.id,
      status: job.status,
      model: job.model,
      fine_tuned_model: job.fine_tuned_model,
      seed: job.seed,
      epochs: job.hyperparameters?.n_epochs ?? null,
      trained_tokens: job.trained_tokens,
      created_at: toDate(job.created_at),
      finished_at: toDate(job.finished_at),
      error: job.error?.message ? redact(job.error.message) : null,
    }));
    return toDataFrame(rows, {
      columns: JOB_COLUMNS,
      caption: say("jobs.list"),
      cellLinks: { id: (id) => portalPageOf(client.baseURL, "job", String(id)) },
    });
  });
}

const JOB_COLUMNS = [
  "id",
  "status",
  "model",
  "fine_tuned_model",
  "seed",
  "epochs",
  "trained_tokens",
  "created_at",
  "finished_at",
  "error",
];

/**
 * Lists the events of a job, oldest first, as a DataFrame.
 *
 * @example
 * await jobEvents(client, job.id);
 */
export async function jobEvents(client: OpenAI, jobId: string): Promise<DataFrame> {
  return explained(say("client.readingEvents", { id: jobId }), async () => {
    const events = await readNewEvents(client, jobId, new Set());
    const rows = events.map(({ created_at, level, type = "message", message }) => ({
      time: toDate(created_at),
      level,
      type,
      message: redact(message),
    }));
    return toDataFrame(rows, {
      columns: ["time", "level", "type", "message"],
      caption: say("jobs.events", { job: jobId }),
      links: jobLinks(client, jobId),
    });
  });
}

/**
 * Lists the checkpoints of a job with their measurements as a DataFrame; each can be deployed by its name.
 *
 * @example
 * await jobCheckpoints(client, job.id);
 */
export async function jobCheckpoints(client: OpenAI, jobId: string): Promise<DataFrame> {
  return explained(say("client.readingCheckpoints", { id: jobId }), async () => {
    const { data } = await client.fineTuning.jobs.checkpoints.list(jobId);
    const delivered = await findDelivered(client, jobId);
    const rows = data.map(({ step_number, fine_tuned_model_checkpoint, metrics, created_at }) => ({
      step: step_number,
      checkpoint: fine_tuned_model_checkpoint,
      train_loss: metrics?.train_loss ?? null,
      valid_loss: metrics?.valid_loss ?? null,
      full_valid_loss: metrics?.full_valid_loss ?? null,
      created_at: toDate(created_at),
      ...(delivered !== undefined && { [say("jobs.deliveredColumn")]: step_number === delivered ? "✓" : null }),
    }));
    return toDataFrame(rows, {
      columns: [
        "step",
        "checkpoint",
        "train_loss",
        "valid_loss",
        "full_valid_loss",
        "created_at",
        ...(delivered === undefined ? [] : [say("jobs.deliveredColumn")]),
      ],
      caption: say("jobs.checkpoints", { job: jobId }),
      links: jobLinks(client, jobId),
    });
  });
}

/** The results file of a job: its steps as plain data, as a DataFrame and as figures. */
export class JobResults {
  constructor(
    readonly jobId: string,
    readonly steps: readonly JobStep[],
    /** The file as the provider wrote it. */
    readonly csv: string,
    /** Page of the job in the portal of the embedded service, and of the file. */
    readonly links: readonly TableLink[] = [],
    /** Step whose checkpoint became the model, where the provider says so. */
    readonly delivered?: number,
  ) {}

  get frame(): DataFrame {
    return toDataFrame(markDelivered(this.steps, this.delivered), {
      caption: this.toString(),
      links: this.links,
    });
  }

  /** Loss by step, training and validation. */
  lossFigure(): Figure {
    return lossFigure(this.steps, { delivered: this.delivered });
  }

  /** Share of tokens right by step, training and validation. */
  accuracyFigure(): Figure {
    return lossFigure(this.steps, { measure: "accuracy", delivered: this.delivered });
  }

  toString(): string {
    const shown = (step: JobStep | undefined): string =>
      typeof step?.train_loss === "number" ? formatNumber(step.train_loss, { fixed: 3 }) : "?";
    const [first, last] = [shown(this.steps[0]), shown(this.steps.at(-1))];
    const text = say("jobs.results", { job: this.jobId, n: this.steps.length, first, last });
    const delivered = describeDelivered(this.steps, this.delivered);
    return delivered === undefined ? text : joinClauses([text, delivered]);
  }

  [JUPYTER_DISPLAY](): MimeData {
    return frameTable(this.frame).toBundle().data;
  }
}

/**
 * Reads a job's results file: OpenAI's and Azure's columns under one name each, -1 and empty as missing.
 *
 * Throws `no_results` when the job has none yet.
 *
 * @example
 * const results = await jobResults(client, job.id);
 * results.lossFigure();
 */
export async function jobResults(client: OpenAI, jobId: string): Promise<JobResults> {
  return explained(say("client.readingResults", { id: jobId }), async () => {
    const job = await client.fineTuning.jobs.retrieve(jobId);
    const file = job.result_files?.[0];
    if (file === undefined) {
      throw new TunelabError(say("jobs.noResults", { job: jobId, status: job.status }), {
        code: "no_results",
        hint: say("jobs.noResultsHint"),
      });
    }
    const csv = decodeResults(await (await client.files.content(file)).text());
    const links = [...jobLinks(client, jobId), ...portalLinks(client, "file", file, say("jobs.filePage", { file }))];
    return new JobResults(jobId, stepsOfResults(parseCsv(csv)), csv, links, await findDelivered(client, jobId));
  });
}

/** Which step's checkpoint became the model; nobody knows where the events do not say, or cannot be read. */
async function findDelivered(client: OpenAI, jobId: string): Promise<number | undefined> {
  return readNewEvents(client, jobId, new Set()).then(deliveredStep, () => undefined);
}

/** OpenAI sends this file base64-coded, whatever its documentation says; Azure sends it plain. */
function decodeResults(text: string): string {
  const plain = text.trim();
  return plain.startsWith("step,") || !/^[A-Za-z0-9+/\s]+=*$/.test(plain)
    ? text
    : Buffer.from(plain, "base64").toString("utf8");
}

async function explained<T>(action: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explainProviderError(error, action);
  }
}

function toDate(seconds: number | null | undefined): Date | null {
  return typeof seconds === "number" ? new Date(seconds * 1000) : null;
}
