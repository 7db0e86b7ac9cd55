import { PYTHON_SPACE, splitAsPython } from "../python-space.js";
import { readDataFile } from "./data-file.js";
import { splitSentences } from "./sentences.js";

type Rule = readonly [RegExp, string];

const SPACES = new RegExp(`[${PYTHON_SPACE}]+`, "g");

const ENGLISH_RULES: readonly Rule[] = [
  [/`+/g, " $& "],
  [/^"/g, "``"],
  [/``/g, " `` "],
  [/([ ([{<])("|'{2})/g, "$1 `` "],
  [/(?<!\w)'(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)/gi, "' "],
  [/([^.])(\.)([\])}>"' ]*)[\s\x1c-\x1f]*$/g, "$1 $2 $3 "],
  [/([:,])(\D)/g, " $1 $2"],
  [/([:,])$/g, " $1 "],
  [/\.{2,}/g, " $& "],
  [/[;@#$%&]/g, " $& "],
  [/([^.])(\.)([\])}>"']*)[\s\x1c-\x1f]*$/g, "$1 $2$3 "],
  [/[?!]/g, " $& "],
  [/([^'])' /g, "$1 ' "],
  [/[*]/g, " $& "],
  [/[\][(){}<>]/g, " $& "],
  [/--/g, " -- "],
];

const CLOSING_RULES: readonly Rule[] = [
  [/''/g, " '' "],
  [/"/g, " '' "],
  [SPACES, " "],
  [/([^' ])('[sS]|'[mM]|'[dD]|') /g, "$1 $2 "],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /g, "$1 $2 "],
  [/\b(can)(not)\b/gi, " $1 $2 "],
  [/\b(d)('ye)\b/gi, " $1 $2 "],
  [/\b(gim)(me)\b/gi, " $1 $2 "],
  [/\b(gon)(na)\b/gi, " $1 $2 "],
  [/\b(got)(ta)\b/gi, " $1 $2 "],
  [/\b(lem)(me)\b/gi, " $1 $2 "],
  [/\b(more)('n)\b/gi, " $1 $2 "],
  [/\b(wan)(na)(?=[\s\x1c-\x1f])/gi, " $1 $2 "],
  [/ ('t)(is)\b/gi, " $1 $2 "],
  [/ ('t)(was)\b/gi, " $1 $2 "],
];

let internationalRules: readonly Rule[] | undefined;

/**
 * Cuts a text into words and punctuation as azure-ai-evaluation 1.18.10 does with NLTK 3.10.
 *
 * ASCII text is split into sentences (Punkt), then by the Penn Treebank rules in NLTK's version; text with any other
 * character by NIST's international rules (mteval-v14), which cut at the borders of ASCII: "Café" is "Caf" and "é".
 *
 * @example
 * tokenizeWords("I can't go."); // ["I", "ca", "n't", "go", "."]
 */
export function tokenizeWords(text: string): string[] {
  if (/[^\x00-\x7f]/.test(text)) return tokenizeInternational(text);
  return splitSentences(text).flatMap(tokenizeSentence);
}

function tokenizeSentence(sentence: string): string[] {
  const opened = applyRules(sentence, ENGLISH_RULES);
  return splitAsPython(applyRules(` ${opened} `, CLOSING_RULES));
}

function tokenizeInternational(text: string): string[] {
  const rules = (internationalRules ??= makeInternationalRules());
  const plain = text.replaceAll("<skipped>", "").replaceAll("\u2028", " ");
  const unescaped = plain.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  return splitAsPython(applyRules(unescaped, rules));
}

function makeInternationalRules(): readonly Rule[] {
  const sections = readDataFile("nist-characters.txt");
  const charClass = (name: string): string => {
    const ranges = (sections.get(name) ?? []).flatMap((line) => line.split(" "));
    return `[${ranges.map((range) => range.replace(/[0-9a-f]+/g, "\\u{$&}")).join("")}]`;
  };
  const punctuation = charClass("punctuation");
  const notNumber = charClass("not a number");
  return [
    [/[\x00-\x7f]+/g, " $& "],
    [new RegExp(`(${notNumber})(${punctuation})`, "gu"), "$1 $2 "],
    [new RegExp(`(${punctuation})(${notNumber})`, "gu"), " $1 $2"],
    [new RegExp(charClass("symbol"), "gu"), " $& "],
  ];
}

const applyRules = (text: string, rules: readonly Rule[]): string =>
  rules.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);
