import type { ServiceContext } from "../../context.js";
import type { CheckpointRecord, JobRecord, RequestedHyperparameters } from "../../store/index.js";

/** States in which it is known when a job will end; one that waits may have an estimate from before it was paused. */
const ESTIMATED: ReadonlySet<string> = new Set(["running", "pausing"]);

/** A job as the list shows it. */
export function toJobRow(context: ServiceContext, job: JobRecord) {
  const progress = context.jobs.progressOf(job.id);
  const { step, total_steps: total, ...measured } = context.portal.latestMetrics.of(job);
  const estimated = progress?.estimatedFinish ?? job.estimatedFinish;
  return {
    id: job.id,
    status: job.status,
    model: job.model,
    suffix: job.suffix ?? null,
    method: job.method,
    seed: job.seed,
    createdAt: job.createdAt * 1000,
    startedAt: toMilliseconds(job.startedAt),
    finishedAt: toMilliseconds(job.finishedAt),
    // That of the metrics, so that step and loss are of the same moment; progress runs ahead of what is written.
    step: step ?? job.resume?.step ?? 0,
    totalSteps: progress?.totalSteps ?? total ?? null,
    estimatedFinish: ESTIMATED.has(job.status) ? toMilliseconds(estimated) : null,
    lastMetrics: measured,
    fineTunedModel: job.fineTunedModel ?? null,
    deployments: deploymentsOf(context, job.id),
    error: job.error ?? null,
    trainingFile: job.trainingFile,
    validationFile: job.validationFile ?? null,
  };
}

/** A job with what was asked, what `auto` became, its files and its checkpoints. */
export function toJobDetails(context: ServiceContext, job: JobRecord) {
  const { store, engine } = context;
  const filename = (id: string | undefined): string | null => store.get("files", id ?? "")?.filename ?? null;
  return {
    ...toJobRow(context, job),
    requested: toHyperparameters(job.requested),
    resolved: job.resolved === undefined ? null : toHyperparameters(job.resolved),
    localModel: engine.modelId,
    trainingExamples: job.trainingExamples ?? null,
    trainedTokens: job.trainedTokens ?? null,
    trainingType: job.trainingType ?? null,
    metadata: job.metadata ?? {},
    trainingFileName: filename(job.trainingFile),
    validationFileName: filename(job.validationFile),
    resultFiles: job.resultFiles.map((id) => ({ id, filename: filename(id) })),
    checkpoints: job.checkpoints.map((checkpoint) => toCheckpointRow(context, job, checkpoint)),
    bestStep: job.bestStep ?? null,
    errorLine: lineOf(job.error?.message),
  };
}

/**
 * Last step of each epoch.
 *
 * @example
 * epochEndsOf(48, 4); // [12, 24, 36, 48]
 */
export function epochEndsOf(totalSteps: number | null, epochs: number | undefined): readonly number[] {
  if (totalSteps === null || epochs === undefined) return [];
  return Array.from({ length: epochs }, (_, at) => Math.round((totalSteps * (at + 1)) / epochs));
}

function toCheckpointRow(context: ServiceContext, job: JobRecord, checkpoint: CheckpointRecord) {
  return {
    id: checkpoint.id,
    modelId: checkpoint.modelId,
    step: checkpoint.step,
    epoch: checkpoint.epoch,
    createdAt: checkpoint.createdAt * 1000,
    metrics: checkpoint.metrics,
    best: checkpoint.step === job.bestStep,
    deployable: context.store.has("models", checkpoint.modelId),
  };
}

function toHyperparameters(values: NonNullable<JobRecord["resolved"]> | RequestedHyperparameters) {
  return {
    n_epochs: values.nEpochs,
    batch_size: values.batchSize,
    learning_rate_multiplier: values.learningRateMultiplier,
    beta: values.beta,
    reference_free: values.referenceFree,
    replay: values.replay === "auto" ? undefined : values.replay,
  };
}

function deploymentsOf({ store }: ServiceContext, jobId: string): readonly string[] {
  return store
    .list("deployments")
    .filter(({ model }) => store.get("models", model.name)?.jobId === jobId)
    .map(({ name }) => name);
}

/** Messages about a file name the line, or count the examples, of which a line holds one. */
function lineOf(message: string | undefined): number | null {
  const number = /\b(?:Line|Example) (\d+)\b/.exec(message ?? "")?.[1];
  return number === undefined ? null : Number(number);
}

function toMilliseconds(seconds: number | undefined): number | null {
  return seconds === undefined ? null : seconds * 1000;
}
