import { randomBytes } from "node:crypto";
import type { Dialect } from "../dialects/index.js";

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** `ftjob-` and 32 hexadecimal digits. */
export function newJobId(): string {
  return `ftjob-${hex(16)}`;
}

/** `ftevent-` and 32 hexadecimal digits. */
export function newEventId(): string {
  return `ftevent-${hex(16)}`;
}

/** `ftckpt_` as OpenAI writes it, `ftchkpt-` as Azure does. */
export function newCheckpointId(dialect: Dialect): string {
  return `${dialect.jobs.checkpointIdPrefix}${hex(16)}`;
}

/**
 * Name of a tuned model. It starts with the model whose weights were tuned, not with the provider's name in the job, so
 * that an answer that carries it says which model it comes from.
 *
 * @example
 * tunedModelName(AZURE, "smollm2-135m-instruct", "ftjob-0f…", "marv"); // "smollm2-135m-instruct.ft-0f…-marv"
 * tunedModelName(OPENAI, "smollm2-135m-instruct", "ftjob-0f…", "marv"); // "ft:smollm2-135m-instruct:tunelab:marv:0f…"
 */
export function tunedModelName(
  dialect: Dialect,
  localModel: string,
  jobId: string,
  suffix: string | undefined,
): string {
  return dialect.jobs.tunedModelName(localModel, jobId.replace(/^ftjob-/, ""), suffix);
}

/**
 * Name of a checkpoint of a tuned model.
 *
 * @example
 * checkpointModelName("smollm2-135m-instruct.ft-0f…", 20); // "smollm2-135m-instruct.ft-0f…:ckpt-step-20"
 */
export function checkpointModelName(tunedModel: string, step: number): string {
  return `${tunedModel}:ckpt-step-${step}`;
}
