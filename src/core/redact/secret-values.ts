import { escapeHtml } from "../text/html.js";
import { MIN_SECRET_LENGTH } from "./secret-assignments.js";
import { isSecretName } from "./secret-names.js";

/** Values that say how something is done and are no secret, whatever the variable is called. */
const PLAIN_WORD =
  /^(?:true|false|none|null|auto|default|enabled?|disabled?|required|optional|always|never|string|number|boolean)$/i;

/** Shorter lines of a secret are too likely to stand for something else, as `{` and `"type": 1` do. */
const MIN_LINE_LENGTH = 8;
/** The first and last line of a key in PEM, RFC 7468. */
const PEM_LINE = /^-----(?:BEGIN|END) /;
/** Line ends, also as a variable of one line spells them. */
const LINE_END = /\r\n|[\n\r]|\\n/;
const URL_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^\s:/@]*:([^\s/@]+)@/i;

/**
 * Values of the variables that are named like secrets, and passwords in the addresses of others, longest first, each also
 * as a URL, JSON and HTML spell it; of one of several lines each line too. Values of less than six characters are left out,
 * since they are likely to stand for something else in a text.
 *
 * @example
 * secretValues({ HF_TOKEN: "abcdef 123", HOME: "/home/ada" }); // ["abcdef%20123", "abcdef 123"]
 */
export function secretValues(
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[] = [],
): string[] {
  const named = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || PLAIN_WORD.test(value)) return [];
    return isSecretName(name) ? [value] : passwordsIn(value);
  });
  const whole = [...secrets, ...named].filter((value) => value.length >= MIN_SECRET_LENGTH);
  const spellings = [...whole, ...whole.flatMap(linesOf)]
    .flatMap((value) => [
      value,
      value.trim(),
      urlSpelling(value),
      JSON.stringify(value).slice(1, -1),
      escapeHtml(value),
      ...base64Spellings(value),
    ])
    .filter((value) => value.length >= MIN_SECRET_LENGTH);
  return [...new Set(spellings)].sort((left, right) => right.length - left.length);
}

/** Shorter values leave too few characters that do not depend on what stands beside them. */
const MIN_BASE64_LENGTH = 12;

/** What is the same in base64 wherever in a text the value stands, as in a header `Basic`: three bytes make four characters. */
function base64Spellings(value: string): string[] {
  if (value.length < MIN_BASE64_LENGTH) return [];
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const first = before === 0 ? 0 : before + 1;
    const last = Math.floor((bytes.length * 4) / 3);
    return (["base64", "base64url"] as const).map((encoding) => bytes.toString(encoding).slice(first, last));
  });
}

/** The lines of a secret that has several; one of them is shown as easily as all. */
function linesOf(value: string): string[] {
  const lines = value.split(LINE_END).map((line) => line.trim());
  if (lines.length < 2) return [];
  return lines.filter((line) => line.length >= MIN_LINE_LENGTH && !PEM_LINE.test(line));
}

function passwordsIn(address: string): string[] {
  const password = URL_PASSWORD.exec(address)?.[1];
  return password === undefined ? [] : [...new Set([password, decoded(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Half of a surrogate pair has no spelling in a URL. */
function urlSpelling(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}
