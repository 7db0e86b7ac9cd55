// What a judgement by likelihoods costs: every token of the text scored each time, against the continuation alone with
// the shared beginning kept. node bench/judge-speed.mjs   (after npm run build; about a minute)
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceEngine } from "../dist/service/inference/index.js";

const root = join(import.meta.dirname, "..");
const modelPath = join(root, ".tunelab", "models", "SmolLM2-135M-Instruct.Q4_1.gguf");
const text = readFileSync(join(root, "src/simulate/texts/en/isaac-asimov.txt"), "utf8").slice(0, 2200);
const rows = [
  ["Where was Asimov born?", "He was born in Petrovichi."],
  ["When did he finish his doctorate?", "In 1948."],
  ["Who edited his early stories?", "They were edited by John W. Campbell."],
  ["Where did his parents run stores?", "In Brooklyn, New York."],
  ["What did he study?", "He studied chemistry at Columbia University."],
  ["When was Nightfall published?", "Nightfall was published in 1950."],
];
const { signal } = new AbortController();

async function judge(wholeText) {
  const engine = new InferenceEngine({ modelPath, concurrency: 1, maxContextSize: 1024 });
  await engine.describe();
  const values = [];
  const used = process.cpuUsage();
  for (const [question, answer] of rows) {
    for (const prompt of [`Text: ${text}\nQuestion: ${question}\nAnswer:`, `Question: ${question}\nAnswer:`]) {
      const tokens = await engine.textTokens(`${prompt} ${answer}`);
      const offsets = await engine.offsetsOf(tokens);
      const first = tokens.findIndex((_, at) => offsets[at + 1] > prompt.length);
      const options = { from: wholeText ? 1 : first, topLogprobs: 1 };
      const scores = await engine.score(tokens, options, undefined, signal);
      values.push(...scores.slice(first).map(({ logprob }) => logprob));
    }
  }
  const { user, system } = process.cpuUsage(used);
  await engine.close();
  return { secondsPerRow: (user + system) / 1e6 / rows.length, values };
}

const whole = await judge(true);
const part = await judge(false);
const differences = whole.values.map((value, at) => Math.abs(value - part.values[at]));
console.log(`every token scored:           ${whole.secondsPerRow.toFixed(2)} CPU-s a row`);
console.log(`the continuation, text kept:  ${part.secondsPerRow.toFixed(2)} CPU-s a row, the first one included`);
console.log(
  `largest difference of ${differences.length} log probabilities: ${Math.max(...differences).toExponential(1)}`,
);
