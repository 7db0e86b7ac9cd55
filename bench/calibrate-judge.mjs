// Calibrates the embedded model as a likelihood judge and writes src/evaluate/judges/data/likelihood-calibration.json.
// node bench/calibrate-judge.mjs [tasks…]     (after npm run build; minutes on a quiet machine)
// Reads the model in this process and keeps the shared beginning of prompts: the same numbers as through the service's
// completions with echo, in a fifth of the time.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibrateTask } from "../dist/evaluate/judges/index.js";
import { LocalModel } from "../dist/service/inference/local-model.js";
import { probeTokens } from "../dist/service/inference/token-probabilities.js";

const root = join(import.meta.dirname, "..");
const file = join(root, "src", "evaluate", "judges", "data", "likelihood-calibration.json");
const modelPath = join(root, ".tunelab", "models", "SmolLM2-135M-Instruct.Q4_1.gguf");
const tasks = process.argv.slice(2);
if (tasks.length === 0) tasks.push("groundedness", "correctness", "relevance", "chunk_relevance", "sufficiency");

const local = await LocalModel.load(modelPath);
const { model } = local.native;
// Prompts with and without evidence come in turns: each begins on the sequence that holds most of it already.
const context = await model.createContext({ contextSize: 512, sequences: 4, threads: 1 });
const slots = Array.from({ length: 4 }, () => ({ sequence: context.getSequence(), tokens: [], used: 0 }));
let turn = 0;

function pickSlot(tokens) {
  const shared = (slot) => {
    let length = 0;
    while (length < slot.tokens.length && slot.tokens[length] === tokens[length]) length += 1;
    return length;
  };
  const best = slots.reduce((a, b) => (shared(b) > shared(a) ? b : a));
  const slot = shared(best) > 8 ? best : slots.reduce((a, b) => (b.used < a.used ? b : a));
  slot.tokens = tokens;
  slot.used = turn += 1;
  return slot.sequence;
}

async function likelihoods(prompt, statement) {
  const tokens = model.tokenize(prompt + statement, false);
  const lengths = tokens.map((token) => model.detokenize([token], true).length);
  const offsets = lengths.map((_, at) => lengths.slice(0, at).reduce((sum, length) => sum + length, 0));
  const first = offsets.findIndex((offset, at) => at > 0 && offset + lengths[at] > prompt.length);
  const sequence = pickSlot(tokens);
  await sequence.adaptStateToTokens(tokens.slice(0, first - 1), false);
  const from = sequence.nextTokenIndex;
  const slice = tokens.slice(from, -1);
  const wanted = slice.map((_, at) => (from + at + 1 >= first ? tokens[from + at + 1] : undefined));
  const found = [];
  await probeTokens(local, sequence, slice, wanted, 1, (_, { logprob, top }) => {
    found.push({
      logProbability: logprob,
      bestLogProbability: Math.max(logprob, ...top.map((other) => other.logprob)),
    });
  });
  return found;
}

for (const task of tasks) {
  const startedAt = performance.now();
  const calibrated = await calibrateTask(task, likelihoods, { timeoutSeconds: Infinity });
  // Read anew each time: tasks may be calibrated in processes of their own.
  const known = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { model: "smollm2-135m-instruct", tasks: {} };
  known.tasks[task] = calibrated;
  const { auc, hardAuc, model: fitted, features } = calibrated;
  const show = ({ estimate, low, high }) => `${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  console.log(
    `${task}: AUC ${show(auc)}, hard negatives ${show(hardAuc)}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  console.log(`  ${features.map((name, at) => `${name} ${fitted.weights[at].toFixed(2)}`).join(", ")}`);
  writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`);
}
await local.dispose();
