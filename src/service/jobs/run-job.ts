import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { TunelabError } from "../../core/index.js";
import { dialectOf } from "../dialects/index.js";
import type { CheckpointRecord, JobRecord } from "../store/index.js";
import { hashFile } from "../models/hash-file.js";
import { simulatedBy } from "../teaching-switches.js";
import { stepMetrics } from "./step-metrics.js";
import { finishJob, modelNameOfCheckpoint, checkpointModels } from "./finish-job.js";
import { needsReplay, resolveHyperparameters, type ResolvedHyperparameters } from "./hyperparameters.js";
import { REPLAYED_COUNT } from "./data/replayed-conversations.js";
import { newCheckpointId } from "./identifiers.js";
import { type JobDependencies, type JobJournal, TERMINAL } from "./job-journal.js";
import { checkJobFiles, prepareData, type PreparedData } from "./data/prepare-data.js";
import { PAUSE, type TrainingCheckpoint, type TrainingReports, type TrainingStep } from "./trainer/trainer.js";

/** Checkpoints that a job keeps beside the best one, as the providers do. */
const KEPT_CHECKPOINTS = 3;

const REPLAY_TEXT = `Beside the examples the model goes over ${REPLAYED_COUNT} plain answers and is held to what it said there before, so that it keeps what it knew (replay).`;

/** What a running job reports that is not worth a write to the disk at every step. */
export interface JobProgress {
  readonly step: number;
  readonly totalSteps: number;
  /** Unix seconds. */
  readonly estimatedFinish: number;
}

/**
 * Trains a job whose files were validated, from the start or from its last checkpoint, and records how it ends.
 *
 * Never rejects for what goes wrong in the training: that is the job's error.
 */
export async function runJob(
  dependencies: JobDependencies,
  journal: JobJournal,
  queued: JobRecord,
  controller: AbortController,
  onProgress: (progress: JobProgress) => void,
): Promise<void> {
  const { signal } = controller;
  let prepared: PreparedData | undefined;
  let recorder: Recorder | undefined;
  try {
    // A job of an older version may have been queued without them.
    const resolved = queued.resolved ?? (await resolveNow(dependencies, queued));
    prepared = await prepareData(dependencies, queued, resolved, signal);
    const { data, trainingExamples, warnings } = prepared;
    if (trainingExamples === 0) {
      throw new TunelabError("No training example has anything to learn within the model's training context.", {
        code: "invalid_training_file",
        hint: "Use shorter examples.",
      });
    }
    const hyperparameters = {
      epochs: resolved.nEpochs,
      batchSize: resolved.batchSize,
      learningRateMultiplier: resolved.learningRateMultiplier,
      seed: queued.seed,
    };
    const { modelPath, modelId } = dependencies.engine;
    const estimate = await dependencies.trainer.estimate({ modelPath, data, hyperparameters });
    signal.throwIfAborted();
    const job = await journal.update(queued.id, (current) =>
      current.status === "queued"
        ? {
            ...current,
            status: "running",
            startedAt: current.startedAt ?? journal.seconds,
            resolved,
            estimatedFinish: journal.seconds + Math.ceil(estimate.seconds),
          }
        : undefined,
    );
    if (job?.status !== "running") return;
    if (job.resume === undefined) {
      const { startedText } = dialectOf(job.dialect).jobs;
      if (queued.startedAt === undefined) await journal.event(job.id, startedText);
      else await journal.wentBack(job.id, 0, startedText);
      if (job.model !== modelId) {
        await journal.event(job.id, `${job.model} is answered on this machine by ${modelId}: its weights are tuned.`, {
          data: { local_model: modelId },
        });
      }
      if (resolved.replay === true) await journal.event(job.id, REPLAY_TEXT);
      for (const warning of warnings) await journal.event(job.id, warning, { level: "warn" });
    } else {
      await journal.wentBack(job.id, job.resume.step, `Training goes on after step ${job.resume.step}.`);
    }
    recorder = new Recorder(dependencies, journal, job, controller, onProgress);
    const folder = dependencies.store.jobFolder(job.id);
    const outcome = await dependencies.trainer.train(
      {
        modelPath,
        data,
        hyperparameters,
        outputDirectory: folder,
        signal,
        ...(job.resume === undefined
          ? {}
          : { resume: { step: job.resume.step, statePath: join(folder, job.resume.stateFile) } }),
      },
      recorder,
    );
    await recorder.settled();
    const trained = dependencies.store.get("jobs", job.id);
    if (trained === undefined || TERMINAL.has(trained.status)) return;
    if (outcome.outcome === "paused") await recordPause(dependencies, journal, trained);
    else await finishJob(dependencies, journal, trained, outcome);
  } catch (error) {
    if (signal.reason === PAUSE) {
      // Asked to pause before the first step: there is nothing to keep, and it will start from where it would have.
      const paused = dependencies.store.get("jobs", queued.id);
      if (paused !== undefined) await recordPause(dependencies, journal, paused);
      return;
    }
    // Cancelled, or the service stops: the record says already what is to happen next.
    if (signal.aborted && !(signal.reason instanceof TunelabError)) return;
    await recorder?.settled();
    await recordFailure(dependencies, journal, queued, signal.reason instanceof TunelabError ? signal.reason : error);
  } finally {
    await prepared?.discard();
  }
}

async function resolveNow(dependencies: JobDependencies, job: JobRecord): Promise<ResolvedHyperparameters> {
  const check = await checkJobFiles(dependencies, job);
  // What is wrong with the files is said when they are prepared.
  return resolveHyperparameters(job.requested, check.ok ? check.trainingExamples : 1, needsReplay(dependencies.engine));
}

async function recordPause(dependencies: JobDependencies, journal: JobJournal, job: JobRecord): Promise<void> {
  const step = job.resume?.step ?? 0;
  const text =
    step === 0 ? "Job paused before its first step." : `Job paused after step ${step}. Its checkpoint can be deployed.`;
  await journal.wentBack(job.id, step, text);
  await dependencies.store.transaction((tx) => {
    const current = tx.get("jobs", job.id);
    if (current === undefined || TERMINAL.has(current.status)) return;
    tx.put("jobs", job.id, { ...current, status: "paused" });
    for (const model of checkpointModels(dependencies, current)) tx.put("models", model.id, model);
  });
}

/** Ends a job with an error; what it had kept by then can be deployed, and the error says so. */
async function recordFailure(
  dependencies: JobDependencies,
  journal: JobJournal,
  { id }: JobRecord,
  error: unknown,
): Promise<void> {
  const known = TunelabError.isInstance(error);
  const why = known ? `${error.message} ${error.hint}` : `The job failed in training: ${(error as Error).message}`;
  const job = dependencies.store.get("jobs", id);
  const models = job === undefined || TERMINAL.has(job.status) ? [] : checkpointModels(dependencies, job);
  // A disk that takes no records takes no models either: the job's end is what it may still take.
  const kept = await dependencies.store
    .transaction((tx) => models.forEach((model) => tx.put("models", model.id, model)))
    .then(
      () => models.length > 0,
      () => false,
    );
  const deployable = `What it learned until step ${job?.checkpoints.at(-1)?.step} can be deployed: ${models.at(-1)?.id}.`;
  await journal.fail(id, {
    code: known ? error.code : "internal_error",
    message: kept ? `${why} ${deployable}` : why,
    param: null,
  });
}

/** Writes down what the trainer reports, in its order, while training goes on. */
class Recorder implements TrainingReports {
  readonly #dependencies: JobDependencies;
  readonly #journal: JobJournal;
  readonly #job: JobRecord;
  readonly #controller: AbortController;
  readonly #onProgress: (progress: JobProgress) => void;
  readonly #durations: number[] = [];
  #tail: Promise<void> = Promise.resolve();

  constructor(
    dependencies: JobDependencies,
    journal: JobJournal,
    job: JobRecord,
    controller: AbortController,
    onProgress: (progress: JobProgress) => void,
  ) {
    this.#dependencies = dependencies;
    this.#journal = journal;
    this.#job = job;
    this.#controller = controller;
    this.#onProgress = onProgress;
  }

  /** Waits until everything reported so far is on the disk. */
  async settled(): Promise<void> {
    await this.#tail;
  }

  onMessage(level: "info" | "warn", message: string): void {
    this.#enqueue(() => this.#journal.event(this.#job.id, message, { level }));
  }

  onStep(step: TrainingStep): void {
    this.#durations.push(step.durationMs);
    const recent = this.#durations.slice(-20);
    const perStep = recent.reduce((sum, duration) => sum + duration, 0) / recent.length;
    const left = (step.totalSteps - step.step) * perStep;
    this.#onProgress({
      step: step.step,
      totalSteps: step.totalSteps,
      estimatedFinish: this.#journal.seconds + Math.ceil(left / 1000),
    });
    this.#enqueue(() =>
      this.#journal.event(this.#job.id, dialectOf(this.#job.dialect).jobs.stepText(step), {
        data: stepMetrics(step),
        metrics: true,
      }),
    );
    const { failTrainingAtStep } = this.#dependencies.switches.values;
    if (failTrainingAtStep > 0 && step.step >= failTrainingAtStep) {
      this.#controller.abort(
        new TunelabError(`The job failed in training at step ${step.step}.`, {
          code: "training_failed",
          hint: simulatedBy("failTrainingAtStep"),
        }),
      );
    }
  }

  onCheckpoint(checkpoint: TrainingCheckpoint): void {
    this.#enqueue(() => this.#keep(checkpoint));
  }

  async #keep(checkpoint: TrainingCheckpoint): Promise<void> {
    const { store } = this.#dependencies;
    const record: CheckpointRecord = {
      id: newCheckpointId(dialectOf(this.#job.dialect)),
      createdAt: this.#journal.seconds,
      step: checkpoint.step,
      epoch: checkpoint.epoch,
      modelId: modelNameOfCheckpoint(this.#dependencies, this.#job, checkpoint.step),
      adapterFile: basename(checkpoint.adapterPath),
      adapterSha256: await hashFile(checkpoint.adapterPath),
      stateFile: basename(checkpoint.statePath),
      metrics: stepMetrics(checkpoint.metrics),
    };
    let dropped: readonly CheckpointRecord[] = [];
    await this.#journal.update(this.#job.id, (job) => {
      if (TERMINAL.has(job.status)) return undefined;
      const all = [...job.checkpoints.filter(({ step }) => step !== record.step), record];
      const kept = withBest(all);
      dropped = all.filter((candidate) => !kept.includes(candidate));
      return { ...job, checkpoints: kept, resume: { step: record.step, stateFile: record.stateFile } };
    });
    // After the record, so that a crash in between leaves a file too many and never one too few.
    const folder = store.jobFolder(this.#job.id);
    for (const { adapterFile, stateFile } of dropped) {
      await rm(join(folder, adapterFile), { force: true });
      await rm(join(folder, stateFile), { force: true });
    }
  }

  /** A record that cannot be written ends the training: going on would lose what the learner waits for. */
  #enqueue(write: () => Promise<void>): void {
    this.#tail = this.#tail.then(write).catch((error: unknown) => {
      this.#controller.abort(
        TunelabError.isInstance(error)
          ? error
          : new TunelabError(`The job's records cannot be written: ${(error as Error).message}`, {
              code: "storage_failed",
              hint: "Free some disk space and create the job again.",
              cause: error,
            }),
      );
    });
  }
}

/** The last three checkpoints and the one with the lowest full validation loss. */
function withBest(checkpoints: readonly CheckpointRecord[]): readonly CheckpointRecord[] {
  const recent = checkpoints.slice(-KEPT_CHECKPOINTS);
  const lossOf = (checkpoint: CheckpointRecord): number => checkpoint.metrics["full_valid_loss"] ?? Infinity;
  const best = checkpoints.reduce((lowest, candidate) => (lossOf(candidate) < lossOf(lowest) ? candidate : lowest));
  return recent.includes(best) || lossOf(best) === Infinity ? recent : [best, ...recent];
}
