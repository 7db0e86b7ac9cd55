type Condition = (stem: string) => boolean;
type Rule = readonly [suffix: string, replacement: string, condition: Condition];

/** Words that the rules would spoil; NLTK keeps the same list. */
const IRREGULAR = new Map([
  ["sky", "sky"],
  ["skies", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
  ["news", "news"],
  ["innings", "inning"],
  ["inning", "inning"],
  ["outings", "outing"],
  ["outing", "outing"],
  ["cannings", "canning"],
  ["canning", "canning"],
  ["howe", "howe"],
  ["proceed", "proceed"],
  ["exceed", "exceed"],
  ["succeed", "succeed"],
]);

/** True per letter that counts as a consonant; y is one at the start and after a vowel. */
function markConsonants(word: string): boolean[] {
  const marks: boolean[] = [];
  for (let i = 0; i < word.length; i += 1) {
    const letter = word[i]!;
    marks.push(letter === "y" ? i === 0 || !marks[i - 1]! : !"aeiou".includes(letter));
  }
  return marks;
}

/** Number of vowel-to-consonant changes, m in the paper. */
function measure(stem: string): number {
  const marks = markConsonants(stem);
  return marks.filter((isConsonant, i) => isConsonant && marks[i - 1] === false).length;
}

const hasVowel: Condition = (stem) => markConsonants(stem).includes(false);
const always: Condition = () => true;
const above0: Condition = (stem) => measure(stem) > 0;
const above1: Condition = (stem) => measure(stem) > 1;

function endsWithDoubleConsonant(word: string): boolean {
  return word.length >= 2 && word.at(-1) === word.at(-2) && markConsonants(word).at(-1) === true;
}

/** Consonant, vowel, consonant other than w, x, y at the end; NLTK also counts a two-letter vowel-consonant word. */
function endsShort(word: string): boolean {
  const marks = markConsonants(word);
  if (word.length === 2) return !marks[0]! && marks[1]!;
  const [a, b, c] = marks.slice(-3);
  return word.length >= 3 && a! && !b! && c! && !"wxy".includes(word.at(-1)!);
}

/** Applies the first rule whose suffix fits, if its condition holds for what is left. */
function applyFirst(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement, condition] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, word.length - suffix.length);
    return condition(stem) ? stem + replacement : word;
  }
  return word;
}

const PLURALS: readonly Rule[] = [
  ["sses", "ss", always],
  ["ies", "i", always],
  ["ss", "ss", always],
  ["s", "", always],
];

const STEP_2: readonly Rule[] = (
  [
    ["ational", "ate"],
    ["tional", "tion"],
    ["enci", "ence"],
    ["anci", "ance"],
    ["izer", "ize"],
    ["bli", "ble"],
    ["alli", "al"],
    ["entli", "ent"],
    ["eli", "e"],
    ["ousli", "ous"],
    ["ization", "ize"],
    ["ation", "ate"],
    ["ator", "ate"],
    ["alism", "al"],
    ["iveness", "ive"],
    ["fulness", "ful"],
    ["ousness", "ous"],
    ["aliti", "al"],
    ["iviti", "ive"],
    ["biliti", "ble"],
    ["fulli", "ful"],
  ] as const
).map(([suffix, replacement]): Rule => [suffix, replacement, above0]);

const STEP_3: readonly Rule[] = (
  [
    ["icate", "ic"],
    ["ative", ""],
    ["alize", "al"],
    ["iciti", "ic"],
    ["ical", "ic"],
    ["ful", ""],
    ["ness", ""],
  ] as const
).map(([suffix, replacement]): Rule => [suffix, replacement, above0]);

const endsLikeIon: Condition = (stem) => above1(stem) && /[st]$/.test(stem);
const STEP_4: readonly Rule[] = "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize"
  .split(" ")
  .map((suffix): Rule => [suffix, "", suffix === "ion" ? endsLikeIon : above1]);

function removePlural(word: string): string {
  return word.length === 4 && word.endsWith("ies") ? word.slice(0, -1) : applyFirst(word, PLURALS);
}

function removeTense(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return above0(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = ["ed", "ing"].find((end) => word.endsWith(end) && hasVowel(word.slice(0, -end.length)));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsWithDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function replaceFinalY(word: string): string {
  const stem = word.slice(0, -1);
  return word.endsWith("y") && stem.length > 1 && markConsonants(stem).at(-1)! ? `${stem}i` : word;
}

function replaceDoubleSuffix(word: string): string {
  if (word.endsWith("alli") && above0(word.slice(0, -4))) return replaceDoubleSuffix(word.slice(0, -2));
  // NLTK measures "logi" with its l and o, unlike the other suffixes.
  if (word.endsWith("logi")) return above0(word.slice(0, -3)) ? word.slice(0, -1) : word;
  return applyFirst(word, STEP_2);
}

function removeFinalE(word: string): string {
  if (!word.endsWith("e")) return word;
  const stem = word.slice(0, -1);
  const size = measure(stem);
  return size > 1 || (size === 1 && !endsShort(stem)) ? stem : word;
}

/**
 * Cuts an English word to its stem, exactly as NLTK 3.10's `PorterStemmer` in its default mode.
 *
 * Source: Porter, "An algorithm for suffix stripping" (1980), with NLTK's extensions.
 *
 * @example
 * stemWord("travelled"); // "travel"
 */
export function stemWord(word: string): string {
  const lower = word.toLowerCase();
  const irregular = IRREGULAR.get(lower);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return lower;
  const inflected = replaceFinalY(removeTense(removePlural(lower)));
  const derived = applyFirst(applyFirst(replaceDoubleSuffix(inflected), STEP_3), STEP_4);
  const short = removeFinalE(derived);
  return short.endsWith("ll") && above1(short.slice(0, -1)) ? short.slice(0, -1) : short;
}
