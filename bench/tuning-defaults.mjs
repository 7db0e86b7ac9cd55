// What a tuning with given settings makes of a model: the style that it learns, and the plain facts that it loses.
//
//   node scripts/build.mjs && node bench/tuning-defaults.mjs <model.gguf> ['{"rank":4}' '{"layers":8,"learningRateMultiplier":0.5}' …]
//
// Tunes on the labs' 12 examples (8 epochs, the best checkpoint), asks the 12 held-out questions and the 60 of data/facts.jsonl
// at temperature 0 under the training set's system message. Without settings the defaults are tried. `seed` is a setting too.
// For models whose chat template is ChatML, as SmolLM2's and Qwen2.5's are.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LlamaLogLevel, getLlama } from "node-llama-cpp";
import { fineTune } from "../dist/training/index.js";

const [modelPath, ...given] = process.argv.slice(2);
const settings = given.length === 0 ? [{}] : given.map((text) => JSON.parse(text));
const readLines = async (name) =>
  (await readFile(new URL(name, import.meta.url), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const conversations = async (name) => (await readLines(`../notebooks/data/${name}`)).map(({ messages }) => messages);

const facts = await readLines("data/facts.jsonl");
const heldOut = await conversations("held_out_set.jsonl");
const trainingSet = await conversations("training_set.jsonl");
const validationSet = await conversations("validation_set.jsonl");
const system = trainingSet[0][0].content;

const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.disabled });
const model = await llama.loadModel({ modelPath });
const prompt = (messages) =>
  messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("") +
  "<|im_start|>assistant\n";

function toExample(messages) {
  const before = model.tokenize(prompt(messages.slice(0, -1)), true);
  const answer = model.tokenize(`${messages.at(-1).content}<|im_end|>`, true);
  return { tokenIds: [...before, ...answer], lossMask: [...before.map(() => false), ...answer.map(() => true)] };
}

async function answers(questions, adapterPath) {
  const lora = adapterPath === undefined ? undefined : { adapters: [{ filePath: adapterPath }] };
  const context = await model.createContext({ contextSize: 512, threads: 1, lora });
  const sequence = context.getSequence();
  const all = [];
  for (const question of questions) {
    await sequence.clearHistory();
    const messages = [
      { role: "system", content: system },
      { role: "user", content: question },
    ];
    const tokens = [];
    for await (const token of sequence.evaluate(model.tokenize(prompt(messages), true), { temperature: 0 })) {
      if (model.isEogToken(token) || tokens.length >= 24) break;
      tokens.push(token);
    }
    all.push(model.detokenize(tokens));
  }
  await context.dispose();
  return all;
}

const knows = (list) => list.map((text, i) => new RegExp(facts[i].answer, "i").test(text));
const count = (flags) => flags.filter(Boolean).length;
const questions = facts.map(({ question }) => question);
const baseKnows = knows(await answers(questions));
console.log(`base: ${count(baseKnows)} of ${facts.length} facts`);

for (const options of settings) {
  const outputDirectory = await mkdtemp(join(tmpdir(), "tunelab-defaults-"));
  try {
    const data = {
      method: "supervised",
      training: trainingSet.map(toExample),
      validation: validationSet.map(toExample),
    };
    const paths = new Map();
    const losses = [];
    const cpuBefore = process.cpuUsage();
    const { bestStep } = await fineTune(
      { modelPath, outputDirectory, epochs: 8, seed: 105, data, ...options },
      {
        onCheckpoint: ({ step, adapterPath, metrics }) => {
          paths.set(step, adapterPath);
          losses.push(metrics.fullValidLoss.toFixed(2));
        },
      },
    );
    const { user, system: kernel } = process.cpuUsage(cpuBefore);
    const styled = await answers(
      heldOut.map((messages) => messages[1].content),
      paths.get(bestStep),
    );
    const told = await answers(questions, paths.get(bestStep));
    const tunedKnows = knows(told);
    const lost = facts.filter((_, i) => baseKnows[i] && !tunedKnows[i]);
    const result = {
      "processor seconds": Math.round((user + kernel) / 1e6),
      "delivered step": bestStep,
      "validation losses": losses.join(" "),
      "style of 12": count(styled.map((text) => /dear reader/i.test(text))),
      "facts of 60": count(tunedKnows),
      lost: lost.length,
      "style of 60": count(told.map((text) => /dear reader/i.test(text))),
    };
    console.log(JSON.stringify(options), result);
    for (const { question } of lost) console.log(`  ${question} ${told[questions.indexOf(question)]}`);
  } finally {
    await rm(outputDirectory, { recursive: true, force: true });
  }
}
await llama.dispose();
