import { randomInt } from "node:crypto";
import { z } from "zod";
import { findBaseModel } from "../../models/base-models.js";
import type { ServiceContext } from "../../context.js";
import { isProcessing } from "../../is-waiting.js";
import type { NewJob } from "../../jobs/index.js";
import { TUNABLE_ARCHITECTURES } from "../../../training/index.js";
import { AZURE, type Dialect } from "../../dialects/index.js";
import { ApiError, badRequest } from "../api-error.js";
import { dialectError } from "../dialect-errors.js";
import { targetOfModel } from "../generation/model-target.js";
import { parseBody } from "../request-problems.js";
import { nullable } from "../generation/sampling-parameters.js";

/** A number, `"auto"`, or Azure's -1 for it. */
const orAuto = (number: z.ZodType<number>) =>
  z.union([z.literal("auto"), z.literal(-1).transform(() => "auto" as const), number]);

const common = {
  n_epochs: nullable(orAuto(z.number().int().min(1).max(50))),
  batch_size: nullable(orAuto(z.number().int().min(1).max(256))),
  learning_rate_multiplier: nullable(orAuto(z.number().gt(0).max(100))),
};
const supervised = z.strictObject({
  ...common,
  // An extension of this service: whether the model goes over plain answers beside the examples, so that it keeps what it knew.
  replay: nullable(z.union([z.literal("auto"), z.boolean()])),
});
const dpo = z.strictObject({
  ...common,
  beta: nullable(orAuto(z.number().gt(0).max(2))),
  // An extension of this service: the margin is then the model's own, without the frozen base's subtracted.
  reference_free: nullable(z.boolean()),
});

const method = z.union([
  z.strictObject({
    type: z.literal("supervised"),
    supervised: nullable(z.strictObject({ hyperparameters: nullable(supervised) })),
  }),
  z.strictObject({ type: z.literal("dpo"), dpo: nullable(z.strictObject({ hyperparameters: nullable(dpo) })) }),
]);

/** Schema of a new job's request, as far as it is supported. */
export const jobRequestSchema = z.strictObject({
  model: z.string().min(1),
  training_file: z.string().min(1),
  validation_file: nullable(z.string().min(1)),
  hyperparameters: nullable(supervised),
  method: nullable(method),
  seed: nullable(
    z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1),
  ),
  suffix: nullable(z.string()),
  metadata: nullable(z.record(z.string().max(64), z.string().max(512))),
  integrations: nullable(z.array(z.unknown())),
  trainingType: nullable(z.string()),
});

/** Checks the body of a new job and what it names; throws the provider's error. */
export function parseJobRequest(context: ServiceContext, dialect: Dialect, body: unknown): NewJob {
  refuseReinforcement(body);
  const request = parseBody(jobRequestSchema, body);
  if (request.integrations !== undefined && request.integrations.length > 0) {
    throw badRequest(
      "Integrations are not offered by the embedded service: the job's metrics are in its events and in its results file.",
      "integrations",
      "unsupported_parameter",
    );
  }
  checkModel(context, dialect, request.model);
  checkFile(context, dialect, "training_file", request.training_file);
  if (request.validation_file !== undefined) checkFile(context, dialect, "validation_file", request.validation_file);
  checkSuffix(dialect, request.suffix);
  checkTrainingType(request.trainingType);
  const asked = hyperparametersOf(request);
  return {
    dialect: dialect.name,
    model: request.model,
    trainingFile: request.training_file,
    method: request.method?.type ?? "supervised",
    requested: {
      nEpochs: asked.n_epochs ?? "auto",
      batchSize: asked.batch_size ?? "auto",
      learningRateMultiplier: asked.learning_rate_multiplier ?? "auto",
      beta: request.method?.type === "dpo" ? (asked.beta ?? "auto") : undefined,
      referenceFree: asked.reference_free === true ? true : undefined,
      replay: request.method?.type === "dpo" ? undefined : (asked.replay ?? "auto"),
    },
    seed: request.seed ?? randomInt(2 ** 31 - 1),
    validationFile: request.validation_file,
    suffix: request.suffix || undefined,
    metadata: request.metadata,
    trainingType: request.trainingType,
  };
}

interface AskedHyperparameters {
  readonly n_epochs?: number | "auto" | undefined;
  readonly batch_size?: number | "auto" | undefined;
  readonly learning_rate_multiplier?: number | "auto" | undefined;
  readonly beta?: number | "auto" | undefined;
  readonly reference_free?: boolean | undefined;
  readonly replay?: boolean | "auto" | undefined;
}

function hyperparametersOf(request: z.output<typeof jobRequestSchema>): AskedHyperparameters {
  const inMethod =
    request.method?.type === "dpo" ? request.method.dpo?.hyperparameters : request.method?.supervised?.hyperparameters;
  if (inMethod !== undefined && request.hyperparameters !== undefined) {
    throw badRequest("Cannot specify both 'hyperparameters' and 'method'.", "hyperparameters");
  }
  return inMethod ?? request.hyperparameters ?? {};
}

function refuseReinforcement(body: unknown): void {
  const type = (body as { method?: { type?: unknown } } | null)?.method?.type;
  if (type !== "reinforcement") return;
  throw badRequest(
    "Reinforcement fine-tuning is not offered by the embedded service. Use method 'supervised' or 'dpo'.",
    "method.type",
    "unsupported_value",
  );
}

function checkModel(context: ServiceContext, dialect: Dialect, model: string): void {
  const base = findBaseModel(model, context.engine.modelId);
  if (base?.fineTuning === true) {
    const { modelId, architecture } = context.engine;
    if (!(TUNABLE_ARCHITECTURES as readonly string[]).includes(architecture)) {
      throw dialectError(dialect, 400, {
        message: `The specified base model does not support fine-tuning. (${model} is answered here by ${modelId}, whose architecture is ${architecture.slice(0, 40)}; ${TUNABLE_ARCHITECTURES.join(" and ")} can be tuned.)`,
        azureCode: "invalidPayload",
        openaiCode: "model_not_available",
        param: "model",
      });
    }
    // Throws when the instructor has retired it.
    targetOfModel(context, model);
    return;
  }
  const tuned = context.store.has("models", model);
  if (!dialect.jobs.explainsModel) {
    throw dialectError(dialect, 400, {
      message: "The specified base model does not support fine-tuning.",
      azureCode: "invalidPayload",
      param: "model",
    });
  }
  throw tuned
    ? badRequest(
        `Model ${model} is a tuned model; the embedded service tunes base models only.`,
        "model",
        "model_not_available",
      )
    : new ApiError(400, `The model '${model.slice(0, 100)}' does not exist or cannot be fine-tuned.`, {
        code: "model_not_found",
        param: "model",
      });
}

function checkFile(context: ServiceContext, dialect: Dialect, param: string, id: string): void {
  const file = context.store.get("files", id);
  const problem =
    file === undefined
      ? `invalid ${param}: ${id.slice(0, 100)}`
      : file.purpose !== "fine-tune"
        ? `The file ${id} has purpose '${file.purpose}', but ${param} must have purpose 'fine-tune'.`
        : file.status === "error"
          ? `The file ${id} cannot be used: ${file.statusDetails ?? "its import failed"}`
          : file.status === "running" || isProcessing(file, context.now())
            ? `The file ${id} is still being processed. Wait until its status is 'processed'.`
            : undefined;
  if (problem === undefined) return;
  throw dialectError(dialect, 400, {
    message: problem,
    azureCode: file === undefined ? "notFound" : "invalidPayload",
    openaiCode: file === undefined ? "invalid_file" : "invalid_file_format",
    param,
  });
}

function checkSuffix(dialect: Dialect, suffix: string | undefined): void {
  if (suffix === undefined || suffix === "") return;
  const longest = dialect.jobs.longestSuffix;
  if (suffix.length <= longest && /^[A-Za-z0-9_-]+$/.test(suffix)) return;
  throw dialectError(dialect, 400, {
    message: `The suffix must have at most ${longest} characters, all of them letters, digits, '-' or '_', but got '${suffix.slice(0, 80)}'.`,
    azureCode: "invalidPayload",
    openaiCode: "invalid_value",
    param: "suffix",
  });
}

function checkTrainingType(type: string | undefined): void {
  const known = ["standard", "globalstandard", "developertier", "developer"];
  if (type === undefined || known.includes(type.toLowerCase())) return;
  throw dialectError(AZURE, 400, {
    message: `The trainingType '${type.slice(0, 60)}' is none of Standard, GlobalStandard, developerTier.`,
    azureCode: "invalidPayload",
    param: "trainingType",
  });
}
