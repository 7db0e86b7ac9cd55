import type { JobDetails, JobRow } from "../../api-types/index.js";

/** Settings of the form as they stand in its address, where a link can fill them in. */
const NUMBERS = ["n_epochs", "batch_size", "learning_rate_multiplier", "beta"] as const;

/** What a job was asked for, for a form that starts from the same. */
export function settingsOf(job: JobRow, details: JobDetails | undefined): Record<string, string> {
  const requested = details?.requested ?? {};
  return {
    model: job.model,
    method: job.method,
    file: job.trainingFile,
    ...(job.validationFile === null ? {} : { validation: job.validationFile }),
    ...(job.suffix === null ? {} : { suffix: job.suffix }),
    seed: String(job.seed),
    ...Object.fromEntries(
      NUMBERS.flatMap((name) => (typeof requested[name] === "number" ? [[name, String(requested[name])]] : [])),
    ),
  };
}

/** The cell that asks for the same job. */
export function jobCode(job: JobDetails): string {
  const numbers = NUMBERS.flatMap((name) => {
    const value = job.requested[name];
    return value === undefined ? [] : [`      ${name}: ${JSON.stringify(value)},`];
  });
  const options = [
    `model: ${JSON.stringify(job.model)}`,
    `training_file: ${JSON.stringify(job.trainingFile)}`,
    ...(job.validationFile === null ? [] : [`validation_file: ${JSON.stringify(job.validationFile)}`]),
    ...(job.suffix === null ? [] : [`suffix: ${JSON.stringify(job.suffix)}`]),
    `seed: ${job.seed}`,
  ];
  return [
    'import { AzureOpenAI } from "openai";',
    "",
    'const client = new AzureOpenAI({ apiVersion: "2024-10-21" });',
    "const job = await client.fineTuning.jobs.create({",
    ...options.map((option) => `  ${option},`),
    "  method: {",
    `    type: ${JSON.stringify(job.method)},`,
    `    ${job.method}: { hyperparameters: {`,
    ...numbers,
    "    } },",
    "  },",
    "});",
    "",
  ].join("\n");
}
