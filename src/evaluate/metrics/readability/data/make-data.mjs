// Makes cmudict-syllables.txt and hyphenation-en-us.txt beside this file; README.md says from what.
// node make-data.mjs <cmudict.0.7a> <hyph_en_US.dic>
import { readFileSync, writeFileSync } from "node:fs";

const [dictionaryFile, patternsFile] = process.argv.slice(2);

const syllables = new Map();
for (const line of readFileSync(dictionaryFile, "latin1").split("\n")) {
  if (line === "" || line.startsWith(";;;")) continue;
  const [entry, ...phones] = line.trim().split(/\s+/);
  // Other pronunciations are marked ABLE(1): the first one counts.
  const word = entry.toLowerCase().replace(/\(\d\)$/, "");
  if (!syllables.has(word)) syllables.set(word, phones.filter((phone) => /\d$/.test(phone)).length);
}
// A word can be looked up only if the text's punctuation is taken out of it: letters, digits and apostrophes remain.
const words = [...syllables.keys()].filter((word) => /^[\w']+$/.test(word)).sort();

// Front coding: how many leading characters are those of the word before (base 36), the rest, the syllables.
let previous = "";
const lines = words.map((word) => {
  let shared = 0;
  while (shared < 35 && shared < word.length && word[shared] === previous[shared]) shared += 1;
  previous = word;
  return `${shared.toString(36)}${word.slice(shared)}\t${syllables.get(word).toString(36)}`;
});
writeFileSync(new URL("cmudict-syllables.txt", import.meta.url), `${lines.join("\n")}\n`);

const patterns = readFileSync(patternsFile, "utf8")
  .split("\n")
  .slice(1)
  .map((line) => line.trim())
  .filter((line) => line !== "" && !/^(%|#|LEFTHYPHENMIN|RIGHTHYPHENMIN|COMPOUND)/.test(line));
writeFileSync(new URL("hyphenation-en-us.txt", import.meta.url), `${patterns.join("\n")}\n`);
