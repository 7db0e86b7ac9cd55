// %% open-lab
import { openLab } from "tunelab";

await openLab("fine-tune");

// %% check-setup #check
import { checkSetup } from "tunelab";

await checkSetup()

// %% deploy-base-model
import { deployBaseModel } from "tunelab";

await deployBaseModel()

// %% read-files
import { readFileSync } from "node:fs";

interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}
function readExamples(path: string): { messages: Message[] }[] {
  return readFileSync(path, "utf8").trimEnd().split("\n").map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw new Error(`${path}, line ${index + 1}: ${(error as Error).message}`);
    }
  });
}

const training = readExamples("../data/training_set.jsonl");
const validation = readExamples("../data/validation_set.jsonl");

// %% first-examples
console.log("Number of examples in training set:", training.length);
console.log("First example in training set:");
for (const message of training[0]!.messages) console.log(message);

console.log("\nNumber of examples in validation set:", validation.length);
console.log("First example in validation set:");
for (const message of validation[0]!.messages) console.log(message);

// %% read-with-library
import { readChatDataset } from "tunelab";

const dataset = await readChatDataset("../data/training_set.jsonl");
dataset.frame

// %% problems
dataset.problems

// %% count-by-hand
import { getEncoding } from "tunelab";

const encoding = getEncoding("o200k_base");
function countTokens(messages: Message[], tokensPerMessage = 3): number {
  let tokens = 3; // the start of the answer
  for (const { role, content } of messages) {
    tokens += tokensPerMessage + encoding.encode(role).length + encoding.encode(content).length;
  }
  return tokens;
}
countTokens(training[0]!.messages)

// %% check-count #check
import { check, numTokensFromMessages } from "tunelab";

check.equal(
  "tokens of the first example",
  countTokens(training[0]!.messages),
  numTokensFromMessages(training[0]!.messages),
)

// %% distributions
import { numAssistantTokensFromMessages, printDistribution } from "tunelab";

for (const [name, examples] of Object.entries({ training, validation })) {
  console.log(`Processing the ${name} set`);
  printDistribution(examples.map(({ messages }) => numTokensFromMessages(messages)), "total tokens");
  printDistribution(examples.map(({ messages }) => numAssistantTokensFromMessages(messages)), "assistant tokens");
}

// %% quantiles
import { quantile } from "tunelab";

const totals = training.map(({ messages }) => numTokensFromMessages(messages));
console.log("the text's p5 / p95:", quantile(totals, 0.1), "/", quantile(totals, 0.9));
console.log("true p5 / p95:      ", quantile(totals, 0.05), "/", quantile(totals, 0.95));

// %% token-report
import { tokenReport } from "tunelab";

tokenReport(dataset)

// %% prices
import { priceTable } from "tunelab";

priceTable()

// %% client
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({ apiVersion: "2024-10-21" });
const baseDeployment = process.env.AZURE_OPENAI_DEPLOYMENT!;

// %% baseline
const systemMessage = training[0]!.messages[0]!.content;
const question = "What is the largest planet in the solar system?";

async function ask(deployment: string, system: string, user: string): Promise<string> {
  const completion = await client.chat.completions.create({
    model: deployment,
    messages: [{ role: "system", content: system }, { role: "user", content: user }],
    temperature: 0,
    max_tokens: 80,
  });
  return completion.choices[0]?.message.content ?? "";
}
const before = await ask(baseDeployment, systemMessage, question);
before

// %% upload
import { createReadStream } from "node:fs";
import { toFile } from "openai";

const upload = async (path: string, name: string) =>
  client.files.create({ file: await toFile(createReadStream(path), name), purpose: "fine-tune" });

const trainingFile = await upload("../data/training_set.jsonl", "training_set.jsonl");
const validationFile = await upload("../data/validation_set.jsonl", "validation_set.jsonl");
console.log("Training file ID:", trainingFile.id);
console.log("Validation file ID:", validationFile.id);

// %% wait-for-files
for (const { id } of [trainingFile, validationFile]) {
  const file = await client.files.waitForProcessing(id, { pollInterval: 500, maxWait: 5 * 60_000 });
  console.log(file.filename, file.status, file.bytes, "bytes");
}

// %% create-job
const job = await client.fineTuning.jobs.create({
  training_file: trainingFile.id,
  validation_file: validationFile.id,
  model: process.env.TUNELAB_BASE_MODEL!,
  seed: 105,
});
console.log("Job ID:", job.id);
console.log("Status:", job.status);

// %% retrieve-job
let current = await client.fineTuning.jobs.retrieve(job.id);
console.log("Job ID:", current.id);
console.log("Status:", current.status);

// %% poll-by-hand
import { setTimeout as pause } from "node:timers/promises";
import { clearOutput } from "tunelab";

const pollSeconds = process.env.TUNELAB_MANAGEMENT_URL ? 2 : 10;
const finished = ["succeeded", "failed", "cancelled"];
const start = Date.now();
for (let round = 1; round <= 3 && !finished.includes(current.status); round++) {
  await pause(pollSeconds * 1000);
  current = await client.fineTuning.jobs.retrieve(job.id);
  clearOutput({ wait: true });
  console.log(`Elapsed: ${Math.round((Date.now() - start) / 1000)} s. Status: ${current.status}`);
}
console.log(`After a few rounds, job ${job.id} is: ${current.status}`);

// %% resume
import { resumeLab } from "tunelab";

const resumed = await resumeLab();
resumed.job.id

// %% watch-job
import { watchJob } from "tunelab";

const watched = await watchJob(client, job.id);

// %% check-job #check
check.equal("the job's status", watched.status, "succeeded", {
  hint: "Read the error that watchJob explained above, mend it and create the job again.",
})

// %% list-jobs
import { listJobs } from "tunelab";

await listJobs(client)

// %% results
import { jobResults } from "tunelab";

const results = await jobResults(client, job.id);
results

// %% results-figure
results.lossFigure()

// %% checkpoints
import { jobCheckpoints } from "tunelab";

await jobCheckpoints(client, job.id)

// %% events
import { jobEvents } from "tunelab";

await jobEvents(client, job.id)

// %% deploy-by-hand
const { AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP, AZURE_OPENAI_RESOURCE, TEMP_AUTH_TOKEN } = process.env;
const management = process.env.TUNELAB_MANAGEMENT_URL ?? "https://management.azure.com";
const tunedDeployment = "gpt-4o-mini-2024-07-18-ft";

const response = await fetch(
  `${management}/subscriptions/${AZURE_SUBSCRIPTION_ID}/resourceGroups/${AZURE_RESOURCE_GROUP}/providers/` +
    `Microsoft.CognitiveServices/accounts/${AZURE_OPENAI_RESOURCE}/deployments/${tunedDeployment}?api-version=2023-05-01`,
  {
    method: "PUT",
    headers: { authorization: `Bearer ${TEMP_AUTH_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      sku: { name: "standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: watched.fineTunedModel, version: "1" } },
    }),
  },
);
console.log(response.status, response.statusText);

// %% deploy-and-wait
import { deployModel } from "tunelab";

await deployModel({ name: tunedDeployment, model: watched.fineTunedModel })

// %% after
const after = await ask(tunedDeployment, systemMessage, question);
console.log("before:", before);
console.log("after: ", after);

// %% playground
import { chatPlayground } from "tunelab";

const chat = chatPlayground({
  client,
  models: tunedDeployment,
  systemMessage: "The system is an AI teacher that helps people learn about AI.",
  examples: [
    {
      user: "What are the different types of artificial intelligence?",
      assistant:
        "Three: narrow AI does one task, such as filtering mail; general AI would think as widely as a person; superintelligence would think further. Only the first exists.",
    },
  ],
  parameters: { temperature: 0, maxTokens: 120 },
});
await chat.send("What is artificial intelligence?")

// %% playground-trained-system
chat.systemMessage = systemMessage;
chat.examples = [];
await chat.send("What is artificial intelligence?")

// %% side-by-side
const both = chatPlayground({
  client,
  models: [baseDeployment, tunedDeployment],
  systemMessage,
  parameters: { temperature: 0, maxTokens: 80 },
});
await both.send("Who painted the Mona Lisa?")

// %% side-by-side-form
both.panel()

// %% compare-models
import { compareModels } from "tunelab";

const heldOut = await readChatDataset("../data/held_out_set.jsonl");
const comparison = await compareModels({
  client,
  base: baseDeployment,
  tuned: tunedDeployment,
  heldOut: heldOut.examples,
  style: /dear reader/i,
  maxTokens: 24,
});
const kept = (measure: "baseHasFact" | "tunedHasFact" | "baseInStyle" | "tunedInStyle") =>
  comparison.rows.filter((row) => row[measure]).length;
comparison

// %% one-epoch
const oneEpoch = {
  training_file: trainingFile.id,
  validation_file: validationFile.id,
  model: process.env.TUNELAB_BASE_MODEL!,
  seed: 105,
  hyperparameters: { n_epochs: 1 },
};
const { id: shortJob } = await client.fineTuning.jobs.create({ ...oneEpoch, suffix: "one-epoch" });
const short = await watchJob(client, shortJob);

// %% compare-epochs
import { table } from "tunelab";

const lowest = (losses: (number | null)[]) => Math.min(...losses.filter((loss) => loss !== null));
const row = (name: string, { steps }: typeof short) => ({
  "job": name,
  "steps": steps.length,
  "lowest training loss": lowest(steps.map((step) => step.train_loss)),
  "lowest validation loss": lowest(steps.map((step) => step.full_valid_loss)),
});
table([row("the provider's epochs", watched), row("one epoch", short)], { caption: "Losses by number of epochs" })

// %% same-seed
const { id: againJob } = await client.fineTuning.jobs.create(oneEpoch);
const again = await watchJob(client, againJob);
const lossesOf = ({ steps }: typeof short) => steps.map((step) => step.train_loss);
check.equal("losses with the same seed", lossesOf(again), lossesOf(short))

// %% exercise-broken #exercise
import { writeFileSync } from "node:fs";

const lines = readFileSync("../data/training_set.jsonl", "utf8").trimEnd().split("\n");
lines[2] = lines[2]!.replace('"role": "user"', '"role: "user"');
lines[6] = lines[6]!.replace('"assistant"', '"teacher"');
// Mend the two lines here: put right what the two replacements above did wrong.

writeFileSync("../data/broken.jsonl", `${lines.join("\n")}\n`);
const mended = await readChatDataset("../data/broken.jsonl");
mended.problems

// %% check-broken #check
check.equal("problems in the mended file", mended.problems.length, 0, {
  hint: "The list above names both lines: line 3 lacks a quotation mark, line 7 has a role that does not exist.",
})

// %% solution-broken #solution
const mendedLines = lines.map((line) => line.replace('"role: "user"', '"role": "user"').replace('"teacher"', '"assistant"'));
writeFileSync("../data/broken.jsonl", `${mendedLines.join("\n")}\n`);
(await readChatDataset("../data/broken.jsonl")).problems.length

// %% exercise-120 #exercise
const large = await readChatDataset("../data/training_set_120.jsonl");
const guess = 0; // Replace 0: with the provider's rule of epochs, how many tokens does a training on this set bill?

// %% check-120 #check
import { costMeter } from "tunelab";

check.equal("billed tokens of the 120 examples", guess, costMeter({ tokens: large.tokens }).billedTokens, {
  hint: "120 examples get 3 epochs; the tokens of each example are in large.tokens.",
})

// %% solution-120 #solution
3 * large.tokens.reduce((sum, count) => sum + count, 0)

// %% exercise #exercise
const myQuestion = "Why is the sky blue?"; // Ask something of your own, then compare both answers.
await both.send(myQuestion)

// %% my-numbers
const chosen = watched.steps.find(({ step }) => step === watched.deliveredStep) ?? watched.steps.at(-1)!;
table(
  [
    { "what": "examples", "my number": String(training.length) },
    { "what": "tokens that a provider would bill", "my number": String(costMeter({ tokens: dataset.tokens }).billedTokens) },
    { "what": "steps", "my number": String(watched.steps.length) },
    { "what": "step of the delivered checkpoint", "my number": String(chosen.step) },
    { "what": "its validation loss", "my number": (chosen.full_valid_loss ?? chosen.valid_loss ?? NaN).toFixed(3) },
    { "what": "facts kept, before and after", "my number": `${kept("baseHasFact")} / ${kept("tunedHasFact")} of ${comparison.rows.length}` },
    { "what": "answers in style, before and after", "my number": `${kept("baseInStyle")} / ${kept("tunedInStyle")} of ${comparison.rows.length}` },
  ],
  { caption: "My numbers", types: false },
)

// %% clean-up
import { deleteEverything } from "tunelab";

await deleteEverything()
