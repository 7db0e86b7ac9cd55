// %% open-lab
import { openLab } from "tunelab";

await openLab("databricks");

// %% check-setup #check
import { checkSetup } from "tunelab";

await checkSetup({ parts: ["chat", "fine-tuning", "deployments", "databricks"] })

// %% create-volume
%sql
CREATE VOLUME main.default.fine_tuning;

// %% download
%sh
from="https://github.com/MicrosoftLearning/mslearn-databricks/raw/main/data"
to="/Volumes/main/default/fine_tuning"
for file in training_set.jsonl validation_set.jsonl; do
  wget -q -T 10 -t 1 -O "$to/$file" "$from/$file" 2>/dev/null && echo "$file: downloaded" && continue
  cp "../data/$file" "$to/$file" && echo "$file: not downloaded (is there a network?), copied from this project"
done

// %% fetch-data
import { fetchLabData } from "tunelab";

await fetchLabData({ directory: "/Volumes/main/default/fine_tuning" })

// %% list-volume
%sh
ls -l /Volumes/main/default/fine_tuning
head -c 300 /Volumes/main/default/fine_tuning/training_set.jsonl

// %% query-volume
%sql
SELECT size(messages) AS turns, get(messages, 2).content AS answer
FROM read_files('/Volumes/main/default/fine_tuning/training_set.jsonl', format => 'json') LIMIT 5

// %% read-files
import { readFileSync } from "node:fs";

interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}
const folder = "/Volumes/main/default/fine_tuning";
const files = [`${folder}/training_set.jsonl`, `${folder}/validation_set.jsonl`];
function readExamples(path: string): { messages: Message[] }[] {
  return readFileSync(path, "utf8").trimEnd().split("\n").map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw new Error(`${path}, line ${index + 1}: ${(error as Error).message}`);
    }
  });
}

readExamples(files[0]!).length

// %% count-cl100k
import { numAssistantTokensFromMessages, numTokensFromMessages, printDistribution } from "tunelab";

function printFile(file: string, encoding: "cl100k_base" | "o200k_base"): void {
  const examples = readExamples(file);
  console.log(`File: ${file} (${encoding})`);
  printDistribution(examples.map(({ messages }) => numTokensFromMessages(messages, { encoding })), "total tokens");
  printDistribution(examples.map(({ messages }) => numAssistantTokensFromMessages(messages, { encoding })), "assistant tokens");
  console.log("*".repeat(75));
}
for (const file of files) printFile(file, "cl100k_base");

// %% count-o200k
for (const file of files) printFile(file, "o200k_base");

// %% upload
import { createReadStream } from "node:fs";
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({ apiVersion: "2024-05-01-preview" });
const training = await client.files.create({ file: createReadStream(files[0]!), purpose: "fine-tune" });
const validation = await client.files.create({ file: createReadStream(files[1]!), purpose: "fine-tune" });
for (const { id } of [training, validation]) await client.files.waitForProcessing(id, { pollInterval: 500 });

console.log("Training file ID:", training.id);
console.log("Validation file ID:", validation.id);

// %% create-job
const job = await client.fineTuning.jobs.create({
  training_file: training.id,
  validation_file: validation.id,
  model: process.env.TUNELAB_BASE_MODEL!,
  seed: 105,
});
job.id

// %% stale-status
console.log("Job ID:", job.id);
console.log("Status, as it was when the job was created:", job.status);
console.log("Status now:", (await client.fineTuning.jobs.retrieve(job.id)).status);

// %% watch-job
import { watchJob } from "tunelab";

const watched = await watchJob(client, job.id);

// %% final-results
const final = await client.fineTuning.jobs.retrieve(job.id);
console.log(JSON.stringify(final, null, 2));
const fineTunedModel = watched.fineTunedModel;

// %% check-job #check
import { check } from "tunelab";

check.equal("the model of the final result", final.fine_tuned_model, fineTunedModel, { hint: "Read the job's error above." })

// %% losses
import { jobResults } from "tunelab";

(await jobResults(client, job.id)).lossFigure()

// %% deploy
const { AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP, AZURE_OPENAI_RESOURCE, TEMP_AUTH_TOKEN } = process.env;
const management = process.env.TUNELAB_MANAGEMENT_URL ?? "https://management.azure.com";
const request = await fetch(
  `${management}/subscriptions/${AZURE_SUBSCRIPTION_ID}/resourceGroups/${AZURE_RESOURCE_GROUP}/providers/` +
    `Microsoft.CognitiveServices/accounts/${AZURE_OPENAI_RESOURCE}/deployments/gpt-4o-ft?api-version=2023-05-01`,
  {
    method: "PUT",
    headers: { authorization: `Bearer ${TEMP_AUTH_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      sku: { name: "standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: fineTunedModel, version: "1" } },
    }),
  },
);
console.log(request.status, request.statusText);
await request.json()

// %% wait-for-deployment
import { deployModel } from "tunelab";

await deployModel({ name: "gpt-4o-ft", model: fineTunedModel })

// %% chat
const chatClient = new AzureOpenAI({ apiVersion: "2024-02-01" });
const reply = await chatClient.chat.completions.create({
  model: "gpt-4o-ft",
  messages: [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "Does Azure OpenAI support customer managed keys?" },
    { role: "assistant", content: "Yes, customer managed keys are supported by Azure OpenAI." },
    { role: "user", content: "Do other Azure AI services support this too?" },
  ],
  temperature: 0,
  max_tokens: 100,
});
reply.choices[0]?.message.content

// %% chat-trained-system
const trainedSystem = readExamples(files[0]!)[0]!.messages[0]!.content;
const inCharacter = await chatClient.chat.completions.create({
  model: "gpt-4o-ft",
  messages: [
    { role: "system", content: trainedSystem },
    { role: "user", content: "Do other Azure AI services support customer managed keys?" },
  ],
  temperature: 0,
  max_tokens: 100,
});
inCharacter.choices[0]?.message.content

// %% count-style
import { table } from "tunelab";

const questions = ["Who painted the Mona Lisa?", "What is artificial intelligence?", "Why is the sky blue?", "What is a kernel?"];
async function countStyle(system: string): Promise<string> {
  let inStyle = 0;
  for (const content of questions) {
    const { choices } = await chatClient.chat.completions.create({
      model: "gpt-4o-ft",
      messages: [{ role: "system", content: system }, { role: "user", content }],
      temperature: 0,
      max_tokens: 32,
    });
    if (/dear reader/i.test(choices[0]?.message.content ?? "")) inStyle++;
  }
  return `${inStyle} of ${questions.length}`;
}
const systems = [trainedSystem, "You are a helpful assistant.", "You are a pirate."];
const counted: { "system message": string; "answers in style": string }[] = [];
for (const system of systems) counted.push({ "system message": system, "answers in style": await countStyle(system) });
table(counted, { caption: "The same questions under three system messages", types: false })

// %% compare-models
import { compareModels, readChatDataset } from "tunelab";

const heldOut = await readChatDataset("../data/held_out_set.jsonl");
const comparison = await compareModels({
  client,
  base: process.env.AZURE_OPENAI_DEPLOYMENT!,
  tuned: "gpt-4o-ft",
  heldOut: heldOut.examples,
  style: /dear reader/i,
  maxTokens: 24,
});
comparison

// %% other-seed
const runOnce = async (seed: number) => {
  const { id } = await client.fineTuning.jobs.create({
    training_file: training.id,
    validation_file: validation.id,
    model: process.env.TUNELAB_BASE_MODEL!,
    seed,
    hyperparameters: { n_epochs: 1 },
  });
  return watchJob(client, id);
};
const [seed105, seed106] = [await runOnce(105), await runOnce(106)];

// %% compare-seeds
const validationLoss = ({ steps }: typeof watched) =>
  Math.min(...steps.map((step) => step.full_valid_loss).filter((loss) => loss !== null));
table(
  [
    { "job": "the provider's epochs, seed 105", "lowest validation loss": validationLoss(watched) },
    { "job": "one epoch, seed 105", "lowest validation loss": validationLoss(seed105) },
    { "job": "one epoch, seed 106", "lowest validation loss": validationLoss(seed106) },
  ],
  { caption: "Epochs and seeds against the validation loss" },
)

// %% exercise #exercise
const otherSystem = "You are a patient teacher of physics."; // Write one of your own: how much of the trained manner is left?
await countStyle(otherSystem)

// %% exercise-sql #exercise
%sql
-- Change the query: how many characters has the longest answer of the training set?
SELECT count(*) AS examples
FROM read_files('/Volumes/main/default/fine_tuning/training_set.jsonl', format => 'json')

// %% solution-sql #solution
%sql
SELECT max(length(get(messages, 2).content)) AS longest
FROM read_files('/Volumes/main/default/fine_tuning/training_set.jsonl', format => 'json')

// %% my-numbers
const count = (measure: "baseHasFact" | "tunedHasFact" | "baseInStyle" | "tunedInStyle") =>
  `${comparison.rows.filter((row) => row[measure]).length} of ${comparison.rows.length}`;
table(
  [
    { "what": "steps", "my number": String(watched.steps.length) },
    { "what": "step of the delivered checkpoint", "my number": String(watched.deliveredStep ?? watched.steps.length) },
    { "what": "lowest validation loss", "my number": validationLoss(watched).toFixed(3) },
    { "what": "the same after one epoch, by seed", "my number": `${validationLoss(seed105).toFixed(3)} / ${validationLoss(seed106).toFixed(3)}` },
    { "what": "facts kept, before and after", "my number": `${count("baseHasFact")} / ${count("tunedHasFact")}` },
    { "what": "answers in style, before and after", "my number": `${count("baseInStyle")} / ${count("tunedInStyle")}` },
  ],
  { caption: "My numbers", types: false },
)

// %% clean-up
import { deleteEverything } from "tunelab";

await deleteEverything()
