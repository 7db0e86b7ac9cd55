import type { JobStatus } from "../store/index.js";
import type { Dialect } from "./dialect.js";
import { lossText } from "./loss-text.js";

/** The states before training are one, and there is no `created`. */
const STATUS: Readonly<Record<JobStatus, string>> = {
  validating_files: "pending",
  queued: "pending",
  running: "running",
  pausing: "pausing",
  paused: "paused",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

/** Azure OpenAI, on `/openai` with an api-version. */
export const AZURE: Dialect = {
  name: "azure",
  prefix: "/openai",
  errorForm: ({ azureCode, param = null }) => ({
    shape: "azure",
    code: azureCode,
    extra: param === null ? {} : { target: param },
  }),
  notFoundText: (_kind, id) => `The resource '${id}' was not found.`,
  files: { looksLater: true, limits: { files: 100, bytes: 1024 ** 3 }, more: {} },
  jobs: {
    tellsAddress: true,
    organization: null,
    noResultFiles: null,
    wrongStateStatus: 409,
    longestSuffix: 40,
    explainsModel: false,
    status: (status) => STATUS[status],
    unresolved: (azure) => azure,
    createdTexts: () => ["Job enqueued. Waiting for jobs ahead to complete."],
    validatedText: "Preprocessing completed for file training file.",
    startedText: "Job started.",
    stepText: (step) => `Step ${step.step}: ${lossText(step, 4)}`,
    finishingTexts: ["Postprocessing started."],
    succeededTexts: ({ resultFiles, trainedTokens = 0 }) => [
      "Job succeeded.",
      ...resultFiles.map((id) => `Completed results file: ${id}`),
      `Training tokens billed: ${trainedTokens}`,
    ],
    checkpointIdPrefix: "ftchkpt-",
    tunedModelName: (localModel, digits, suffix) =>
      `${localModel}.ft-${digits}${suffix === undefined ? "" : `-${suffix}`}`,
    results: {
      filename: "results.csv",
      columns: [
        ["step", "step"],
        ["train_loss", "train_loss"],
        ["train_mean_token_accuracy", "train_mean_token_accuracy"],
        ["valid_loss", "valid_loss"],
        ["validation_mean_token_accuracy", "valid_mean_token_accuracy"],
        ["full_valid_loss", "full_valid_loss"],
        ["full_valid_mean_token_accuracy", "full_valid_mean_token_accuracy"],
      ],
      missing: "-1",
    },
  },
  models: {
    listsDeployments: false,
    baseBody: ({ id, canBeTuned, retiresAt, isRetired }) => ({
      id,
      object: "model",
      created_at: 0,
      updated_at: 0,
      status: "succeeded",
      lifecycle_status: isRetired ? "deprecated" : "generally-available",
      capabilities: capabilities(canBeTuned),
      deprecation: retiresAt === undefined ? {} : { inference: retiresAt, fine_tune: retiresAt },
    }),
    tunedBody: ({ id, createdAt, baseModel, jobId }) => ({
      id,
      object: "model",
      created_at: createdAt,
      updated_at: createdAt,
      status: "succeeded",
      lifecycle_status: "generally-available",
      model: baseModel,
      fine_tune: jobId,
      capabilities: capabilities(false),
      deprecation: {},
    }),
    deletedBody: () => undefined,
  },
  chat: { hasContentFilter: true },
};

function capabilities(canBeTuned: boolean): Record<string, boolean> {
  return { fine_tune: canBeTuned, inference: true, completion: true, chat_completion: true, embeddings: false };
}
