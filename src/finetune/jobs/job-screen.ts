import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import { type DisplaySink, labelled, redact } from "../../core/index.js";
import { composeDisplay, display, formatDuration, type DisplayHandle } from "../../display/index.js";
import { formatNumber, say } from "../../texts/index.js";
import { describeDelivered } from "./delivered.js";
import { deliveredStep, jobTime, validationLossOf, type JobEvent, type JobStep } from "./job-events.js";
import { lossFigure } from "./loss-figure.js";

/** Between two states of a chart that is only decoration for waiting, in milliseconds. */
const REDRAW_MS = 400;
/** Outside a notebook a line is printed when the status changes, and this often. */
const LINE_MS = 10_000;

/** Shows a job in one display that is updated in place; outside a notebook it prints a line now and then. */
export class JobScreen {
  #handle: DisplayHandle | undefined;
  #lastShown = -Infinity;
  #lastStatus = "";
  readonly #jobId: string;
  readonly #sink: DisplaySink | undefined;
  readonly #now: () => number;

  constructor(jobId: string, sink: DisplaySink | undefined, now: () => number) {
    this.#jobId = jobId;
    this.#sink = sink;
    this.#now = now;
  }

  async show(
    job: FineTuningJob,
    steps: readonly JobStep[],
    events: readonly JobEvent[],
    ended: boolean,
  ): Promise<void> {
    const line = statusLine(job, steps, events, this.#now());
    const due = this.#now() - this.#lastShown >= (this.#sink === undefined ? LINE_MS : REDRAW_MS);
    if (!ended && !due && job.status === this.#lastStatus) return;
    this.#lastShown = this.#now();
    this.#lastStatus = job.status;
    const text = labelled(this.#jobId, line);
    if (this.#sink === undefined) return void process.stdout.write(`${text}\n`);
    const measured = steps.some(({ train_loss }) => train_loss !== null);
    const chart = measured ? [lossFigure(steps, { delivered: deliveredStep(events), scales: ended })] : [];
    const news = events.slice(-3).map(({ message }) => `  ${redact(message)}`);
    const value = await composeDisplay([...chart, [text, ...news].join("\n")], { picture: ended });
    if (this.#handle === undefined) this.#handle = await display(value, { sink: this.#sink });
    else await this.#handle.update(value);
  }
}

/** Status, the job's own time, step, losses and the delivered checkpoint on one line. */
export function statusLine(
  job: FineTuningJob,
  steps: readonly JobStep[],
  events: readonly JobEvent[],
  now: number,
): string {
  const last = steps.at(-1);
  const loss = (value: number): string => formatNumber(value, { fixed: 3 });
  const parts = [job.status as string, say("jobs.took", { time: formatDuration(jobTime(job, now)) })];
  const delivered = describeDelivered(steps, deliveredStep(events));
  if (last !== undefined) {
    const { step, total_steps: total } = last;
    parts.push(total === null ? say("jobs.step", { step }) : say("jobs.stepOf", { step, total }));
    if (last.train_loss !== null) parts.push(say("jobs.trainLoss", { loss: loss(last.train_loss) }));
    const valid = [...steps]
      .reverse()
      .map(validationLossOf)
      .find((value) => value !== null);
    if (valid !== undefined && valid !== null) {
      parts.push(say(delivered === undefined ? "jobs.validLoss" : "jobs.lastValidLoss", { loss: loss(valid) }));
    }
  }
  if (delivered !== undefined) parts.push(delivered);
  if ((job.status as string) === "paused") {
    parts.push(say("jobs.resume", { code: `await client.fineTuning.jobs.resume("${job.id}")` }));
  }
  return parts.join(" · ");
}
