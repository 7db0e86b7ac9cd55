// Counts how many training examples lab 04 keeps, with several seeds, and prints them to be read: node bench/synthetic-data.mjs
// [seeds = 3] [texts = Marie Curie,Nelson Mandela]. Runs the lab's own cells, in a service of its own, in a folder that is
// deleted again. Needs the build; minutes a seed.
import { cpSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

const [seeds = 3, texts = "Marie Curie,Nelson Mandela"] = process.argv.slice(2);
const root = join(import.meta.dirname, "..");
const folder = await mkdtemp(join(tmpdir(), "tunelab-synthetic-"));
process.env.TUNELAB_DATA_DIR = join(folder, "service");
process.env.TUNELAB_LANGUAGE = "en";
cpSync(join(root, "notebooks", "data"), join(folder, "data"), { recursive: true });
await mkdir(join(folder, "en"));
process.chdir(join(folder, "en"));

const CELLS = [
  [
    "open-lab",
    "model-config",
    "text",
    "application-file",
    "ask-application",
    "callback",
    "simulate-one",
    "check-lines",
    "evaluate-groundedness",
  ],
  [
    "simulate-twelve",
    "code-measures",
    "evaluators",
    "evaluate-cold",
    "judge-the-judge",
    "careful-guide",
    "passage",
    "careful-callback",
  ],
  ["ask-again", "simulate-many", "check-many", "judge-many", "drop-ungrounded", "convert", "enough", "split"],
].flat();
/** Lines of the lab's cells that this count does without: the first conversations and their judgement. */
const LEFT_OUT = {
  "ask-application": /^const application[^]*/m,
  "simulate-one": /^const outputs[^]*/m,
  "check-lines": /^check\.equal[^]*/m,
  "evaluate-groundedness": /^const evalOutput[^]*/m,
  "evaluate-cold": /^const cold[^]*/m,
  "judge-the-judge": /^const verdicts[^]*/m,
};

const source = readFileSync(join(root, "notebooks", "source", "04-synthetic-data", "code.ts"), "utf8");
const cells = new Map(source.split(/^\/\/ %% /m).map((cell) => [/^[\w-]*/.exec(cell)[0], cell.replace(/^.*\n/, "")]));
const library = JSON.stringify(join(root, "dist", "index.js"));
const code = CELLS.map((name) => cells.get(name).replace(LEFT_OUT[name] ?? "", ""))
  .join("\n")
  .replace(
    /^import (\{[^}]*\}) from ("[^"]*");$/gm,
    (_, names, from) =>
      `const ${names.replaceAll(" as ", ": ")} = await import(${from === '"tunelab"' ? library : from});`,
  )
  .replaceAll("seed: 105", "seed: SEED")
  .replace(/const people = .*/, "const people = PEOPLE;");
const { outputText } = transpileModule(
  `${code}\nreturn { conversations, kept, own, examples, training, validation };`,
  {
    compilerOptions: { target: ScriptTarget.ES2022, module: ModuleKind.ESNext },
  },
);
const AsyncFunction = (async () => {}).constructor;
const run = new AsyncFunction("SEED", "PEOPLE", "console", outputText);

for (let seed = 105; seed < 105 + Number(seeds); seed += 1) {
  const startedAt = performance.now();
  const made = await run(seed, texts.split(","), { log: () => {} });
  for (const conversation of made.kept) {
    const [question, answer] = conversation.messages;
    console.log(`  ${question.content} | ${answer.content} | expected: ${conversation.context.expected_response}`);
  }
  const counts = Object.entries(made).map(([name, { length }]) => `${name} ${length}`);
  console.log(`seed ${seed}: ${counts.join(", ")}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
process.chdir(root);
await rm(folder, { recursive: true, force: true });
process.exit(0);
