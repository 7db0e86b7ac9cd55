import { PYTHON_SPACE } from "../python-space.js";
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

/** Kinds of characters that counting tells apart. */
const SPACE = 1;
const LETTER = 2;
const FULL_STOP = 3;
const APOSTROPHE = 4;
const OTHER = 5;

const SPACES = new RegExp(`[${PYTHON_SPACE}]`, "u");
const LETTERS = /[\p{L}\p{N}_]/u;
const FIRST_SURROGATE = 0xd800;
/** Sentences of so few words are taken for abbreviations and not counted. */
const FEWEST_WORDS = 3;

/** Kinds of the characters up to U+D7FF, filled when they are met: 0 is not known yet. */
const kinds = new Uint8Array(FIRST_SURROGATE);

/**
 * Counts sentences, words, syllables and characters as textstat 0.7.13 does (language en_US), in one pass.
 *
 * A word is what is left of a token without its punctuation; the apostrophe of 't, 's, 'd, 've, 'll and 're stays. A
 * sentence goes from a letter to the next run of full stops, question or exclamation marks.
 *
 * @example
 * countText("Hello, world"); // { sentences: 1, words: 2, tokens: 2, syllables: 3, characters: 11 }
 */
export function countText(text: string): TextCounts {
  let sentences = 0;
  let words = 0;
  let tokens = 0;
  let syllables = 0;
  let characters = 0;
  let isInToken = false;
  /** The token's word so far, and where the part begins that is not in it yet; -1 for nowhere. */
  let word = "";
  let partStart = -1;
  let isInSentence = false;
  let sentenceWords = 0;
  let isInSentenceWord = false;

  for (let at = 0; at <= text.length; at += 1) {
    const first = at;
    const kind = at === text.length ? SPACE : kindAt(text, at);
    if (kind === LETTER) {
      // Nothing changes from letter to letter.
      while (kinds[text.charCodeAt(at + 1)] === LETTER) at += 1;
      characters += at - first;
    }
    if (text.charCodeAt(at) >= FIRST_SURROGATE && isPair(text, at)) at += 1;
    const isKept = kind === LETTER || (kind === APOSTROPHE && keepsApostrophe(text, first));
    if (isKept) {
      if (partStart === -1) partStart = first;
    } else if (partStart !== -1) {
      word += text.slice(partStart, first);
      partStart = -1;
    }
    if (kind === SPACE) {
      if (word !== "") {
        words += 1;
        syllables += countWordSyllables(word.toLowerCase());
        word = "";
      }
      isInToken = false;
      isInSentenceWord = false;
      continue;
    }
    characters += 1;
    if (!isInToken) tokens += 1;
    isInToken = true;
    if (kind === FULL_STOP) {
      if (isInSentence && sentenceWords >= FEWEST_WORDS) sentences += 1;
      isInSentence = false;
    } else {
      if (!isInSentence && kind === LETTER) {
        isInSentence = true;
        sentenceWords = 0;
        isInSentenceWord = false;
      }
      if (isInSentence && isKept && !isInSentenceWord) {
        sentenceWords += 1;
        isInSentenceWord = true;
      }
    }
  }
  if (isInSentence && sentenceWords >= FEWEST_WORDS) sentences += 1;
  return { sentences: text === "" ? 0 : Math.max(1, sentences), words, tokens, syllables, characters };
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= FIRST_SURROGATE) return findKind(String.fromCodePoint(text.codePointAt(at)!));
  return (kinds[code] ||= findKind(text[at]!));
}

function findKind(character: string): number {
  if (LETTERS.test(character)) return LETTER;
  if (SPACES.test(character)) return SPACE;
  if (character === "." || character === "!" || character === "?") return FULL_STOP;
  return character === "'" ? APOSTROPHE : OTHER;
}

const isPair = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;

function keepsApostrophe(text: string, at: number): boolean {
  const next = text[at + 1];
  if (next === "t" || next === "s" || next === "d") return true;
  const pair = text.slice(at + 1, at + 3);
  return pair === "ve" || pair === "ll" || pair === "re";
}
