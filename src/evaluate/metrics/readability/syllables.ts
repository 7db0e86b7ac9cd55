import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProjectRoot } from "../../../core/index.js";
import { countHyphenationPoints, readHyphenationPatterns, type HyphenationPatterns } from "./hyphenation.js";

const DATA = ["src", "evaluate", "metrics", "readability", "data"];
const NUMBER = /^[0-9]+$/;
/** Words outside the dictionary that are remembered; texts in other languages have no end of them. */
const LONGEST_MEMORY = 50_000;

interface SyllableData {
  readonly dictionary: ReadonlyMap<string, number>;
  readonly patterns: HyphenationPatterns;
  readonly remembered: Map<string, number>;
}

let loaded: SyllableData | undefined;

/**
 * Counts the syllables of one lower-case word without punctuation.
 *
 * A word in the CMU Pronouncing Dictionary has the syllables of its first pronunciation, any other has one more than
 * the places where pyphen 0.18.1 would hyphenate it (US English). Equals textstat 0.7.13.
 *
 * @example
 * countWordSyllables("portugal"); // 3
 */
export function countWordSyllables(word: string): number {
  loaded ??= loadData();
  const known = loaded.dictionary.get(word) ?? loaded.remembered.get(word);
  if (known !== undefined) return known;
  // No pattern has digits, and texts are full of numbers that are not met again.
  if (NUMBER.test(word)) return 1;
  const count = countHyphenationPoints(loaded.patterns, word) + 1;
  if (loaded.remembered.size >= LONGEST_MEMORY) loaded.remembered.clear();
  loaded.remembered.set(word, count);
  return count;
}

function loadData(): SyllableData {
  const read = (name: string): string => readFileSync(join(findProjectRoot(), ...DATA, name), "utf8");
  return {
    dictionary: readDictionary(read("cmudict-syllables.txt")),
    patterns: readHyphenationPatterns(read("hyphenation-en-us.txt")),
    remembered: new Map(),
  };
}

function readDictionary(text: string): Map<string, number> {
  const dictionary = new Map<string, number>();
  let word = "";
  for (const line of text.split("\n")) {
    const tab = line.indexOf("\t");
    if (tab === -1) continue;
    word = word.slice(0, Number.parseInt(line[0]!, 36)) + line.slice(1, tab);
    dictionary.set(word, Number.parseInt(line.slice(tab + 1), 36));
  }
  return dictionary;
}
