import { createHash, randomBytes } from "node:crypto";
import { join, relative } from "node:path";
import { writeWholeFile } from "../../core/index.js";
import { dialectOf } from "../dialects/index.js";
import type { CheckpointRecord, FileRecord, JobRecord, TunedModelRecord } from "../store/index.js";
import { checkpointModelName, tunedModelName } from "./identifiers.js";
import { type JobDependencies, type JobJournal, TERMINAL } from "./job-journal.js";
import { type StepMetrics, toResultsCsv } from "./results-csv.js";
import type { TrainingOutcome } from "./trainer/trainer.js";

/** Records a training that went to its end: result file, model, checkpoints, events, and last of all the status. */
export async function finishJob(
  dependencies: JobDependencies,
  journal: JobJournal,
  job: JobRecord,
  outcome: TrainingOutcome,
): Promise<void> {
  const { store, engine } = dependencies;
  const best = job.checkpoints.find(({ step }) => step === outcome.bestStep) ?? job.checkpoints.at(-1);
  if (best === undefined) throw new Error("The training ended without a checkpoint.");
  const { jobs: words } = dialectOf(job.dialect);
  for (const text of words.finishingTexts) await journal.event(job.id, text);
  await explainChoice(journal, job, best);
  const name = tunedModelName(dialectOf(job.dialect), engine.modelId, job.id, job.suffix);
  const resultFile = await writeResults(dependencies, job);
  const succeeded: JobRecord = {
    ...job,
    status: "succeeded",
    finishedAt: journal.seconds,
    fineTunedModel: name,
    bestStep: best.step,
    resultFiles: [resultFile.id],
    trainedTokens: outcome.trainedTokens,
  };
  // Before the status: whoever sees that the job succeeded finds its history complete.
  for (const text of words.succeededTexts(succeeded)) await journal.event(job.id, text);
  await store.transaction((tx) => {
    const current = tx.get("jobs", job.id);
    if (current === undefined || TERMINAL.has(current.status)) return;
    const { resume: _, ...rest } = succeeded;
    tx.put("jobs", job.id, rest);
    tx.put("files", resultFile.id, resultFile);
    for (const model of [toModel(dependencies, job, name, best), ...checkpointModels(dependencies, job)]) {
      tx.put("models", model.id, model);
    }
  });
}

/** Models that a job's checkpoints can be deployed as. */
export function checkpointModels(dependencies: JobDependencies, job: JobRecord): readonly TunedModelRecord[] {
  return job.checkpoints.map((checkpoint) => toModel(dependencies, job, checkpoint.modelId, checkpoint));
}

/** Name of a job's checkpoint as a model. */
export function modelNameOfCheckpoint(dependencies: JobDependencies, job: JobRecord, step: number): string {
  return checkpointModelName(
    tunedModelName(dialectOf(job.dialect), dependencies.engine.modelId, job.id, job.suffix),
    step,
  );
}

function toModel(
  { store, engine }: JobDependencies,
  job: JobRecord,
  id: string,
  checkpoint: CheckpointRecord,
): TunedModelRecord {
  return {
    id,
    jobId: job.id,
    createdAt: checkpoint.createdAt,
    baseModel: job.model,
    localModel: engine.modelId,
    adapterFile: relative(store.directory, join(store.jobFolder(job.id), checkpoint.adapterFile)),
    adapterSha256: checkpoint.adapterSha256,
  };
}

/** Says which checkpoint became the model, and by which measure, when there was something to choose by. */
async function explainChoice(journal: JobJournal, job: JobRecord, best: CheckpointRecord): Promise<void> {
  const last = job.checkpoints.reduce((latest, candidate) => (candidate.step > latest.step ? candidate : latest), best);
  const [bestLoss, lastLoss] = [best.metrics["full_valid_loss"], last.metrics["full_valid_loss"]];
  if (bestLoss === undefined || lastLoss === undefined) return;
  const comparison =
    best.step === last.step
      ? "It is the last epoch's."
      : `The last epoch's, at step ${last.step}, is ${lastLoss.toFixed(4)}.`;
  await journal.event(
    job.id,
    `The model is the checkpoint of step ${best.step} (epoch ${best.epoch}), which has the lowest full validation loss: ${bestLoss.toFixed(4)}. ${comparison}`,
    { data: { step: best.step, full_valid_loss: bestLoss, last_step: last.step, last_full_valid_loss: lastLoss } },
  );
}

async function writeResults({ store, now }: JobDependencies, job: JobRecord): Promise<FileRecord> {
  const dialect = dialectOf(job.dialect);
  const { events } = await store.events.read(job.id);
  // After a resume some steps were trained again: the last report of a step is the one that counts.
  const steps = new Map<unknown, StepMetrics>();
  for (const event of events) {
    if (event.type === "metrics") steps.set(event.data["step"], event.data);
  }
  const ordered = [...steps.values()].sort((a, b) => Number(a["step"]) - Number(b["step"]));
  const content = Buffer.from(toResultsCsv(dialect, ordered), "utf8");
  const id = `file-${randomBytes(16).toString("hex")}`;
  await writeWholeFile(store.filePath(id), content, { mode: 0o600 });
  return {
    id,
    bytes: content.length,
    createdAt: Math.floor(now() / 1000),
    filename: dialect.jobs.results.filename,
    purpose: "fine-tune-results",
    sha256: createHash("sha256").update(content).digest("hex"),
    status: "processed",
    readyAt: 0,
  };
}
