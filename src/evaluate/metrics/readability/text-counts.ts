import { countWordSyllables } from "./syllables.js";

/** What the readability formulas count in a text. */
export interface TextCounts {
  readonly sentences: number;
  /** Without tokens that are punctuation only. */
  readonly words: number;
  /** Tokens between white space, punctuation included. */
  readonly tokens: number;
  readonly syllables: number;
  /** Code points that are not white space. */
  readonly characters: number;
}

// Python's str.isspace: U+FEFF is no white space there, U+001C to U+001F and U+0085 are.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`, "u");
const WORD = "\\p{L}\\p{N}_";
const OTHER_APOSTROPHES = /'(?![tsd]|ve|ll|re)/g;
const PUNCTUATION = new RegExp(`[^${WORD}${SPACE}']+`, "gu");
const SENTENCE = new RegExp(`(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))[^.!?]+[.!?]*`, "gu");
const ASCII_ONLY = /^[\x00-\x7f]*$/;
const SENTENCE_ASCII = /\b[^.!?]+[.!?]*/g;
/** Sentences of so few words are taken for abbreviations and not counted. */
const FEWEST_WORDS = 3;

/**
 * Counts sentences, words, syllables and characters as textstat 0.7.13 does (language en_US).
 *
 * @example
 * countText("Hello, world"); // { sentences: 1, words: 2, tokens: 2, syllables: 3, characters: 11 }
 */
export function countText(text: string): TextCounts {
  const tokens = splitAtSpaces(text);
  const words = splitAtSpaces(removePunctuation(text).toLowerCase());
  let syllables = 0;
  for (const word of words) syllables += countWordSyllables(word);
  let characters = 0;
  for (const token of tokens) characters += countCodePoints(token);
  return { sentences: countSentences(text), words: words.length, tokens: tokens.length, syllables, characters };
}

function countSentences(text: string): number {
  if (text === "") return 0;
  let count = 0;
  const pattern = ASCII_ONLY.test(text) ? SENTENCE_ASCII : SENTENCE;
  for (const sentence of text.match(pattern) ?? []) {
    if (splitAtSpaces(removePunctuation(sentence)).length >= FEWEST_WORDS) count += 1;
  }
  return Math.max(1, count);
}

const removePunctuation = (text: string): string => text.replace(OTHER_APOSTROPHES, "").replace(PUNCTUATION, "");

const splitAtSpaces = (text: string): string[] => text.split(SPACES).filter((part) => part !== "");

function countCodePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i += 1) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count -= 1;
  }
  return count;
}
