// Speed of the built service on this machine, side by side with what it is built on.
// Usage: npm run build && node bench/service-speed.mjs
// 1. Chat: the service against node-llama-cpp called directly, in turns, with the same model, prompt, seed and thread.
// 2. First token of a short prompt after a warm system message. 3. Four clients against one. 4. Reading jobs, events and files.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import OpenAI from "openai";
import { ServiceStore } from "../dist/service/store/index.js";
import { DEFAULT_MODEL_FILE } from "../dist/service/settings.js";
import { startService } from "../dist/service/index.js";

// "reads" as first argument skips what needs the model. Requests per second of the service's own processor time are
// reported beside those per second of the clock, because the machine may be busy with other things.
const readsOnly = process.argv[2] === "reads";
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const TOKENS = 100;
const ROUNDS = 7;
async function measureChat() {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tunelab-speed-"));
  const service = await startService({ dataDirectory, environment: { TUNELAB_LOG_LEVEL: "error" } });
  const client = new OpenAI({ baseURL: `${service.url}/openai/v1`, apiKey: service.keys.apiKey, maxRetries: 0 });
  const messages = [
    { role: "system", content: "You tell long stories." },
    { role: "user", content: "Tell me about the history of Rome in detail." },
  ];
  const ask = (more = {}) =>
    client.chat.completions.create({ model: "gpt-4o", messages, temperature: 0, max_tokens: TOKENS, ...more });

  const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
  const model = await llama.loadModel({ modelPath: join(".tunelab", "models", DEFAULT_MODEL_FILE) });
  const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: { ideal: 1, min: 1 } });
  const sequence = context.getSequence();
  const prompt = model.tokenize(
    `<|im_start|>system\n${messages[0].content}<|im_end|>\n<|im_start|>user\n${messages[1].content}<|im_end|>\n<|im_start|>assistant\n`,
    true,
  );
  async function direct() {
    await sequence.clearHistory();
    let count = 0;
    for await (const _ of sequence.evaluate(prompt, { temperature: 0, topK: 0, topP: 1 })) if (++count >= TOKENS) break;
  }

  const timed = async (run) => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  await ask();
  await direct();
  const [served, straight] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    served.push(await timed(ask));
    straight.push(await timed(direct));
  }
  console.log(
    `chat, ${TOKENS} tokens: service ${median(served).toFixed(0)} ms, node-llama-cpp ${median(straight).toFixed(0)} ms, ratio ${(median(served) / median(straight)).toFixed(3)} (goal 1.05; best ${(Math.min(...served) / Math.min(...straight)).toFixed(3)})`,
  );

  // Another question each time: what is warm is the system message, as in a lab, not the whole prompt.
  const firsts = [];
  for (const place of ["Athens", "Egypt", "China", "France", "Persia", "Mexico", "Japan"]) {
    const question = { role: "user", content: messages[1].content.replace("Rome", place) };
    const start = performance.now();
    for await (const chunk of await ask({ messages: [messages[0], question], stream: true, max_tokens: 4 })) {
      if (chunk.choices[0]?.delta.content) {
        firsts.push(performance.now() - start);
        break;
      }
    }
  }
  console.log(
    `first token of another prompt of ${prompt.length} tokens after the same system message: median ${median(firsts).toFixed(0)} ms (goal 300)`,
  );

  const alone = median(await Promise.all([0]).then(async () => [await timed(ask), await timed(ask), await timed(ask)]));
  const together = [];
  await Promise.all([ask(), ask(), ask(), ask()]);
  for (let round = 0; round < 3; round++) together.push(await timed(() => Promise.all([ask(), ask(), ask(), ask()])));
  console.log(
    `4 clients: ${((4 * TOKENS) / (median(together) / 1000)).toFixed(0)} tokens/s in all, one client ${(TOKENS / (alone / 1000)).toFixed(0)}, ratio ${((4 * alone) / median(together)).toFixed(2)} (goal 1.4)`,
  );
  await context.dispose();
  await model.dispose();
  await service.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
if (!readsOnly) await measureChat();

for (const [jobs, events] of [
  [1_000, 100_000],
  [10_000, 1_000_000],
]) {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-reads-"));
  await fill(folder, jobs, events / jobs);
  const reading = await startService({ dataDirectory: folder, environment: { TUNELAB_LOG_LEVEL: "error" } });
  const id = `ftjob-${String(jobs >> 1).padStart(32, "0")}`;
  for (const path of [
    `fine_tuning/jobs/${id}`,
    `fine_tuning/jobs/${id}/events`,
    "fine_tuning/jobs?limit=20",
    "files/file-1",
  ]) {
    const { rate, perCpuSecond } = await requestsPerSecond(`${reading.url}/openai/v1/${path}`, reading.keys.apiKey);
    console.log(
      `${jobs} jobs, ${events} events: GET ${path.replace(id, "{id}")} ${rate.toFixed(0)} requests/s, ${perCpuSecond.toFixed(0)} in a second of one core's time (goal 2000)`,
    );
  }
  await reading.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Puts finished jobs and their histories into a data directory, through the store. */
async function fill(folder, jobs, eventsEach) {
  const store = await ServiceStore.open(folder);
  const hyperparameters = { nEpochs: 3, batchSize: 1, learningRateMultiplier: 1 };
  await store.transaction((tx) => {
    tx.put("files", "file-1", {
      id: "file-1",
      bytes: 1,
      createdAt: 1,
      filename: "a",
      purpose: "evals",
      sha256: "",
      status: "processed",
      readyAt: 0,
    });
    for (let index = 0; index < jobs; index++) {
      const id = `ftjob-${String(index).padStart(32, "0")}`;
      tx.put("jobs", id, {
        id,
        dialect: "openai",
        createdAt: index,
        finishedAt: index,
        model: "gpt-4o-mini",
        trainingFile: "file-1",
        method: "supervised",
        requested: hyperparameters,
        resolved: hyperparameters,
        seed: 1,
        status: "succeeded",
        fineTunedModel: "ft:x",
        resultFiles: ["file-1"],
        trainedTokens: 1,
        checkpoints: [],
      });
    }
  });
  for (let index = 0; index < jobs; index++) {
    const id = `ftjob-${String(index).padStart(32, "0")}`;
    const add = (event) =>
      store.events.append(id, {
        id: `ftevent-${index}-${event}`,
        createdAt: event,
        level: "info",
        message: `Step ${event}/${eventsEach}: training loss=1.00`,
        type: "metrics",
        data: { step: event, train_loss: 1 },
      });
    await Promise.all(Array.from({ length: eventsEach }, (_, event) => add(event)));
    await store.events.forget(id);
  }
  await store.close();
}

/** Keeps 16 requests under way for two seconds, from a process of its own so that the client takes no time of the service. */
async function requestsPerSecond(url, key) {
  const { spawn } = await import("node:child_process");
  const script = `
    import { Agent, request } from "node:http";
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const once = () => new Promise((resolve, reject) => request(process.argv[1], { agent, headers: { "api-key": process.argv[2] } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(String(response.statusCode)));
      response.resume().on("end", resolve);
    }).on("error", reject).end());
    await once();
    let count = 0;
    const start = performance.now();
    await Promise.all(Array.from({ length: 16 }, async () => { while (performance.now() - start < 2000) { await once(); count++; } }));
    console.log(count + " " + count / ((performance.now() - start) / 1000));
    agent.destroy();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, url, key], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const before = process.cpuUsage();
  let output = "";
  for await (const chunk of child.stdout) output += chunk;
  const { user, system } = process.cpuUsage(before);
  const [count, rate] = output.trim().split(" ").map(Number);
  return { rate, perCpuSecond: count / ((user + system) / 1e6) };
}
