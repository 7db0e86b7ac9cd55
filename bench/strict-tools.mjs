// What strict functions cost while the model chooses: processor time of a token with and without the grammar of free text
// and calls, which a busy machine lengthens less than elapsed time, and tokens a second.
// node bench/strict-tools.mjs [rounds] [tokens]
import { join, resolve } from "node:path";
import { InferenceEngine } from "../dist/service/inference/index.js";
import { DEFAULT_MODEL_FILE } from "../dist/service/settings.js";

const rounds = Number(process.argv[2] ?? 5);
const TOKENS = Number(process.argv[3] ?? 200);
const root = resolve(import.meta.dirname, "..");
const engine = new InferenceEngine({
  modelPath: join(root, ".tunelab/models", DEFAULT_MODEL_FILE),
  threads: 1,
  concurrency: 1,
});

const city = { type: "string", enum: ["Lisbon", "Porto", "Braga"] };
const day = { type: "integer", minimum: 1, maximum: 31 };
const small = [
  {
    name: "get_weather",
    parameters: { type: "object", properties: { city, day }, required: ["city", "day"], additionalProperties: false },
    strict: true,
  },
];
const large = Array.from({ length: 20 }, (_, at) => ({ ...small[0], name: `get_weather_${at}` }));
const messages = [{ role: "user", content: "Tell me a long story about a town by the sea." }];
const prompt = await engine.chatPrompt(messages);

async function measure(grammar) {
  const options = {
    temperature: 0.8,
    topP: 1,
    maxTokens: TOKENS,
    stop: [],
    seed: 7,
    presencePenalty: 0,
    frequencyPenalty: 0,
    // Answers of the same length are compared.
    logitBias: new Map([[2, -100]]),
    ...(grammar === undefined ? {} : { grammar }),
  };
  const began = performance.now();
  const cpu = process.cpuUsage();
  const pieces = engine.generate(prompt, options, undefined, new AbortController().signal);
  let next = await pieces.next();
  while (!next.done) next = await pieces.next();
  const tokens = next.value.completionTokens;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000 / tokens, perSecond: (tokens * 1000) / (performance.now() - began) };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const grammars = {
  none: undefined,
  "1 strict function": await engine.grammar({ kind: "calls", functions: small, inText: true }),
  "20 strict functions": await engine.grammar({ kind: "calls", functions: large, inText: true }),
};
const speeds = Object.fromEntries(Object.keys(grammars).map((name) => [name, []]));
await measure();
for (let round = 0; round < rounds; round++) {
  // One after the other in each round, so that a busy moment of the machine meets all.
  for (const [name, grammar] of Object.entries(grammars)) speeds[name].push(await measure(grammar));
}
for (const [name, all] of Object.entries(speeds)) {
  const ratios = all.map(({ cpuMs }, round) => cpuMs / speeds.none[round].cpuMs);
  const [cpuMs, perSecond] = ["cpuMs", "perSecond"].map((what) => median(all.map((one) => one[what])));
  const cost = `${cpuMs.toFixed(2)} ms of the processor a token, ${median(ratios).toFixed(3)} of none`;
  console.log(`${name}: ${cost}, ${perSecond.toFixed(1)} tokens/s`);
}
await engine.close();
