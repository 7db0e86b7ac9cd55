import { isSecretName, isWorkingFolder, SECRET_PROPERTY } from "./secret-names.js";

/** A property's name and what separates it from its value in JSON (also inside a string), TypeScript, YAML or a URL. */
const PROPERTY = new RegExp(
  `(?:${SECRET_PROPERTY}|authorization)s?(?:\\\\{0,3}["'] => |\\\\{0,3}["'\\]]?\\s{0,3}[:=]\\s{0,3})`,
  "gi",
);

/** `token` is a word of tokenizers too: only what is long, of one piece, with letters and digits, is taken for one that signs in. */
const TOKEN =
  /(?<![\w-])((?:sas[-_]?)?token\\{0,3}["']?(?:\s{0,3}[:=]\s{0,3}| => )\\{0,3}["'`])(?=[\w.~+/=-]{0,256}\d)(?=[\w.~+/=-]{0,256}[A-Za-z])[\w.~+/=-]{16,}/gi;

/** The same for a variable of an environment, in capitals. */
const VARIABLE =
  /(?<![A-Za-z0-9_])([A-Z0-9_]{0,60}(?:KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|AUTH|SAS|CONN)[A-Z0-9_]{0,60})\\?["'\]]?\s{0,3}[:=]\s{0,3}/g;

/** A text in quotes; in a string of JSON inside another the quotes have a backslash each. */
const QUOTED = /(\\{0,3}["'`])(?=((?:(?!\1)(?:\\[^\n]|[^\\\n])){0,4096}))\2(?=\1)/y;
const BARE = /\\{0,3}["'`]?(?=([^\s"'`,;&}\\]{6,}))/y;

/** Code, types and placeholders where a value could stand: `apiKey: settings.apiKey`, `secret: boolean`, `<your key>`. */
const NO_VALUE =
  /^(?:process\.env\b|<|\$\{|[A-Za-z_$]+(?:\??\.[A-Za-z_$]+)+\(?$|[\w$.]+\(|(?:string|number|boolean|object|unknown|undefined|readonly|Promise|Secret)\b)/;

/** A word of a sentence after a colon: `The password: remembered.`, `PRIMARY KEY: customer_id`. */
const PLAIN_WORDS = /^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[_'’-][A-Za-z]+){0,4}[.!?):*]*$/;

/** A header that names its scheme, which is kept: what follows it is recognised by itself. */
const WITH_SCHEME = /^(?:bearer|basic|digest|negotiate|sharedaccesssignature)\b/i;

/** In quotes after such a name even a short value is a secret, unless it says how something is done. */
const SHORT_SECRET = /^(?!(?:true|false|none|null|auto|yes|no|on|off|text)$)[^\s[\]]+$/i;

/** Shorter values are too likely to stand for something else in a text. */
export const MIN_SECRET_LENGTH = 6;

/**
 * Replaces what is assigned to a name that says secret: `apiKey: "…"`, `AccountKey=…;`, `HF_TOKEN=…`, `"password": "…"`.
 *
 * @example
 * redactAssignments('new AzureOpenAI({ apiKey: "0011223344556677" })'); // 'new AzureOpenAI({ apiKey: "[redacted]" })'
 */
export function redactAssignments(text: string): string {
  const properties = redactAfter(text, PROPERTY, () => true, 1);
  return redactAfter(properties, VARIABLE, isSecretName, MIN_SECRET_LENGTH).replace(TOKEN, "$1[redacted]");
}

function redactAfter(
  text: string,
  assignment: RegExp,
  isSecret: (name: string) => boolean,
  leastQuoted: number,
): string {
  let result = "";
  let kept = 0;
  for (const match of text.matchAll(assignment)) {
    const after = match.index + match[0].length;
    if (after < kept || !isSecret(match[1] ?? "")) continue;
    const value = readValue(text, after, leastQuoted);
    if (value === undefined || isWorkingFolder(nameBefore(text, match.index), text.slice(value.start, value.end)))
      continue;
    result += `${text.slice(kept, value.start)}[redacted]`;
    kept = value.end;
  }
  return result + text.slice(kept);
}

const WORD = /[\w-]*/y;

/** The whole name in which a match begins: `PWD` is found in `OLDPWD` and in `MYSQL_PWD` too. */
function nameBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < 8 && /[\w-]/.test(text[start - 1]!)) start -= 1;
  WORD.lastIndex = start;
  return WORD.exec(text)?.[0] ?? "";
}

function readValue(
  text: string,
  at: number,
  leastQuoted: number,
): { readonly start: number; readonly end: number } | undefined {
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(text);
  BARE.lastIndex = at;
  const found = quoted === null ? BARE.exec(text) : undefined;
  const value = quoted?.[2] ?? found?.[1] ?? "";
  const least = quoted === null ? MIN_SECRET_LENGTH : leastQuoted;
  if (value.length < least || NO_VALUE.test(value) || WITH_SCHEME.test(value)) return undefined;
  if (value.length < MIN_SECRET_LENGTH && !SHORT_SECRET.test(value)) return undefined;
  if (found?.[0] === "" && value.length < 20 && PLAIN_WORDS.test(value) && /:\s+$/.test(text.slice(at - 4, at))) {
    return undefined;
  }
  const end = quoted === null ? at + found![0].length + value.length : QUOTED.lastIndex;
  return { start: end - value.length, end };
}
