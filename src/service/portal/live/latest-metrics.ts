import { RESUME_STEP } from "../../jobs/index.js";
import type { JobEvent, JobRecord } from "../../store/index.js";

/**
 * The latest value of each measurement of the jobs that have trained since the service started.
 *
 * The list of jobs shows them without reading histories from the disk; of older jobs the last checkpoint knows enough.
 *
 * @example
 * latest.of(job)["train_loss"]; // 0.41
 */
export class LatestMetrics {
  readonly #values = new Map<string, Readonly<Record<string, number>>>();

  add(jobId: string, { type, data }: JobEvent): void {
    // Of the weights that the job goes on from, its last checkpoint knows.
    if (data[RESUME_STEP] !== undefined) this.forget(jobId);
    if (type !== "metrics") return;
    const numbers = Object.entries(data).filter((entry): entry is [string, number] => typeof entry[1] === "number");
    this.#values.set(jobId, { ...this.#values.get(jobId), ...Object.fromEntries(numbers) });
  }

  forget(jobId: string): void {
    this.#values.delete(jobId);
  }

  of({ id, checkpoints }: Pick<JobRecord, "id" | "checkpoints">): Readonly<Record<string, number>> {
    return this.#values.get(id) ?? checkpoints.at(-1)?.metrics ?? {};
  }
}
