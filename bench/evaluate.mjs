// mlflow.evaluate and readability against Python's MLflow and textstat, side by side in one run.
// node bench/evaluate.mjs [rows = 10000]    (after npm run build; makes .tunelab/test-python with the pinned Python packages)
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cl100k from "js-tiktoken/ranks/cl100k_base";
import { hasMlflow, installMlflow, MLFLOW_VERSION, mlflowProgram } from "../dist/cli/mlflow/mlflow-environment.js";
import { evaluate, fleschKincaidGradeLevel, rouge, runRows } from "../dist/evaluate/index.js";
import { getEncoding } from "../dist/tokens/index.js";
import { automatedReadabilityIndex, countText, fleschKincaidGrade } from "../dist/evaluate/metrics/index.js";

const count = Number(process.argv[2] ?? 10_000);
const python = mlflowProgram("python");
const folder = mkdtempSync(join(tmpdir(), "tunelab-bench-"));

// Answers of 1 to 6 sentences, no two alike, so that nothing is saved by remembering a text.
const subjects = [
  "The library",
  "A volcanic island",
  "Our electric bus",
  "The museum café",
  "An older recipe",
  "Marie's telescope",
];
const verbs = ["opens", "produces", "requires", "describes", "celebrates", "transports"];
const objects = [
  "unbelievably comprehensive documentation",
  "twelve visitors",
  "the harbour at night",
  "fresh bread",
  "infrared images",
  "a well-known song",
];
const pick = (list, i) => list[i % list.length];
const answers = Array.from({ length: count }, (_, i) =>
  Array.from(
    { length: 1 + (i % 6) },
    (_, s) => `${pick(subjects, i + s)} ${pick(verbs, i * 3 + s)} ${pick(objects, i * 5 + s)} number ${i * 7 + s}.`,
  ).join(" "),
);
const rows = answers.map((answer, i) => ({
  inputs: `question ${i}`,
  ground_truth: answers[(i + 1) % count].slice(0, 90),
  answer,
}));
const file = join(folder, "rows.json");
writeFileSync(file, JSON.stringify(rows));

// Processor time stands beside the clock's, because only it is the same on a busy machine.
const timed = async (work) => {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - startedAt) / 1000, cpu: (user + system) / 1e6 };
};
const show = ({ seconds, cpu }) => `${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of processor time`;

// Loading dictionary and token table is left out on both sides.
fleschKincaidGrade("Load the dictionary first.");
getEncoding("cl100k_base").count("Load the table first.");
const readability = await timed(() =>
  answers.map((text) => ((c) => [fleschKincaidGrade(c), automatedReadabilityIndex(c)])(countText(text))),
);
const whole = await timed(() =>
  evaluate({ data: rows, targets: "ground_truth", predictions: "answer", modelType: "text-summarization" }),
);
const peak = process.resourceUsage().maxRSS / 1024;
const overhead = await timed(() => runRows(rows, () => "at once", { concurrency: 4 }));
const asked = await timed(() =>
  evaluate({
    data: rows,
    model: () => "Yes",
    perRow: true,
    extraMetrics: [fleschKincaidGradeLevel(), rouge("rouge1")],
    targets: "ground_truth",
  }),
);

console.log(`${count} rows, Node ${process.version}`);
console.log(
  `ours    readability alone   ${show(readability)}  (${Math.round(count / readability.cpu)} rows per second of it)`,
);
console.log(
  `ours    mlflow.evaluate     ${show(whole)}  (token count, 2 grades, 4 ROUGE; peak memory ${peak.toFixed(0)} MB)`,
);
console.log(
  `ours    runRows overhead    ${((overhead.seconds / count) * 1e6).toFixed(1)} µs per row, evaluate with a model that returns at once ${((asked.seconds / count) * 1e6).toFixed(0)} µs per row`,
);

if (!hasMlflow()) await installMlflow(console.log);
const needed = "textstat==0.7.13 rouge-score==0.1.2 tiktoken==0.14.0 pandas".split(" ");
try {
  execFileSync(python, ["-c", "import textstat, rouge_score, tiktoken, pandas"], { stdio: "ignore" });
} catch {
  execFileSync(python, ["-m", "pip", "install", "--quiet", ...needed], { stdio: "inherit" });
}
// textstat's dictionary and tiktoken's table are downloads of their own: Python gets the same data from here.
const syllables = {};
let word = "";
const dictionary = join(import.meta.dirname, "../src/evaluate/metrics/readability/data/cmudict-syllables.txt");
for (const line of readFileSync(dictionary, "utf8").split("\n")) {
  const [head, count] = line.split("\t");
  if (count === undefined) continue;
  word = word.slice(0, Number.parseInt(head[0], 36)) + head.slice(1);
  syllables[word] = Number.parseInt(count, 36);
}
writeFileSync(join(folder, "syllables.json"), JSON.stringify(syllables));
const address = "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken";
const table = cl100k.bpe_ranks.split("\n").flatMap((line) => {
  const [, offset, ...tokens] = line.split(" ");
  return tokens.map((token, at) => `${token} ${Number(offset) + at}\n`);
});
mkdirSync(join(folder, "tiktoken"));
writeFileSync(join(folder, "tiktoken", createHash("sha1").update(address).digest("hex")), table.join(""));
const script = `
import json, sys, time, logging, warnings
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
rows = json.load(open(sys.argv[1]))
from rouge_score import rouge_scorer
import mlflow, pandas as pd, tiktoken
import textstat.backend.counts._count_syllables as cs
phones = {word: [["A0"] * count] for word, count in json.load(open(sys.argv[2] + "/syllables.json")).items()}
cs.get_cmudict = lambda lang: phones
import textstat
textstat.flesch_kincaid_grade("Load first.")
t, c = time.perf_counter(), time.process_time()
for r in rows: textstat.flesch_kincaid_grade(r["answer"]); textstat.automated_readability_index(r["answer"])
print(f"python  readability alone   {time.perf_counter()-t:.2f} s, {time.process_time()-c:.2f} s of processor time  textstat 0.7.13", flush=True)
from mlflow.models import make_metric
from mlflow.metrics import MetricValue
enc = tiktoken.get_encoding("cl100k_base")
scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"])
cache = {}
def rouge_of(kind):
    def fn(predictions, targets):
        out = []
        for p, q in zip(predictions, targets):
            if (p, q) not in cache: cache[(p, q)] = scorer.score(q, p)
            out.append(cache[(p, q)][kind].fmeasure)
        return MetricValue(scores=out)
    return make_metric(eval_fn=fn, greater_is_better=True, name=kind)
extra = [mlflow.metrics.flesch_kincaid_grade_level(), mlflow.metrics.ari_grade_level()] + [rouge_of(k) for k in ("rouge1", "rouge2", "rougeL", "rougeLsum")]
extra.append(make_metric(eval_fn=lambda predictions: MetricValue(scores=[len(enc.encode(p)) for p in predictions]), greater_is_better=True, name="tokens"))
frame = pd.DataFrame(rows)
mlflow.set_tracking_uri("sqlite:///" + sys.argv[2] + "/b.db")
t, c = time.perf_counter(), time.process_time()
with mlflow.start_run(): mlflow.models.evaluate(data=frame, predictions="answer", targets="ground_truth", extra_metrics=extra, evaluators="default")
print(f"python  mlflow.evaluate     {time.perf_counter()-t:.2f} s, {time.process_time()-c:.2f} s of processor time  MLflow ${MLFLOW_VERSION} (token count, 2 grades, 4 ROUGE computed once per pair)", flush=True)
`;
console.log(
  execFileSync(python, ["-c", script, file, folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 600_000,
    env: { ...process.env, MLFLOW_ALLOW_FILE_STORE: "true", TIKTOKEN_CACHE_DIR: join(folder, "tiktoken") },
  }).trim(),
);
rmSync(folder, { recursive: true, force: true });
