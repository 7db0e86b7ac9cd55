import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import { JUPYTER_DISPLAY_METADATA, type DisplaySink, type MimeData, redact } from "../../core/index.js";
import { display, formatDuration, type DisplayHandle } from "../../display/index.js";
import type { JobEvent, JobStep } from "./job-events.js";
import { lossFigure } from "./loss-figure.js";

/** Between two states of a chart that is only decoration for waiting, in milliseconds. */
const REDRAW_MS = 400;
/** Outside a notebook a line is printed when the status changes, and this often. */
const LINE_MS = 10_000;

/** Shows a job in one display that is updated in place; outside a notebook it prints a line now and then. */
export class JobScreen {
  private handle: DisplayHandle | undefined;
  private lastShown = -Infinity;
  private lastStatus = "";

  constructor(
    private readonly jobId: string,
    private readonly sink: DisplaySink | undefined,
    private readonly now: () => number,
  ) {}

  async show(
    job: FineTuningJob,
    steps: readonly JobStep[],
    events: readonly JobEvent[],
    elapsedMs: number,
    ended: boolean,
  ): Promise<void> {
    const line = statusLine(job, steps, elapsedMs);
    const due = this.now() - this.lastShown >= (this.sink === undefined ? LINE_MS : REDRAW_MS);
    if (!ended && !due && job.status === this.lastStatus) return;
    this.lastShown = this.now();
    this.lastStatus = job.status;
    const text = [`${this.jobId}: ${line}`, ...events.slice(-3).map(({ message }) => `  ${redact(message)}`)].join(
      "\n",
    );
    if (this.sink === undefined) return void process.stdout.write(`${text.split("\n")[0]}\n`);
    const measured = steps.some(({ train_loss }) => train_loss !== null);
    const chart = measured ? await lossFigure(steps, { title: line }).toBundle({ picture: ended }) : undefined;
    const data: MimeData = { ...chart?.data, "text/plain": text };
    const value = chart?.metadata === undefined ? data : Object.assign(data, metadataOf(chart.metadata));
    if (this.handle === undefined) this.handle = await display(value, { sink: this.sink });
    else await this.handle.update(value);
  }
}

function metadataOf(metadata: Readonly<Record<string, unknown>>): Record<symbol, unknown> {
  return { [JUPYTER_DISPLAY_METADATA]: metadata };
}

/** Status, time, step and losses of a job on one line. */
export function statusLine(job: FineTuningJob, steps: readonly JobStep[], elapsedMs: number): string {
  const last = steps.at(-1);
  const parts = [job.status, formatDuration(elapsedMs)];
  if (last !== undefined) {
    parts.push(`step ${last.step}${last.total_steps === null ? "" : ` of ${last.total_steps}`}`);
    if (last.train_loss !== null) parts.push(`training loss ${last.train_loss.toFixed(3)}`);
    const valid = [...steps].reverse().find((step) => step.full_valid_loss !== null || step.valid_loss !== null);
    if (valid !== undefined) parts.push(`validation loss ${(valid.full_valid_loss ?? valid.valid_loss)!.toFixed(3)}`);
  }
  if ((job.status as string) === "paused") parts.push(`go on with await client.fineTuning.jobs.resume("${job.id}")`);
  return parts.join(" · ");
}
