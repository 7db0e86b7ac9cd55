import { relative } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot, TunelabError } from "../core/index.js";
import {
  CATALOG_DATE,
  listModelFiles,
  MODEL_CATALOG,
  modelsFolder,
  obtainModel,
  readModelFacts,
  resolveSettings,
  saveSettings,
} from "../service/index.js";
import { estimateFineTune, estimateTrainingSeconds, inspectModel, measureSpeed } from "../training/index.js";

const HELP = `Usage: tunelab model list | use <name> | info [name]

  list         Models of the catalogue and in .tunelab/models, and the one that the service uses
  use <name>   Makes the service use a model from its next start; downloads it first if it is not here.
               A name of the catalogue, a path of a GGUF file, or an hf: or https: address
  info [name]  What a model on this machine is, and the memory and time to tune it here

TUNELAB_MODEL and --model of "tunelab serve" beat the choice made here.`;

/**
 * Runs `tunelab model`: lists models, downloads and chooses one, or says what one is.
 *
 * Returns the exit code.
 *
 * @example
 * process.exitCode = await model(["list"]);
 */
export async function model(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [action, name] = positionals;
  if (values.help || action === undefined) {
    console.log(HELP);
    return values.help ? 0 : 1;
  }
  if (action === "list") list();
  else if (action === "use" && name !== undefined) await use(name);
  else if (action === "info") await info(name);
  else {
    console.error(HELP);
    return 1;
  }
  return 0;
}

function list(): void {
  const used = resolveSettings({}, process.env).modelPath;
  const here = listModelFiles();
  const usedFile = relative(modelsFolder(), used);
  const mark = (file: string): string => (file === usedFile ? "used" : here.includes(file) ? "here" : "");
  const rows = [
    ["name", "MB", "licence", "languages", "state"],
    ...MODEL_CATALOG.map((entry) => [
      entry.name,
      String(entry.megabytes),
      entry.licence,
      entry.languages,
      mark(entry.file),
    ]),
    ...here
      .filter((file) => !MODEL_CATALOG.some((entry) => entry.file === file))
      .map((file) => [file, "", "", "", mark(file)]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  console.log(
    rows
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join("  ")
          .trimEnd(),
      )
      .join("\n"),
  );
  if (usedFile.startsWith("..")) console.log(`used: ${used}`);
  console.log(`Catalogue of ${CATALOG_DATE}. Sizes are the publishers' figures.`);
}

async function use(name: string): Promise<void> {
  let shown = -1;
  const path = await obtainModel(name, {
    onProgress: (share, totalBytes) => {
      const percent = Math.floor(share * 100);
      if (percent === shown) return;
      shown = percent;
      process.stderr.write(`\r${percent} % of ${(totalBytes / 1e6).toFixed(0)} MB`);
      if (percent >= 100) process.stderr.write("\n");
    },
  });
  const facts = readModelFacts(path);
  if (!facts.hasChatTemplate) {
    throw new TunelabError(`${facts.id} has no chat template, so it cannot answer chats.`, {
      code: "no_chat_template",
      hint: "Choose an instruction-tuned model.",
    });
  }
  await saveSettings({ model: path.startsWith(findProjectRoot()) ? relative(findProjectRoot(), path) : path });
  console.log(`The service uses ${facts.id} from its next start.`);
  if (!facts.tunable) {
    console.log(`It can chat but not be tuned: its architecture is ${facts.architecture}.`);
  }
}

async function info(name: string | undefined): Promise<void> {
  const path = name === undefined ? resolveSettings({}, process.env).modelPath : await findHere(name);
  const facts = readModelFacts(path);
  const lines = [
    ["name", facts.id],
    ["file", path],
    ["size", `${(facts.bytes / 1e6).toFixed(0)} MB`],
    ["architecture", facts.architecture],
    ["licence", facts.licence ?? "not stated in the file"],
    ["context", facts.contextTokens === undefined ? "not stated in the file" : `${facts.contextTokens} tokens`],
    ["chat template", facts.hasChatTemplate ? "yes" : "no"],
    ["tuning", facts.tunable ? await tuningFacts(path) : `not possible with architecture ${facts.architecture}`],
  ];
  console.log(lines.map(([label, value]) => `${label!.padEnd(14)}${value}`).join("\n"));
}

async function findHere(name: string): Promise<string> {
  const known = MODEL_CATALOG.find((entry) => entry.name === name);
  if (known !== undefined && !listModelFiles().includes(known.file)) {
    throw new TunelabError(`${name} is not on this machine.`, {
      code: "model_not_found",
      hint: `tunelab model use ${name} downloads it (${known.megabytes} MB).`,
    });
  }
  return obtainModel(name);
}

/** Memory and time for the labs' usual job: 12 examples of 56 tokens, 8 epochs. */
async function tuningFacts(path: string): Promise<string> {
  const example = {
    tokenIds: Array.from({ length: 56 }, () => 1),
    lossMask: Array.from({ length: 56 }, (_, index) => index >= 36),
  };
  const estimate = estimateFineTune({
    modelPath: path,
    outputDirectory: "",
    epochs: 8,
    data: { method: "supervised", training: Array.from({ length: 12 }, () => example) },
  });
  const seconds = estimateTrainingSeconds(inspectModel(path), estimate, await measureSpeed());
  return `12 examples x 8 epochs: about ${Math.ceil(seconds)} s and ${(estimate.memoryBytes / 1e9).toFixed(1)} GB, ${estimate.layers} layers`;
}
