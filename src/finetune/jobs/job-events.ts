import type { OpenAI } from "openai";

/** An event of a job, as far as this library reads it. */
export interface JobEvent {
  readonly id: string;
  /** Unix seconds. */
  readonly created_at: number;
  readonly level: string;
  readonly message: string;
  readonly type?: string;
  readonly data?: unknown;
}

/** What one training step measured; `null` where the provider did not say. Losses are in nats per token. */
export interface JobStep {
  readonly step: number;
  readonly total_steps: number | null;
  readonly train_loss: number | null;
  /** Share of the answers' tokens that the model would have put first, 0 to 1. */
  readonly train_accuracy: number | null;
  readonly valid_loss: number | null;
  readonly valid_accuracy: number | null;
  readonly full_valid_loss: number | null;
  readonly full_valid_accuracy: number | null;
}

/** How many events are asked for at a time. */
const PAGE = 100;

/**
 * Reads the events that came after the ones already known, oldest first; pages until it meets a known one.
 *
 * @example
 * const fresh = await readNewEvents(client, "ftjob-1", known);
 */
export async function readNewEvents(
  client: OpenAI,
  jobId: string,
  known: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<JobEvent[]> {
  const fresh: JobEvent[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await client.fineTuning.jobs.listEvents(jobId, { limit: PAGE, after }, { signal });
    const events = page.data as JobEvent[];
    const unknown = events.filter(({ id }) => !known.has(id));
    fresh.push(...unknown);
    after = events.at(-1)?.id;
    if (unknown.length < events.length || events.length === 0 || !page.hasNextPage()) break;
  }
  return fresh.reverse();
}

/**
 * Reads a step's measurements off an event: from its data, or from the text that Azure writes; `undefined` for others.
 *
 * @example
 * stepOfEvent({ id: "e", created_at: 0, level: "info", message: "Step 100: training loss=0.0016" })?.train_loss; // 0.0016
 */
export function stepOfEvent(event: JobEvent): JobStep | undefined {
  const data = (typeof event.data === "object" && event.data !== null ? event.data : {}) as Record<string, unknown>;
  const text = /^Step (\d+)(?:\/(\d+))?: training loss=([\d.eE+-]+)/.exec(event.message);
  const step = numberOf(data["step"]) ?? numberOf(text?.[1]);
  if (step === null || (numberOf(data["train_loss"]) ?? numberOf(text?.[3])) === null) return undefined;
  const inText = (name: string): number | null =>
    numberOf(new RegExp(`(?:^|, )${name}=([\\d.eE+-]+)`).exec(event.message.replace(/^Step [^:]*: /, ""))?.[1]);
  return {
    step,
    total_steps: numberOf(data["total_steps"]) ?? numberOf(text?.[2]),
    train_loss: numberOf(data["train_loss"]) ?? numberOf(text?.[3]),
    train_accuracy: numberOf(data["train_mean_token_accuracy"]),
    valid_loss: numberOf(data["valid_loss"]) ?? inText("validation loss"),
    valid_accuracy: numberOf(data["valid_mean_token_accuracy"]),
    full_valid_loss: numberOf(data["full_valid_loss"]) ?? inText("full validation loss"),
    full_valid_accuracy: numberOf(data["full_valid_mean_token_accuracy"]),
  };
}

/**
 * The step whose checkpoint became the model, where an event of the job says so; the embedded service's does.
 *
 * @example
 * deliveredStep(events); // 40 of 96
 */
export function deliveredStep(events: readonly JobEvent[]): number | undefined {
  const choices = events.flatMap(({ data }) => {
    const { step, last_step: last } = (data ?? {}) as Record<string, unknown>;
    return typeof step === "number" && typeof last === "number" ? [step] : [];
  });
  return choices.at(-1);
}

/** The best known validation loss of a step. */
export const validationLossOf = ({ full_valid_loss: whole, valid_loss: batch }: JobStep): number | null =>
  whole ?? batch;

/**
 * How long a job took, or has taken until now, in milliseconds: from its creation to its end, by the provider's clock. How
 * long somebody has watched it is something else.
 *
 * @example
 * jobTime({ created_at: 100, finished_at: 700 }, Date.now()); // 600000
 */
export function jobTime(
  job: { readonly created_at: number; readonly finished_at: number | null },
  now: number,
): number {
  const end = job.finished_at === null || job.finished_at === undefined ? now : job.finished_at * 1000;
  return Math.max(0, end - job.created_at * 1000);
}

/**
 * Reads steps off a job's results file, in OpenAI's columns or Azure's, where -1 and empty mean missing.
 *
 * @example
 * stepsOfResults([{ step: 1, train_loss: 2.5, train_accuracy: 0.4, valid_loss: -1 }])[0]?.valid_loss; // null
 */
export function stepsOfResults(rows: readonly Readonly<Record<string, unknown>>[]): JobStep[] {
  return rows.flatMap((row) => {
    const cell = (...names: readonly string[]): number | null => {
      const value = names.map((name) => numberOf(row[name])).find((number) => number !== null) ?? null;
      return value === -1 ? null : value;
    };
    const step = cell("step");
    if (step === null) return [];
    return [
      {
        step,
        total_steps: rows.length,
        train_loss: cell("train_loss"),
        train_accuracy: cell("train_mean_token_accuracy", "train_accuracy"),
        valid_loss: cell("valid_loss"),
        valid_accuracy: cell("validation_mean_token_accuracy", "valid_mean_token_accuracy", "valid_accuracy"),
        full_valid_loss: cell("full_valid_loss"),
        full_valid_accuracy: cell("full_valid_mean_token_accuracy"),
      },
    ];
  });
}

function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
