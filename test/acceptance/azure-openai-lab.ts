import { createReadStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AzureOpenAI } from "openai";

/** What the lab leaves behind. */
export interface LabResult {
  readonly status: string;
  readonly fineTunedModel: string;
  readonly nEpochs: unknown;
  readonly events: readonly string[];
  readonly resultsHeader: string;
  readonly deployed: number;
  readonly answeredBy: string;
  readonly answer: string | null;
}

/**
 * The calls of the Azure OpenAI fine-tuning lab with the unmodified `openai` package for TypeScript, from upload to a
 * chat with the tuned model.
 *
 * @param env endpoint, key, token, management host and resource names, under the labs' names
 */
export async function runAzureOpenAiLab(
  env: Readonly<Record<string, string>>,
  trainingFileName: string,
  validationFileName: string,
): Promise<LabResult> {
  const client = new AzureOpenAI({
    endpoint: env["AZURE_OPENAI_ENDPOINT"],
    apiKey: env["AZURE_OPENAI_API_KEY"],
    apiVersion: "2024-05-01-preview",
  });

  const trainingFile = await client.files.create({ file: createReadStream(trainingFileName), purpose: "fine-tune" });
  const validationFile = await client.files.create({
    file: createReadStream(validationFileName),
    purpose: "fine-tune",
  });

  let job = await client.fineTuning.jobs.create({
    training_file: trainingFile.id,
    validation_file: validationFile.id,
    model: "gpt-4o",
    seed: 105,
  });
  const deadline = Date.now() + 900_000;
  while (!["succeeded", "failed", "cancelled"].includes(job.status) && Date.now() < deadline) {
    await sleep(1000);
    job = await client.fineTuning.jobs.retrieve(job.id);
  }
  const events = await client.fineTuning.jobs.listEvents(job.id, { limit: 20 });
  const results = await (await client.files.content(job.result_files[0]!)).text();

  const deployment = await fetch(
    `${env["TUNELAB_MANAGEMENT_URL"]}/subscriptions/${env["AZURE_SUBSCRIPTION_ID"]}/resourceGroups/${env["AZURE_RESOURCE_GROUP"]}/providers/Microsoft.CognitiveServices/accounts/${env["AZURE_OPENAI_RESOURCE"]}/deployments/gpt-4o-ft?api-version=2023-05-01`,
    {
      method: "PUT",
      headers: { Authorization: `Bearer ${env["TEMP_AUTH_TOKEN"]}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        sku: { name: "standard", capacity: 1 },
        properties: { model: { format: "OpenAI", name: job.fine_tuned_model, version: "1" } },
      }),
    },
  );

  const inference = new AzureOpenAI({
    endpoint: env["AZURE_OPENAI_ENDPOINT"],
    apiKey: env["AZURE_OPENAI_API_KEY"],
    apiVersion: "2024-02-01",
  });
  const chat = await inference.chat.completions.create({
    model: "gpt-4o-ft",
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: "Does Azure OpenAI support customer managed keys?" },
      { role: "assistant", content: "Yes, customer managed keys are supported by Azure OpenAI." },
      { role: "user", content: "Do other Azure AI services support this too?" },
    ],
  });

  return {
    status: job.status,
    fineTunedModel: job.fine_tuned_model!,
    nEpochs: job.hyperparameters.n_epochs,
    events: events.data.map((event) => event.message),
    resultsHeader: results.split("\n")[0]!,
    deployed: deployment.status,
    answeredBy: chat.model,
    answer: chat.choices[0]!.message.content,
  };
}
