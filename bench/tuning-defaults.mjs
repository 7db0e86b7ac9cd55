// What a tuning with given settings makes of a model: the style that it learns, and the plain facts that it loses.
//
//   node scripts/build.mjs && node bench/tuning-defaults.mjs <model.gguf> ['{"rank":4}' '{"layers":8,"learningRateMultiplier":0.5}' …]
//
// Tunes on the labs' 12 examples (8 epochs, the best checkpoint), asks the 12 held-out questions and the 60 of data/facts.jsonl
// at temperature 0 under the training set's system message. Without settings the defaults are tried. `seed` is a setting too,
// `"replay":true` or `false` is another than the model's own default, and three more look at one training in several ways:
// `"strengths":[0.5,1]` puts the update on with those factors, `"steps":["best","last",24]` takes other checkpoints, and
// `"stopAfter":36` ends after that step with the same schedule.
// For models whose chat template is ChatML, as SmolLM2's and Qwen2.5's are.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LlamaLogLevel, getLlama } from "node-llama-cpp";
import { replayedConversations } from "../dist/service/jobs/data/replayed-conversations.js";
import { fineTune, forgetsByTuning, inspectModel } from "../dist/training/index.js";

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

const withoutEnd = ({ tokenIds, lossMask }) => ({ tokenIds: tokenIds.slice(0, -1), lossMask: lossMask.slice(0, -1) });

/** Answers of at most 24 tokens; one that `enough` says yes to is not written to its end. */
async function answers(questions, adapterPath, { scale = 1, enough = () => false } = {}) {
  const lora = adapterPath === undefined ? undefined : { adapters: [{ filePath: adapterPath, scale }] };
  const context = await model.createContext({ contextSize: 512, threads: 1, lora });
  const sequence = context.getSequence();
  const all = [];
  for (const [i, question] of questions.entries()) {
    const messages = [
      { role: "system", content: system },
      { role: "user", content: question },
    ];
    const input = model.tokenize(prompt(messages), true);
    // The start that all prompts share is in the context already.
    await sequence.adaptStateToTokens(input.slice(0, -1));
    const tokens = [];
    for await (const token of sequence.evaluate(input.slice(sequence.nextTokenIndex), { temperature: 0 })) {
      if (model.isEogToken(token) || tokens.length >= 24) break;
      tokens.push(token);
      if (enough(model.detokenize(tokens), i)) break;
    }
    all.push(model.detokenize(tokens));
  }
  await context.dispose();
  return all;
}

const isKnown = (text, i) => new RegExp(facts[i].answer, "i").test(text);
const STYLE = /dear reader/i;
const count = (flags) => flags.filter(Boolean).length;
const questions = facts.map(({ question }) => question);
const baseKnows = (await answers(questions, undefined, { enough: isKnown })).map(isKnown);
console.log(`base: ${count(baseKnows)} of ${facts.length} facts`);

for (const {
  strengths = [1],
  steps = ["best"],
  stopAfter = Infinity,
  replay = forgetsByTuning(inspectModel(modelPath)),
  ...options
} of settings) {
  const outputDirectory = await mkdtemp(join(tmpdir(), "tunelab-defaults-"));
  try {
    const data = {
      method: "supervised",
      training: trainingSet.map(toExample),
      validation: validationSet.map(toExample),
      ...(replay ? { replay: replayedConversations([system]).map((messages) => withoutEnd(toExample(messages))) } : {}),
    };
    const paths = new Map();
    const losses = [];
    const stop = new AbortController();
    const cpuBefore = process.cpuUsage();
    const { bestStep, lastStep } = await fineTune(
      { modelPath, outputDirectory, epochs: 8, seed: 105, keptCheckpoints: 99, data, ...options },
      {
        pauseSignal: stop.signal,
        onStep: ({ step }) => step >= stopAfter && stop.abort(),
        onCheckpoint: ({ step, adapterPath, metrics }) => {
          paths.set(step, adapterPath);
          losses.push(metrics.fullValidLoss.toFixed(3));
        },
      },
    );
    const { user, system: kernel } = process.cpuUsage(cpuBefore);
    console.log(JSON.stringify({ replay, ...options }), {
      "processor seconds": Math.round((user + kernel) / 1e6),
      "delivered step": bestStep,
      "validation losses": losses.join(" "),
    });
    for (const step of new Set(steps.map((name) => ({ best: bestStep, last: lastStep })[name] ?? name))) {
      for (const strength of strengths) await examine(paths.get(step), { step, strength });
    }
  } finally {
    await rm(outputDirectory, { recursive: true, force: true });
  }
}
await llama.dispose();

/** Prints what a model with an adapter knows, and how often it answers in style. */
async function examine(adapterPath, { step, strength }) {
  const styled = await answers(
    heldOut.map((messages) => messages[1].content),
    adapterPath,
    { scale: strength, enough: (text) => STYLE.test(text) },
  );
  const told = await answers(questions, adapterPath, { scale: strength, enough: isKnown });
  const tunedKnows = told.map(isKnown);
  const lost = facts.filter((_, i) => baseKnows[i] && !tunedKnows[i]);
  console.log(
    `  step ${step}, strength ${strength}: style in ${count(styled.map((text) => STYLE.test(text)))} of ${styled.length}, ` +
      `${count(tunedKnows)} of ${facts.length} facts (${lost.length} of the base's lost${lost.map(({ question }) => `; ${question}`).join("")})`,
  );
}
