/** State of a job, finer than Azure's body has it. */
export type JobStatus =
  "validating_files" | "queued" | "running" | "pausing" | "paused" | "succeeded" | "failed" | "cancelled";

/** A job as the list shows it. Oldest first in answers; sort by `createdAt`. */
export interface JobRow {
  readonly id: string;
  readonly status: JobStatus;
  /** Base model as named in the request. */
  readonly model: string;
  readonly suffix: string | null;
  readonly method: "supervised" | "dpo";
  readonly seed: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Last step that was reported; 0 before the first. */
  readonly step: number;
  /** `null` while it is not known. */
  readonly totalSteps: number | null;
  /** Expected end; `null` for a job that rests or has ended. */
  readonly estimatedFinish: number | null;
  /** Losses and accuracies of the last step, by the API's names: `train_loss`, `valid_loss`, `full_valid_loss`, … */
  readonly lastMetrics: Readonly<Record<string, number>>;
  readonly fineTunedModel: string | null;
  /** Names of the deployments of this job's models, checkpoints included. */
  readonly deployments: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null } | null;
  readonly trainingFile: string;
  readonly validationFile: string | null;
}

/** Answer of `portal/api/jobs`. */
export interface JobsAnswer {
  readonly jobs: readonly JobRow[];
}

/** Answer of `portal/api/jobs/:id`. Read it again when a `job` event of it arrives. */
export interface JobDetails extends JobRow {
  /** What was asked for; `auto` where nothing was. */
  readonly requested: Readonly<Record<string, number | string | boolean>>;
  /** What `auto` became; `null` before the files are validated. Same names as `requested`. */
  readonly resolved: Readonly<Record<string, number | string | boolean>> | null;
  /** The local model whose weights are trained. */
  readonly localModel: string;
  readonly trainingExamples: number | null;
  readonly trainedTokens: number | null;
  readonly trainingType: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** `null` for a file that has been deleted since. */
  readonly trainingFileName: string | null;
  readonly validationFileName: string | null;
  readonly resultFiles: readonly { readonly id: string; readonly filename: string | null }[];
  readonly checkpoints: readonly CheckpointRow[];
  readonly bestStep: number | null;
  /** How long it trained, pauses left out; `null` before its end, and for one that ended before it began. */
  readonly trainingMs: number | null;
  /** Line of the training file that the error is about, when it names one. */
  readonly errorLine: number | null;
}

/** A checkpoint; deploy it under `modelId`. */
export interface CheckpointRow {
  readonly id: string;
  readonly modelId: string;
  readonly step: number;
  readonly epoch: number;
  readonly createdAt: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** True for the checkpoint that `fineTunedModel` is. */
  readonly best: boolean;
  /** False while the job runs: only the checkpoints of a paused or succeeded job can be deployed. */
  readonly deployable: boolean;
}

/** Measurements as columns of equal length, by step; of steps that were trained again after a crash only the last values. */
export interface MetricColumns {
  /** Place in the job's history to go on from. */
  readonly cursor: number;
  readonly step: readonly number[];
  /** By the API's names: `train_loss`, `train_mean_token_accuracy`, `valid_loss`, `full_valid_loss`, `preference_accuracy`, `reward_margin`, … */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  /** Steps behind this one that came before are void: the weights that they were measured of were lost. */
  readonly lostAfter?: number;
}

/** Answer of `portal/api/jobs/:id/metrics?after=CURSOR`: what came after the cursor, which is 0 by default. */
export interface JobMetrics extends MetricColumns {
  readonly totalSteps: number | null;
  /** Last step of each epoch; empty while it is not known. */
  readonly epochEnds: readonly number[];
}

/** Answer of `portal/api/jobs/:id/log?after=CURSOR`: messages without the measurements, oldest first. */
export interface JobLog {
  readonly cursor: number;
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  readonly id: string;
  readonly createdAt: number;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}
