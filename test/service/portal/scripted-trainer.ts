import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  Trainer,
  TrainingOutcome,
  TrainingReports,
  TrainingRequest,
} from "../../../src/service/jobs/trainer/trainer.js";

/** A trainer that trains when the test says so, and nothing really. */
export class ScriptedTrainer implements Trainer {
  readonly totalSteps: number;
  #begun: () => void = () => undefined;
  #running: { request: TrainingRequest; reports: TrainingReports; end: (outcome: TrainingOutcome) => void } | undefined;
  #starting = new Promise<void>((resolve) => (this.#begun = resolve));
  #step = 0;

  constructor(totalSteps: number) {
    this.totalSteps = totalSteps;
  }

  estimate(): Promise<{ memoryBytes: number; seconds: number }> {
    return Promise.resolve({ memoryBytes: 1, seconds: 60 });
  }

  train(request: TrainingRequest, reports: TrainingReports): Promise<TrainingOutcome> {
    return new Promise((end, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
      this.#running = { request, reports, end };
      this.#step = request.resume?.step ?? 0;
      this.#begun();
    });
  }

  /** Resolves when a job has begun to train. */
  async started(): Promise<void> {
    await this.#starting;
  }

  /** Reports the next steps, with losses that tell which step they are of. */
  steps(count: number): void {
    for (let done = 0; done < count; done++) {
      this.#step += 1;
      this.#running!.reports.onStep({
        step: this.#step,
        totalSteps: this.totalSteps,
        epoch: 1,
        trainLoss: 10 - this.#step / 100,
        trainMeanTokenAccuracy: 0.5,
        durationMs: 1000,
      });
    }
  }

  /** Writes a checkpoint of the last step. */
  checkpoint(): void {
    const { request, reports } = this.#running!;
    const adapterPath = join(request.outputDirectory, `adapter-${this.#step}.gguf`);
    const statePath = join(request.outputDirectory, `state-${this.#step}.bin`);
    for (const path of [adapterPath, statePath]) writeFileSync(path, "x");
    reports.onCheckpoint({
      step: this.#step,
      epoch: 1,
      adapterPath,
      statePath,
      metrics: {
        step: this.#step,
        totalSteps: this.totalSteps,
        epoch: 1,
        trainLoss: 10 - this.#step / 100,
        trainMeanTokenAccuracy: 0.5,
        durationMs: 1000,
      },
    });
  }

  succeed(): void {
    this.#running!.end({ outcome: "succeeded", bestStep: this.#step, trainedTokens: 1234 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Twelve lines of a file for supervised fine-tuning. */
export const TWELVE_LINES = Array.from({ length: 12 }, (_, at) =>
  JSON.stringify({
    messages: [
      { role: "system", content: "You are terse." },
      { role: "user", content: `What is ${at} plus ${at}?` },
      { role: "assistant", content: `It is ${at + at}.` },
    ],
  }),
).join("\n");
