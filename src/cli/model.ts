import { relative } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot, TunelabError } from "../core/index.js";
import {
  CATALOG_DATE,
  type CatalogModel,
  listModelFiles,
  KNOWN_MODELS,
  modelsFolder,
  obtainModel,
  readModelFacts,
  resolveSettings,
  saveSettings,
} from "../service/index.js";
import { inspectModel, measureSpeed } from "../training/index.js";
import { estimateTuning, formatSeconds, formatTuning, TUNING_JOB, type TuningEstimate } from "./tuning-estimate.js";

const HELP = `Usage: tunelab model list | use <name> | info [name]

  list         Models of the catalogue and in .tunelab/models, and the one that the service uses
  use <name>   Makes the service use a model from its next start; downloads it first if it is not here.
               A name of the catalogue, a path of a GGUF file, or an hf: or https: address
  info [name]  What a model is, and the memory and time to tune it on this machine, also before it is downloaded

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
  if (action === "list") await list();
  else if (action === "use" && name !== undefined) await use(name);
  else if (action === "info") await info(name);
  else {
    console.error(HELP);
    return 1;
  }
  return 0;
}

async function list(): Promise<void> {
  const speed = await measureSpeed();
  const used = resolveSettings({}, process.env).modelPath;
  const here = listModelFiles();
  const usedFile = relative(modelsFolder(), used);
  const mark = (file: string): string => (file === usedFile ? "used" : here.includes(file) ? "here" : "");
  const rows = [
    ["name", "MB", "licence", "languages", "tuning memory", "time", "state"],
    ...KNOWN_MODELS.map((entry) => [
      entry.name,
      String(entry.megabytes),
      entry.licence,
      entry.languages,
      ...tuningCells(estimateTuning(entry.dimensions, speed)),
      mark(entry.file),
    ]),
    ...here
      .filter((file) => !KNOWN_MODELS.some((entry) => entry.file === file))
      .map((file) => [file, "", "", "", "", "", mark(file)]),
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
  console.log(
    `Catalogue of ${CATALOG_DATE}. Sizes are the publishers' figures; memory and time are estimates for ${TUNING_JOB} on this machine.`,
  );
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
  const absent = KNOWN_MODELS.find((entry) => entry.name === name && !listModelFiles().includes(entry.file));
  print(absent === undefined ? await factsOfFile(name) : await factsOfCatalog(absent));
}

async function factsOfCatalog(entry: CatalogModel): Promise<Facts> {
  return [
    ["name", entry.name],
    ["file", `not on this machine; tunelab model use ${entry.name} downloads it`],
    ["size", `${entry.megabytes} MB`],
    ["licence", entry.licence],
    ["languages", entry.languages],
    ["context", `${entry.dimensions.contextLength} tokens`],
    [
      "tuning",
      `${formatTuning(estimateTuning(entry.dimensions, await measureSpeed()))}, by the catalogue of ${CATALOG_DATE}`,
    ],
  ];
}

async function factsOfFile(name: string | undefined): Promise<Facts> {
  const path = name === undefined ? resolveSettings({}, process.env).modelPath : await obtainModel(name);
  const facts = readModelFacts(path);
  return [
    ["name", facts.id],
    ["file", path],
    ["size", `${(facts.bytes / 1e6).toFixed(0)} MB`],
    ["architecture", facts.architecture],
    ["licence", facts.licence ?? "not stated in the file"],
    ["context", facts.contextTokens === undefined ? "not stated in the file" : `${facts.contextTokens} tokens`],
    ["chat template", facts.hasChatTemplate ? "yes" : "no"],
    [
      "tuning",
      facts.tunable
        ? formatTuning(estimateTuning(inspectModel(path), await measureSpeed()))
        : `not possible with architecture ${facts.architecture}`,
    ],
  ];
}

type Facts = readonly (readonly [label: string, value: string])[];

function print(facts: Facts): void {
  console.log(facts.map(([label, value]) => `${label.padEnd(14)}${value}`).join("\n"));
}

function tuningCells({ memoryBytes, seconds, layers, layerCount }: TuningEstimate): readonly [string, string] {
  const memory = `${(memoryBytes / 1e9).toFixed(1)} GB`;
  if (layers === layerCount) return [memory, formatSeconds(seconds)];
  return [memory, layers === 0 ? "does not fit" : `${formatSeconds(seconds)}, ${layers} of ${layerCount} layers`];
}
