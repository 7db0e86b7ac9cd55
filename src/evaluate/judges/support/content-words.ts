/** Question words and the commonest words of more than three letters, in English, Portuguese and French. */
const COMMON = new Set(
  [
    "when where which what whom whose much many long does were with from into that this they them their have been because about after before also only then than said there would could",
    "quando onde qual quais quem quantos quantas quanto quanta porque para como mais eles elas suas seus lhes fazia tinha havia esta este essa esse isso sobre tambem muito entre depois antes desde cujo pela pelo pelas pelos",
    "quel quelle quels quelles quoi quand comment pourquoi combien dans avec pour elle elles leur leurs plus mais avait etait cette sous parce tous tout toute toutes apres avant avoir etre",
  ].flatMap((words) => words.split(" ")),
);

const FROM_TWO =
  "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety";
const DE_DOIS =
  "dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa";
const DE_DEUX =
  "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize - - - vingt trente quarante cinquante soixante - - -";

/** Numbers as words: 2 to 20 and the tens. */
const NUMBERS: ReadonlyMap<string, string> = new Map(
  [FROM_TWO, DE_DOIS, DE_DEUX].flatMap((words) =>
    words.split(" ").map((word, at) => [word, String(at < 19 ? at + 2 : (at - 16) * 10)] as const),
  ),
);

/**
 * The number that a word of a text stands for, 2 to 20 or a ten, as digits; accents and case do not matter.
 *
 * @example
 * numberOfWord("Três"); // "3"
 */
export const numberOfWord = (word: string): string | undefined => NUMBERS.get(withoutAccents(word));

const withoutAccents = (text: string): string => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** How much of a word is compared: `nasceu` and `nascer`, `painted` and `painter` count as one. */
const STEM_LENGTH = 5;

/**
 * Words of a text that carry its content, as they are compared: lower case, without accents, cut to five letters, and
 * numbers as digits. Words of up to three letters and question words are left out.
 *
 * @example
 * contentWords("She led 1,250 nurses in three towns."); // ["1250", "nurse", "3", "towns"]
 */
export function contentWords(text: string): string[] {
  const plain = withoutAccents(text).replace(/(\d)[., \u00a0\u202f](?=\d{3}(?!\d))/g, "$1");
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? [])
    .map((word) => numberOfWord(word) ?? word)
    .filter((word) => isNumber(word) || (word.length > 3 && !COMMON.has(word)))
    .map((word) => (isNumber(word) ? word : word.slice(0, STEM_LENGTH).replace(/y$/, "i")));
}

/** Whether a word of {@link contentWords} has a digit. */
export const isNumber = (word: string): boolean => /\p{N}/u.test(word);

/**
 * Words with a capital letter that do not begin a sentence.
 *
 * @example
 * namesIn("She went to Paris. Later she came back."); // ["Paris"]
 */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/\p{Lu}[\p{L}\p{M}'’-]*/gu)]
    .filter(({ index }) => !/(?:^|[.!?:]["”»)]*\s+|\n\s*)["“«(]*$/u.test(text.slice(0, index)))
    .map(([name]) => name.replace(/['’]s$/u, ""));
}

/**
 * Sentences of a text; a single letter with a full stop, as in `John W. Campbell`, ends none.
 *
 * @example
 * sentencesOf("John W. Campbell led it. It grew."); // ["John W. Campbell led it.", "It grew."]
 */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=(?<!(?:^|[\s.])\p{Lu})[.!?]["”»)]*)\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}
