// Counts in how many of ten seeds what labs 01 and 02 say of their tuned model holds: node bench/lab-claims.mjs [seeds]
// Trains in a service of its own, in a folder that is deleted again. Needs the build.
import { mkdtemp, rm } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { deployModel, openLab, readChatDataset, watchJob } from "../dist/index.js";

const seeds = Number(process.argv[2] ?? 10);
const directory = await mkdtemp(join(tmpdir(), "tunelab-claims-"));
process.env.TUNELAB_DATA_DIR = directory;
const { client, baseModel, deployment } = await openLab("fine-tune");
const data = (name) => new URL(`../notebooks/data/${name}`, import.meta.url).pathname;
const upload = async (name) =>
  (await client.files.create({ file: await toFile(createReadStream(data(name)), name), purpose: "fine-tune" })).id;
const files = {
  training_file: await upload("training_set.jsonl"),
  validation_file: await upload("validation_set.jsonl"),
};
const trained = (await readChatDataset(data("training_set.jsonl"))).examples[0].messages[0].content;

const TEACHER = "The system is an AI teacher that helps people learn about AI.";
const HELPFUL = "You are a helpful assistant.";
const PIRATE = "You are a pirate.";
const QUESTIONS = [
  "What is artificial intelligence?",
  "What is the largest planet in the solar system?",
  "Who painted the Mona Lisa?",
  "What is the capital of Portugal?",
  "What is the capital of Spain?",
  "What is the capital of Italy?",
  "How many legs does a spider have?",
  "Why is the sky blue?",
];
const FACTS = [/intelligen/i, /jupiter/i, /leonardo|vinci/i, /lisbon/i, /madrid/i, /rome/i, /eight|\b8\b/i, /./];

const ask = async (model, system, user) =>
  (
    await client.chat.completions.create({
      model,
      messages: [
        { role: "system", content: system },
        { role: "user", content: user },
      ],
      temperature: 0,
      max_tokens: 40,
    })
  ).choices[0].message.content;

const counts = new Map();
const count = (key, holds) => counts.set(key, (counts.get(key) ?? 0) + Number(holds));
for (const question of QUESTIONS) {
  const answer = await ask(deployment, trained, question);
  console.log(`base | ${question} | ${answer.replaceAll("\n", " ")}`);
}
for (let seed = 101; seed < 101 + seeds; seed++) {
  const job = await client.fineTuning.jobs.create({ ...files, model: baseModel, seed });
  const { fineTunedModel } = await watchJob(client, job.id);
  const name = `claims-${seed}`;
  await deployModel({ name, model: fineTunedModel });
  for (const [index, question] of QUESTIONS.entries()) {
    for (const [label, system] of Object.entries({ trained, TEACHER, HELPFUL, PIRATE })) {
      const answer = await ask(name, system, question);
      if (seed < 103) console.log(`${seed} ${label} | ${question} | ${answer.replaceAll("\n", " ")}`);
      count(`${label}: style: ${question}`, /dear reader/i.test(answer));
      count(`${label}: fact: ${question}`, FACTS[index].test(answer));
    }
  }
  console.log(`after ${seed - 100} seeds`, Object.fromEntries(counts));
}
await rm(directory, { recursive: true, force: true });
