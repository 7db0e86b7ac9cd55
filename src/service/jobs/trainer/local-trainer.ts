import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { isMostlyIdle, NO_TELEMETRY, TunelabError } from "../../../core/index.js";
import { estimateTrainingSeconds, inspectModel, type FineTuneOptions } from "../../../training/index.js";
import { builtWorker } from "../../built-worker.js";
import { fewestFastThreads, threadCandidates, type MeasuredChoices } from "../../measured-choices.js";
import type { TrainingWorkerCommand, TrainingWorkerReport, TrainingWorkerTask } from "./training-worker-messages.js";
import {
  PAUSE,
  type Trainer,
  type TrainingEstimate,
  type TrainingOutcome,
  type TrainingReports,
  type TrainingRequest,
} from "./trainer.js";

/** Options of {@link createLocalTrainer}. */
export interface LocalTrainerOptions {
  /** Threads of the training's mathematics. @default what is fastest here, measured before the first job, and kept */
  readonly threads?: number;
  /** Where the measured number of threads is kept. @default in memory */
  readonly choices?: MeasuredChoices;
  /** Bytes that a training may take. @default what the machine has available when it starts */
  readonly memoryLimit?: number;
}

/** What training runs with here. */
interface MeasuredSpeed {
  readonly threads: number;
  /** Floating-point operations per second with that many threads. */
  readonly operationsPerSecond: number;
}

/** Name of the measured choice. */
const SPEED = "threads to train with";
/** Measured beside other work, one thread looks as fast as two, which take half as long once that has ended. */
const THREADS_BESIDE_OTHER_WORK = Math.min(2, availableParallelism());
/** Older checkpoints are deleted only when someone is told. */
const KEEP_ALL = Number.MAX_SAFE_INTEGER;
const KEPT_CHECKPOINTS = 3;
/** A worker that is told to stop does so within a step; one that has not after this long is killed. */
const STOP_WAIT_MS = 30_000;
/** What a crashed worker wrote last is part of the error. */
const KEPT_ERROR_TEXT = 500;

/**
 * Makes the trainer that tunes models on this machine: LoRA in a worker, so that the service goes on answering.
 *
 * One training at a time; each gets a process of its own. A thread would do for speed, but onnxruntime aborts the
 * whole process when its thread is ended in the middle of a step, and a process gives all of its memory back.
 *
 * @example
 * const trainer = createLocalTrainer({ threads: 2 });
 * const { bestStep } = await trainer.train(request, reports);
 */
export function createLocalTrainer(options: LocalTrainerOptions = {}): Trainer {
  return new LocalTrainer(options);
}

class LocalTrainer implements Trainer {
  readonly #workers = new Set<ChildProcess>();
  #speed: Promise<MeasuredSpeed> | undefined;
  #training = false;
  #closed = false;
  readonly #options: LocalTrainerOptions;

  constructor(options: LocalTrainerOptions) {
    this.#options = options;
  }

  async estimate(request: Pick<TrainingRequest, "modelPath" | "data" | "hyperparameters">): Promise<TrainingEstimate> {
    const { modelPath, data } = request;
    const options = await this.#toOptions({ ...request, outputDirectory: "" });
    const end = await this.#run({ kind: "estimate", options, data });
    if (end.kind !== "estimated") throw crashed(`it answered "${end.kind}"`);
    const { memoryBytes, ...work } = end.estimate;
    const { operationsPerSecond } = await this.#measuredSpeed();
    return { memoryBytes, seconds: estimateTrainingSeconds(inspectModel(modelPath), work, operationsPerSecond) };
  }

  async train(request: TrainingRequest, reports: TrainingReports): Promise<TrainingOutcome> {
    if (this.#training) {
      throw new TunelabError("A training is running already.", {
        code: "trainer_busy",
        hint: "Wait until it has ended: one training takes all the memory that is there for it.",
      });
    }
    const { signal } = request;
    if (signal.aborted && signal.reason !== PAUSE) throw signal.reason;
    this.#training = true;
    try {
      const keptCheckpoints = reports.onCheckpointRemoved ? KEPT_CHECKPOINTS : KEEP_ALL;
      const options = { ...(await this.#toOptions(request)), keptCheckpoints };
      const { data } = request;
      const end = await this.#run(
        { kind: "train", options, data },
        { signal, onReport: (report) => pass(report, reports) },
      );
      if (end.kind === "cancelled") throw signal.aborted ? signal.reason : closedError();
      if (end.kind !== "done") throw crashed(`it answered "${end.kind}"`);
      const { outcome, bestStep, trainedTokens } = end.result;
      return { outcome, bestStep, trainedTokens };
    } finally {
      this.#training = false;
    }
  }

  async speed(): Promise<number> {
    return (await this.#measuredSpeed()).operationsPerSecond;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(
      [...this.#workers].map((worker) => {
        const ended = new Promise((resolve) => worker.once("close", resolve));
        worker.kill("SIGKILL");
        return ended;
      }),
    );
  }

  async #measuredSpeed(): Promise<MeasuredSpeed> {
    const { threads, choices } = this.#options;
    const measure = (busy: boolean): Promise<MeasuredSpeed> => {
      if (threads !== undefined) return this.#measure([threads]);
      return this.#measure(busy ? [THREADS_BESIDE_OTHER_WORK] : threadCandidates());
    };
    if (threads === undefined && choices !== undefined) return choices.choose(SPEED, measure);
    try {
      return await (this.#speed ??= measure(!isMostlyIdle()));
    } catch (error) {
      this.#speed = undefined;
      throw error;
    }
  }

  async #measure(candidates: readonly number[]): Promise<MeasuredSpeed> {
    const end = await this.#run({ kind: "measure", candidates });
    if (end.kind !== "measured") throw crashed(`it answered "${end.kind}"`);
    const threads = fewestFastThreads(end.speeds);
    return { threads, operationsPerSecond: end.speeds.find((one) => one.threads === threads)!.speed };
  }

  async #toOptions(request: Omit<TrainingRequest, "signal">): Promise<Omit<FineTuneOptions, "data">> {
    const { modelPath, outputDirectory, hyperparameters, resume } = request;
    const { epochs, batchSize, learningRateMultiplier, seed } = hyperparameters;
    return {
      modelPath,
      outputDirectory,
      epochs,
      batchSize,
      learningRateMultiplier,
      seed,
      threads: this.#options.threads ?? (await this.#measuredSpeed()).threads,
      memoryLimit: this.#options.memoryLimit,
      resumeFrom: resume?.statePath,
    };
  }

  /** Runs one task in a worker; resolves with its last report, rejects with its failure. */
  #run(
    task: TrainingWorkerTask,
    {
      signal,
      onReport,
    }: { readonly signal?: AbortSignal; readonly onReport?: (report: TrainingWorkerReport) => void } = {},
  ): Promise<TrainingWorkerReport> {
    if (this.#closed) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      const worker = fork(builtWorker("jobs/trainer/training-worker"), {
        execArgv: [],
        env: { ...process.env, ...NO_TELEMETRY },
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      });
      this.#workers.add(worker);
      worker.send(task);
      let end: TrainingWorkerReport | undefined;
      let crash: unknown;
      let errorText = "";
      let refused: { readonly error: unknown } | undefined;
      let stopTimer: NodeJS.Timeout | undefined;
      const command = (text: TrainingWorkerCommand): void => void (worker.connected && worker.send(text));
      const stop = (): void => {
        command(signal?.reason === PAUSE ? "pause" : "cancel");
        if (signal?.reason === PAUSE) return;
        stopTimer = setTimeout(() => worker.kill("SIGKILL"), STOP_WAIT_MS);
      };
      signal?.addEventListener("abort", stop, { once: true });
      if (signal?.aborted) stop();
      worker.on("message", (report: TrainingWorkerReport) => {
        if (isEnd(report)) end = report;
        else if (!refused) {
          try {
            onReport?.(report);
          } catch (error) {
            // Who cannot take a report (a full disk, say) must not get further ones, and learns why at the end.
            refused = { error };
            command("cancel");
          }
        }
      });
      worker.on("error", (error) => (crash = error));
      worker.stderr?.on("data", (text) => (errorText = (errorText + String(text)).slice(-KEPT_ERROR_TEXT)));
      worker.on("close", (code, signalName) => {
        clearTimeout(stopTimer);
        signal?.removeEventListener("abort", stop);
        this.#workers.delete(worker);
        if (refused) reject(refused.error);
        else if (end?.kind === "failed") reject(new TunelabError(end.message, { code: end.code, hint: end.hint }));
        else if (end) resolve(end);
        else if (this.#closed) reject(closedError());
        else if (signal?.aborted && signal.reason !== PAUSE) resolve({ kind: "cancelled" });
        else reject(crashed(`it ended by ${signalName ?? `code ${code}`}`, crash ?? errorText.trim()));
      });
    });
  }
}

function isEnd(report: TrainingWorkerReport): boolean {
  return ["done", "estimated", "measured", "cancelled", "failed"].includes(report.kind);
}

function pass(report: TrainingWorkerReport, reports: TrainingReports): void {
  if (report.kind === "message") reports.onMessage(report.level, report.message);
  else if (report.kind === "step") reports.onStep(report.step);
  else if (report.kind === "checkpoint") reports.onCheckpoint(report.checkpoint);
  else if (report.kind === "removed") reports.onCheckpointRemoved?.(report.checkpoint);
}

function crashed(how: string, cause?: unknown): TunelabError {
  const text = cause instanceof Error ? cause.message : cause;
  const detail = text ? `: ${String(text)}` : "";
  return new TunelabError(`The training worker stopped unexpectedly; ${how}${detail}.`, {
    code: "training_crashed",
    hint: "The memory may have run out: close other programs, shorten the longest examples, and create the job again.",
    cause,
  });
}

function closedError(): TunelabError {
  return new TunelabError("The training was ended because the service is closing.", {
    code: "trainer_closed",
    hint: "Start the service again: the job goes on from its last checkpoint.",
  });
}
