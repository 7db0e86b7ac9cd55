import { SECRET_PROPERTY, isSecretProperty } from "./secret-names.js";

/*
 * Names with their values where no sign of assignment stands between them: a pair of a list, `name` and `value` of an object,
 * two cells of a table. Lists and tables of names look alike, so that only a value with letters and digits is taken for one.
 */
const QUOTE = "\\\\{0,3}[\"'`]";
const VALUE_CHARACTER = "[^\\s\"'`<>\u2502|\\\\\\]]";
const VALUE = `(?=${VALUE_CHARACTER}{0,256}\\d)(?=${VALUE_CHARACTER}{0,256}[A-Za-z])${VALUE_CHARACTER}{8,4096}`;
const NAME = "[\\w-]{2,80}";

/** `['apiKey', '…']`, of two and no more. */
const PAIR = new RegExp(
  `(\\[\\s{0,8}${QUOTE})(${NAME})(${QUOTE},\\s{0,8}${QUOTE})(${VALUE})(?=${QUOTE}\\s{0,8}\\])`,
  "g",
);

/** `{ name: 'apiKey', value: '…' }`. */
const NAMED = new RegExp(
  `\\b((?:name|key|header|variable)(?:${QUOTE})?\\s{0,3}:\\s{0,3}${QUOTE})(${NAME})(${QUOTE},\\s{0,8}(?:${QUOTE})?value(?:${QUOTE})?\\s{0,3}:\\s{0,3}${QUOTE})(${VALUE})(?=${QUOTE})`,
  "gi",
);

/** Two cells of a row in HTML. */
const CELLS = new RegExp(
  `(<t[dh]\\b[^>]{0,200}>\\s{0,8})(${NAME})(\\s{0,8}</t[dh]>\\s{0,8}<t[dh]\\b[^>]{0,200}>\\s{0,8})(${VALUE})(?=\\s{0,8}</t[dh]>)`,
  "gi",
);

/** Two columns of a table of text. What takes the value's place is as wide, so that borders stay where they are. */
const COLUMNS = new RegExp(
  `((?:${SECRET_PROPERTY}|authorization|cookie)s?["']?(?: {2,60}| {0,60}[\u2502|] {0,60}))(["']?)(${VALUE})\\2(?=[ \\n\u2502|]|$)`,
  "gi",
);

/** Names of ordinary things too (`credentials: "same-origin"`): the value tells. */
const MARKED_NAME = "(?:set-)?cookie|pat|credentials?";
const MARKED = new RegExp(
  `(?<![\\w-])(${MARKED_NAME})((?:${QUOTE})?(?:\\s{0,3}[:=]\\s{0,3}| => )(?:\\[\\s{0,8})?${QUOTE})([^"'\`\\n\\\\]{8,4096})(?=${QUOTE})`,
  "gi",
);

/** A header as it is sent. */
const COOKIE_HEADER = /\b((?:set-)?cookie:\s{0,3})(?=[\w.-]{1,100}=)[^\r\n"'`]{3,4096}/gi;

const MARK = "[redacted]";

const MIXED = /^(?=\S*\d)(?=\S*[A-Za-z])\S{8,}$/;
const COOKIE = /^[\w.-]{1,100}=./;

/**
 * Replaces the values of names that say secret where the two stand beside one another: `["apiKey", "…"]`,
 * `{ name: "apiKey", value: "…" }`, cells of a table; and those of `cookie`, `pat` and `credentials`.
 *
 * @example
 * redactEntries("[ 'apiKey', '0011aabb2233' ]"); // "[ 'apiKey', '[redacted]' ]"
 */
export function redactEntries(text: string): string {
  const replace = (all: string, before: string, name: string, between: string): string =>
    saysSecret(name) ? `${before}${name}${between}${MARK}` : all;
  return text
    .replace(PAIR, replace)
    .replace(NAMED, replace)
    .replace(CELLS, replace)
    .replace(COLUMNS, (_all, before: string, quote: string, value: string) => {
      const mark = value.length < MARK.length ? `${MARK.slice(0, value.length - 1)}]` : MARK;
      return `${before}${quote}${mark}${quote}${" ".repeat(value.length - mark.length)}`;
    })
    .replace(MARKED, (all, name: string, between: string, value: string) =>
      isMarked(name, value) ? `${name}${between}${MARK}` : all,
    )
    .replace(COOKIE_HEADER, `$1${MARK}`);
}

/** Whether a text beside a name, or below it, is a secret by both: a cookie, or a key of letters and digits. */
export const isSecretEntry = (name: string, value: string): boolean =>
  isMarked(name, value) || (isSecretProperty(name) && MIXED.test(value));

function isMarked(name: string, value: string): boolean {
  if (/^(?:set-)?cookie$/i.test(name)) return COOKIE.test(value);
  return /^(?:pat|credentials?)$/i.test(name) && MIXED.test(value);
}

const saysSecret = (name: string): boolean =>
  isSecretProperty(name) || /^(?:(?:set-)?cookie|pat|credentials?|authorization)$/i.test(name);
