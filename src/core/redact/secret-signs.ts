import { placeWithCodes, withoutCodes } from "./terminal-codes.js";

/**
 * A part of whatever `redact` takes for a secret by its shape or by the name before it. One pass over a text, where the
 * patterns themselves take twenty.
 */
const SIGN =
  /sk-|Q~|dapi|dose|hf_|gh[pousr]_|github_pat_|glpat-|npm_|akia|asia|aiza|ya29|gsk_|xox|eyj|bearer|basic|:\/\/|sig=|code=|key|token|secret|pass|pwd|credential|auth|sas|conn|cookie|\bpat\b|jqqj99/i;

/** What the shapes begin with, as far as it is characteristic. */
const BEGINNINGS: readonly string[] = [
  ...["sk-", "dapi", "dose", "hf_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "npm_"],
  ...["AKIA", "ASIA", "AIza", "ya29.", "gsk_", "xoxa-", "xoxb-", "xoxp-", "eyJ", "Bearer", "Basic"],
];

/** As many words as a name, what separates it from its value, and the value take. */
const WORDS = 3;
const LENGTH_LIMIT = 4096;

/** The key of an Azure resource is told by what stands after its first 52 characters. */
const LONG_RUN = /^[A-Za-z0-9]{20,}$/;

/**
 * Whether a text may hold something that `redact` removes without knowing its value; false means that it holds none.
 *
 * @example
 * hasSecretSigns("loss 0.25 at step 100"); // false
 */
export const hasSecretSigns = (text: string): boolean => SIGN.test(text);

/**
 * Where the end of a text starts that may be the beginning of a secret, so that a text that comes in pieces can be cleaned:
 * what stands there waits for the next piece. The length of the text where nothing has to wait.
 *
 * @example
 * openSecretStart("The key is sk-abc", []); // 8
 * openSecretStart("done\n", []); // 5
 */
export function openSecretStart(text: string, values: readonly string[]): number {
  const plain = withoutCodes(text);
  const words = lastWords(plain);
  const known = knownStart(plain, values, 1);
  const start = mayGoOn(words) || hasSecretSigns(words) ? Math.min(known, plain.length - words.length) : known;
  return start === plain.length ? text.length : placeWithCodes(text, start);
}

/**
 * The same for a text that another one interrupts: only what has begun to look like a key waits, since it changes places
 * with the other.
 *
 * @example
 * begunSecretStart("Checking tokens … sk-ab", []); // 18
 * begunSecretStart("Checking tokens … ", []); // 18
 */
export function begunSecretStart(text: string, values: readonly string[]): number {
  const plain = withoutCodes(text);
  const known = knownStart(plain, values, LEAST_BEGUN);
  const word = /[\w.-]{3,}$/.exec(plain.slice(-LENGTH_LIMIT))?.[0];
  const begun =
    word !== undefined && (LONG_RUN.test(word) || BEGINNINGS.some((beginning) => word.startsWith(beginning)));
  const start = begun ? Math.min(known, plain.length - word.length) : known;
  return start === plain.length ? text.length : placeWithCodes(text, start);
}

/** Characters of a known secret by which its beginning is told from an ordinary word. */
const LEAST_BEGUN = 3;

const knownStart = (text: string, values: readonly string[], least: number): number =>
  Math.min(
    text.length,
    ...values.map((value) => {
      const length = overlap(text, value);
      return length < least ? text.length : text.length - length;
    }),
  );

function mayGoOn(words: string): boolean {
  const last = /(?<![\w-])[\w.-]{1,83}$/.exec(words)?.[0];
  return last !== undefined && (LONG_RUN.test(last) || BEGINNINGS.some((beginning) => beginning.startsWith(last)));
}

/** The last words of the last line. */
function lastWords(text: string): string {
  const least = Math.max(text.lastIndexOf("\n") + 1, text.length - LENGTH_LIMIT);
  let start = text.length;
  for (let word = 0; word < WORDS; word += 1) {
    while (start > least && isSpace(text, start - 1)) start -= 1;
    while (start > least && !isSpace(text, start - 1)) start -= 1;
  }
  return text.slice(start);
}

const isSpace = (text: string, at: number): boolean => text[at] === " " || text[at] === "\t";

/** How many characters at the end of a text are the beginning of a value, the whole of it left aside. */
function overlap(text: string, value: string): number {
  for (let length = Math.min(value.length - 1, text.length); length > 0; length -= 1) {
    if (text.charCodeAt(text.length - length) === value.charCodeAt(0) && text.endsWith(value.slice(0, length))) {
      return length;
    }
  }
  return 0;
}
