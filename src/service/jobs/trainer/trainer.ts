import type { FineTuneCheckpoint, FineTuneStep } from "../../../training/index.js";

/**
 * The examples of a job, in files that `writeExamples` of the training library wrote, so that a large job takes the memory
 * of whoever trains it and not the service's.
 *
 * Under DPO the files hold two examples for each pair, first the preferred one, then the other.
 */
export type TrainingData = {
  /** Absolute path. */
  readonly training: string;
  /** Absolute path; absent when the job has no validation file. */
  readonly validation?: string;
} & (
  | {
      readonly method: "supervised";
      /** Answers that the tuned model is to give as the untuned one does; absolute path, absent when none are replayed. */
      readonly replay?: string | undefined;
    }
  | {
      readonly method: "dpo";
      /** Strength of the pull to the frozen base, above 0 and at most 2. */
      readonly beta: number;
      /** Whether the margin of the frozen base is subtracted. */
      readonly reference: "base" | "none";
    }
);

/** Hyperparameters after the provider's `auto` rules were applied; all of them are numbers here. */
export interface TrainingHyperparameters {
  /** Whole passes over the training examples, at least 1. */
  readonly epochs: number;
  /** Examples in a step, at least 1. */
  readonly batchSize: number;
  /** Multiplies the trainer's own default learning rate; 1 keeps it. */
  readonly learningRateMultiplier: number;
  /** Decides the order of the examples and the first values of the adapter. */
  readonly seed: number;
}

/** Where an interrupted or paused training goes on from. */
export interface TrainingResume {
  /** Number of steps already done when the state was written. */
  readonly step: number;
  /** File written by the trainer as {@link TrainingCheckpoint.statePath}: adapter weights and optimiser state. */
  readonly statePath: string;
}

/** Everything that a trainer needs to run one job. */
export interface TrainingRequest {
  /** Base model whose weights stay frozen. */
  readonly modelPath: string;
  readonly data: TrainingData;
  readonly hyperparameters: TrainingHyperparameters;
  /** Existing folder of this job; the trainer writes adapters and states here and nowhere else. */
  readonly outputDirectory: string;
  readonly resume?: TrainingResume;
  /**
   * Ends the training within one step. With `reason === PAUSE` the trainer first writes a checkpoint of
   * the last whole step and resolves with `outcome: "paused"`; with any other reason it rejects with the reason.
   */
  readonly signal: AbortSignal;
}

/** `AbortSignal` reason that asks for a checkpoint before stopping. */
export const PAUSE: unique symbol = Symbol.for("tunelab.trainer.pause");

/** What one step measured. */
export type TrainingStep = FineTuneStep;

/** A state of the adapter that can be deployed and gone on from; written at every epoch's end and on pause. */
export type TrainingCheckpoint = FineTuneCheckpoint;

/** Called while a training runs; every file that a report names is complete on disk when the report arrives. */
export interface TrainingReports {
  /** A line for the job's events, for example that fewer layers are tuned because memory is short. */
  onMessage(level: "info" | "warn", message: string): void;
  onStep(step: TrainingStep): void;
  onCheckpoint(checkpoint: TrainingCheckpoint): void;
  /**
   * Called just before the files of an older checkpoint are deleted: the best one and the last three stay.
   * Without this method no checkpoint is deleted.
   */
  onCheckpointRemoved?(checkpoint: Pick<TrainingCheckpoint, "step" | "adapterPath" | "statePath">): void;
}

/** How a training ended when it was neither cancelled nor failed. */
export interface TrainingOutcome {
  readonly outcome: "succeeded" | "paused";
  /** Step of the checkpoint to use: the lowest full validation loss when there is validation data, else the last. */
  readonly bestStep: number;
  /** Tokens that went through the model in training, over all epochs, also those before a resume. */
  readonly trainedTokens: number;
}

/** What a training would need, so that the service can refuse a job before it starts. */
export interface TrainingEstimate {
  readonly memoryBytes: number;
  readonly seconds: number;
}

/**
 * Tunes a model: the service queues, validates and tokenises, a trainer runs one job at a time.
 *
 * The rejection of {@link train} reaches the learner as the job's `error.message`, so a trainer throws a
 * `TunelabError` with a code such as `unsupported_architecture` or `not_enough_memory`.
 *
 * @example
 * const trainer: Trainer = new LocalTrainer();
 * const result = await trainer.train(request, reports);
 */
export interface Trainer {
  /** Checks the model's architecture and the memory; throws a `TunelabError` when the job cannot run here. */
  estimate(request: Pick<TrainingRequest, "modelPath" | "data" | "hyperparameters">): Promise<TrainingEstimate>;
  train(request: TrainingRequest, reports: TrainingReports): Promise<TrainingOutcome>;
  /** Floating-point operations per second of a training here, for estimates; measured at the first question. */
  speed?(): Promise<number>;
  /** Ends the worker, if one runs. */
  close(): Promise<void>;
}
