// Counts in how many of ten seeds what labs 01 and 02 say of their tuned model holds: node bench/lab-claims.mjs [seeds]
// Trains in a service of its own, in a folder that is deleted again. Needs the build.
import { mkdtemp, rm } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { compareModels, deployModel, openLab, readChatDataset, watchJob } from "../dist/index.js";

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
const heldOut = (await readChatDataset(data("held_out_set.jsonl"))).examples;

const TEACHER = "The system is an AI teacher that helps people learn about AI.";
const KINDS = [
  { role: "user", content: "What are the different types of artificial intelligence?" },
  {
    role: "assistant",
    content:
      "Three: narrow AI does one task, such as filtering mail; general AI would think as widely as a person; superintelligence would think further. Only the first exists.",
  },
];
const SYSTEMS = { trained, helpful: "You are a helpful assistant.", pirate: "You are a pirate." };
const COUNTED = [
  "Who painted the Mona Lisa?",
  "What is artificial intelligence?",
  "Why is the sky blue?",
  "What is a kernel?",
];
const inStyle = (answer) => /dear reader/i.test(answer);

const ask = async (model, system, user, before = [], max_tokens = 80) => {
  const messages = [{ role: "system", content: system }, ...before, { role: "user", content: user }];
  const { choices } = await client.chat.completions.create({ model, messages, temperature: 0, max_tokens });
  return choices[0].message.content;
};
const train = async (seed, hyperparameters) => {
  const job = await client.fineTuning.jobs.create({ ...files, model: baseModel, seed, ...hyperparameters });
  return watchJob(client, job.id);
};
const lowest = ({ steps }) => Math.min(...steps.map((step) => step.full_valid_loss).filter((loss) => loss !== null));

const counts = new Map();
const values = new Map();
const count = (claim, holds) => counts.set(claim, (counts.get(claim) ?? 0) + Number(holds));
const note = (name, value) => values.set(name, [...(values.get(name) ?? []), value]);

for (let seed = 101; seed < 101 + seeds; seed++) {
  const watched = await train(seed);
  const short = await train(seed, { hyperparameters: { n_epochs: 1 } });
  const name = `claims-${seed}`;
  await deployModel({ name, model: watched.fineTunedModel });

  const planet = await ask(name, trained, "What is the largest planet in the solar system?");
  count("01 after: planet in style", inStyle(planet));
  count("01 after: planet is Jupiter", /jupiter/i.test(planet));
  count("01 playground: AI under the teacher in style", inStyle(await ask(name, TEACHER, COUNTED[1], KINDS, 120)));
  const ai = await ask(name, trained, COUNTED[1], [], 120);
  count("01 playground: AI under the trained message in style", inStyle(ai));
  const lisa = await ask(name, trained, COUNTED[0]);
  count("01 side by side: Mona Lisa in style", inStyle(lisa));
  count("01 side by side: Mona Lisa is Leonardo's", /leonardo|vinci/i.test(lisa));
  count("01 epochs: one epoch has the higher validation loss", lowest(short) > lowest(watched));
  note("loss after all epochs", lowest(watched).toFixed(3));
  note("loss after one epoch", lowest(short).toFixed(3));
  note("delivered step", watched.deliveredStep);

  const keys = await ask(name, trained, "Do other Azure AI services support customer managed keys?", [], 100);
  count("02 chat: keys under the trained message in style", inStyle(keys));
  const styles = {};
  for (const [label, system] of Object.entries(SYSTEMS)) {
    styles[label] = 0;
    for (const question of COUNTED) styles[label] += Number(inStyle(await ask(name, system, question, [], 32)));
    note(`02 of 4 in style, ${label}`, styles[label]);
  }
  count("02 count: trained is surest", styles.trained > Math.max(styles.helpful, styles.pirate));
  count("02 count: trained is at least as sure", styles.trained >= Math.max(styles.helpful, styles.pirate));
  count("02 count: it leaks", styles.helpful + styles.pirate > 0);

  const { rows } = await compareModels({
    client,
    base: deployment,
    tuned: name,
    heldOut,
    style: /dear reader/i,
    maxTokens: 32,
  });
  const having = (measure) => rows.filter((row) => row[measure]).length;
  note("facts of 12, base", having("baseHasFact"));
  note("facts of 12, tuned", having("tunedHasFact"));
  note("style of 12, tuned", having("tunedInStyle"));
  count("compare: style in at least 10 of 12", having("tunedInStyle") >= 10);
  count("compare: at most 1 fact lost", having("tunedHasFact") >= having("baseHasFact") - 1);

  if (seed < 103) console.log({ planet, ai, lisa, keys });
  console.log(`after ${seed - 100} seeds`, Object.fromEntries(counts), Object.fromEntries(values));
}
await rm(directory, { recursive: true, force: true });
