import type { Dialect } from "./dialect.js";
import { lossText } from "./loss-text.js";

/** The OpenAI API, on `/openai/v1`. */
export const OPENAI: Dialect = {
  name: "openai",
  prefix: "/openai/v1",
  errorForm: ({ openaiCode = null, param = null }) => ({ shape: "openai", code: openaiCode, param }),
  notFoundText: (kind, id) => `No such ${kind} object: ${id}`,
  files: { looksLater: false, limits: undefined, more: { expires_at: null } },
  jobs: {
    tellsAddress: false,
    organization: "tunelab",
    noResultFiles: [],
    wrongStateStatus: 400,
    longestSuffix: 64,
    explainsModel: true,
    status: (status) => status,
    unresolved: () => "auto",
    createdTexts: ({ id, trainingFile, validationFile }) => {
      const validation = validationFile === undefined ? "" : ` and validation file: ${validationFile}`;
      return [`Created fine-tuning job: ${id}`, `Validating training file: ${trainingFile}${validation}`];
    },
    validatedText: "Files validated, moving job to queued state",
    startedText: "Fine-tuning job started",
    stepText: (step) => `Step ${step.step}/${step.totalSteps}: ${lossText(step, 2)}`,
    finishingTexts: [],
    succeededTexts: ({ fineTunedModel }) => [
      `New fine-tuned model created: ${fineTunedModel}`,
      "The job has successfully completed",
    ],
    checkpointIdPrefix: "ftckpt_",
    tunedModelName: (localModel, digits, suffix = "") => `ft:${localModel}:tunelab:${suffix}:${digits.slice(0, 8)}`,
    results: {
      filename: "step_metrics.csv",
      columns: [
        ["step", "step"],
        ["train_loss", "train_loss"],
        ["train_accuracy", "train_mean_token_accuracy"],
        ["valid_loss", "valid_loss"],
        ["valid_mean_token_accuracy", "valid_mean_token_accuracy"],
      ],
      missing: "",
    },
  },
  models: {
    listsDeployments: true,
    baseBody: ({ id }) => ({ id, object: "model", created: 0, owned_by: "tunelab" }),
    tunedBody: ({ id, createdAt }) => ({ id, object: "model", created: createdAt, owned_by: "tunelab" }),
    deletedBody: (id) => ({ id, object: "model", deleted: true }),
  },
  chat: { hasContentFilter: false },
};
