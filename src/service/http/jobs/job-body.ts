import type { JobProgress } from "../../jobs/index.js";
import type { Dialect } from "../../dialects/index.js";
import type { CheckpointRecord, JobEvent, JobRecord } from "../../store/index.js";

/** A job in the form of a dialect, whichever dialect it was created in. */
export function toJobBody(
  dialect: Dialect,
  job: JobRecord,
  progress: JobProgress | undefined,
): Record<string, unknown> {
  const hyperparameters = hyperparametersOf(dialect, job);
  // A job that rests or has ended is not going to finish at any time, and one that waits after a pause has an old estimate.
  const isMoving = job.status === "running" || job.status === "pausing";
  const estimated = isMoving ? (progress?.estimatedFinish ?? job.estimatedFinish ?? null) : null;
  return {
    object: "fine_tuning.job",
    id: job.id,
    model: job.model,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    fine_tuned_model: job.fineTunedModel ?? null,
    organization_id: dialect.jobs.organization,
    result_files: job.resultFiles.length === 0 ? dialect.jobs.noResultFiles : job.resultFiles,
    status: dialect.jobs.status(job.status),
    validation_file: job.validationFile ?? null,
    training_file: job.trainingFile,
    hyperparameters,
    trained_tokens: job.trainedTokens ?? null,
    error: job.error ?? null,
    user_provided_suffix: job.suffix ?? null,
    suffix: job.suffix ?? null,
    seed: job.seed,
    estimated_finish: estimated,
    integrations: [],
    metadata: job.metadata ?? null,
    method: { type: job.method, [job.method]: { hyperparameters } },
    trainingType: job.trainingType,
  };
}

function hyperparametersOf(dialect: Dialect, job: JobRecord): Record<string, number | string | boolean | undefined> {
  const { requested, resolved } = job;
  // Before validation the number of examples is not known: OpenAI says "auto" then, Azure -1 and a multiplier of 1.
  const shown = (value: number | "auto", known: number | undefined, azure: number): number | string =>
    known ?? (value === "auto" ? dialect.jobs.unresolved(azure) : value);
  return {
    n_epochs: shown(requested.nEpochs, resolved?.nEpochs, -1),
    batch_size: shown(requested.batchSize, resolved?.batchSize, -1),
    learning_rate_multiplier: shown(requested.learningRateMultiplier, resolved?.learningRateMultiplier, 1),
    beta: requested.beta === undefined ? undefined : shown(requested.beta, resolved?.beta, 0.1),
    reference_free: requested.referenceFree,
    // Shown where it was asked for or is done: a provider has no such member.
    replay: typeof requested.replay === "boolean" ? requested.replay : resolved?.replay,
  };
}

/** An event in the API's form. */
export function toEventBody(event: JobEvent): Record<string, unknown> {
  return {
    object: "fine_tuning.job.event",
    id: event.id,
    created_at: event.createdAt,
    level: event.level,
    message: event.message,
    type: event.type,
    data: event.data,
  };
}

/** A checkpoint in the API's form. */
export function toCheckpointBody(job: JobRecord, checkpoint: CheckpointRecord): Record<string, unknown> {
  return {
    object: "fine_tuning.job.checkpoint",
    id: checkpoint.id,
    created_at: checkpoint.createdAt,
    fine_tuning_job_id: job.id,
    fine_tuned_model_checkpoint: checkpoint.modelId,
    step_number: checkpoint.step,
    metrics: checkpoint.metrics,
  };
}
