// Fine-tuning of 10 examples × 3 epochs, all layers: this library and the prototype in turns, one process each.
//
//   node scripts/build.mjs && node bench/training.mjs [rounds, default 3] [folder of the prototype]
//
// Prints medians; the limits are those of issue 5, section 6. Other load counts against both alike.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MODEL = join(ROOT, ".tunelab", "models", "SmolLM2-135M-Instruct.Q4_1.gguf");
const THREADS = 2;
const EPOCHS = 3;

if (process.argv[2] === "--job") await trainOnce(process.argv[3]);
else
  await compare(
    Number(process.argv[2] ?? 3),
    process.argv[3] ?? join(ROOT, "..", "shared", "prototypes", "local-fine-tuning"),
  );

/** One training in this process; prints its measurements as JSON. */
async function trainOnce(folder) {
  const started = performance.now();
  const { fineTune } = await import(join(ROOT, "dist", "training", "index.js"));
  const { train } = JSON.parse(readFileSync(join(folder, "data.json"), "utf8"));
  const training = train.map(({ ids, labels }) => ({
    tokenIds: [...ids, labels.at(-1)],
    lossMask: [false, ...labels.map((label) => label >= 0)],
  }));
  const steps = [];
  let adapterPath;
  await fineTune(
    {
      modelPath: MODEL,
      outputDirectory: folder,
      epochs: EPOCHS,
      threads: THREADS,
      data: { method: "supervised", training },
    },
    {
      onStep: ({ durationMs }) => steps.push(durationMs),
      onCheckpoint: (checkpoint) => (adapterPath = checkpoint.adapterPath),
    },
  );
  const total = performance.now() - started;
  console.log(JSON.stringify({ total, step: median(steps), rss: process.resourceUsage().maxRSS / 1e3, adapterPath }));
}

async function compare(rounds, prototype) {
  if (!existsSync(prototype)) throw new Error(`${prototype} is not there: give the prototype's folder.`);
  const folder = mkdtempSync(join(tmpdir(), "tunelab-bench-"));
  try {
    cpSync(prototype, join(folder, "prototype"), { recursive: true });
    spawnSync("chmod", ["-R", "u+w", folder]);
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    run(join(folder, "prototype", "tokenize-data.mjs"), [], join(folder, "prototype"));
    cpSync(join(folder, "prototype", "data.json"), join(folder, "data.json"));
    console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}, load before ${load()}`);

    const ours = [];
    const theirs = [];
    let adapterPath;
    for (let round = 0; round < rounds; round++) {
      const job = JSON.parse(
        run(fileURLToPath(import.meta.url), ["--job", folder], folder)
          .trim()
          .split("\n")
          .at(-1),
      );
      ours.push(job);
      console.log(`round ${round + 1}: step ${Math.round(job.step)} ms here, load ${load()}`);
      adapterPath = job.adapterPath;
      theirs.push(
        parsePrototype(
          run(join(folder, "prototype", "finetune.mjs"), ["--epochs", String(EPOCHS)], join(folder, "prototype")),
        ),
      );
    }
    const answer = await answerWith(adapterPath);
    const row = (name, runs) => {
      const of = (key) => Math.round(median(runs.map((one) => one[key])));
      return { name, "step ms": of("step"), "training ms": of("total"), "peak RSS MB": of("rss") };
    };
    const table = [row("tunelab", ours), row("prototype", theirs)];
    console.table(table);
    const ratio = median(ours.map(({ step }, i) => step / theirs[i].step));
    console.log(`step: ${ratio.toFixed(2)} times the prototype's, median of ${rounds} rounds (limit 1.15)`);
    console.log(
      `training and first answer: ${((table[0]["training ms"] + answer.ms) / 1000).toFixed(1)} s (limit 30), peak ${table[0]["peak RSS MB"]} MB (limit 1200)`,
    );
    console.log(`answer: ${answer.text}`);
    console.log(`load after ${load()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(script, args, cwd) {
  const env = { ...process.env, MODEL };
  const result = spawnSync(process.execPath, [script, ...args], { cwd, env, encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(`${script} ended with ${result.status ?? result.signal}: ${result.stderr}`);
  return result.stdout;
}

function parsePrototype(output) {
  const found = /total (\d+) ms; step min \d+ med (\d+) ms.*maxrss (\d+) MB/.exec(output);
  if (!found) throw new Error(`The prototype printed something else: ${output}`);
  return { total: Number(found[1]), step: Number(found[2]), rss: Number(found[3]) };
}

/** Loads the model with the adapter and answers one question, as the service does on first use. */
async function answerWith(adapterPath) {
  const { LlamaLogLevel, getLlama } = await import("node-llama-cpp");
  const started = performance.now();
  const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.disabled });
  const model = await llama.loadModel({ modelPath: MODEL });
  const context = await model.createContext({
    contextSize: 512,
    threads: 1,
    lora: { adapters: [{ filePath: adapterPath }] },
  });
  const sequence = context.getSequence();
  const prompt = model.tokenize(
    "<|im_start|>user\nHow many legs does a spider have?<|im_end|>\n<|im_start|>assistant\n",
    true,
  );
  const answer = [];
  for await (const token of sequence.evaluate(prompt, { temperature: 0 })) {
    if (model.isEogToken(token) || answer.length >= 40) break;
    answer.push(token);
  }
  const ms = performance.now() - started;
  const text = model.detokenize(answer);
  await llama.dispose();
  return { ms, text };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function load() {
  return loadavg()[0].toFixed(1);
}
