import type ts from "typescript";
import { say } from "../../../texts/kernel/index.js";

/** Messages of TypeScript's parser have the numbers below. */
const FIRST_SEMANTIC = 2000;

const INVALID_CHARACTER = 1127;

/** Of `#word`, which is the name of a private member in a class. */
const PRIVATE_NAME = 18016;

const QUOTES = /["'`\u00ab\u00bb\u00b4\u2018-\u201f\u2032\u2033\u2039\u203a\u300c\u300d\uff02\uff07]/;

/** Dashes, spaces that take no room, and full-width signs: what copying from a page brings beside quotation marks. */
const LOOKS_LIKE_ANOTHER = /[\u00ad\u2010-\u2015\u2060-\u2064\u2212\uff00-\uff5e]/;

/**
 * What Python and a terminal write on a line, and how a cell has it. A rule counts where TypeScript's first complaint
 * lies in what it matches.
 */
const RULES: readonly (readonly [pattern: RegExp, instead: (...parts: string[]) => string])[] = [
  [
    /^\s*(async\s+)?def\s+(\w+)\s*\(([^)]*)\)?.*/,
    (_, wait = "", name, list) => `${wait}function ${name}(${list}) { … }`,
  ],
  [/\belif\b[^{]*\{?/, () => "else if (…) { … }"],
  [
    /^\s*for\s+([\w, ]+?)\s+in\s+([^?{]+?)\s*:\s*(?:#.*)?$/,
    (_, name, list) => `for (const ${asPattern(name!)} of ${list}) { … }`,
  ],
  [
    /^\s*(if|while)\b\s*([^?{]+?)\s*:\s*(?:#.*)?$/,
    (_, word, test) => `${word} (${test!.replace(/^\((.*)\)$/, "$1")}) { … }`,
  ],
  [/^\s*(try|else|finally)\s*:\s*(?:#.*)?$/, (_, word) => `${word} { … }`],
  [/^\s*except\b[^?{]*:\s*(?:#.*)?$/, () => "catch (error) { … }"],
  [
    /^\s*class\s+(\w+)\s*(?:\(\s*(\w*)[^)]*\))?\s*:\s*(?:#.*)?$/,
    (_, name, base) => `class ${name}${base ? ` extends ${base}` : ""} { … }`,
  ],
  [/^\s*import\s+([\w.]+)\s+as\s+(\w+)\s*;?\s*$/, (_, module, name) => `import * as ${name} from "${module}"`],
  [/^\s*from\s+([\w.]+)\s+import\s+([\w, ]+?)\s*;?\s*$/, (_, module, names) => `import { ${names} } from "${module}"`],
  [/^\s*!?\s*(pip|npm)3?\s+(install|i)\s+(\S.*?)\s*$/, (_, tool, _install, names) => `%${tool} install ${names}`],
  [/^\s*print\s+(["'\w].*?)\s*;?\s*$/, (_, value) => `console.log(${value})`],
  [/\blambda\b\s*([\w, ]*?)\s*:/, (_, names) => `(${names}) => …`],
  [/\b[fF](?=["'])["']/, () => "`… ${name} …`"],
];

/** `a, b` as `[a, b]`. */
const asPattern = (names: string): string => (names.includes(",") ? `[${names}]` : names);

/**
 * What to write instead, where the parser stopped at something that another language has or that a page had been set in.
 *
 * @example
 * // of the first message about `def f(x):`
 * borrowedSyntaxHint(diagnostic); // "In a cell this is written: function f(x) { … }"
 */
export function borrowedSyntaxHint({ code, file, start = 0 }: ts.Diagnostic): string | undefined {
  if (file === undefined || (code >= FIRST_SEMANTIC && code !== PRIVATE_NAME)) return undefined;
  const character = String.fromCodePoint(file.text.codePointAt(start) ?? 0);
  const lineStart = file.text.slice(0, start).search(/[^\r\n]*$/);
  const [line = ""] = /^[^\r\n]*/.exec(file.text.slice(lineStart)) ?? [];
  const column = start - lineStart;
  if (/^\s*$/.test(file.text.slice(Math.max(0, start - 1), start)) && character === "#")
    return commentHint(line.slice(column + 1));
  if (code === INVALID_CHARACTER) return characterHint(character);
  for (const [pattern, instead] of RULES) {
    const match = pattern.exec(line);
    if (match === null || column < match.index || column > match.index + match[0].length) continue;
    return say("kernel.writtenAs", { code: instead(...match) });
  }
  return undefined;
}

const commentHint = (text: string): string => say("kernel.writtenAs", { code: `// ${text.trim()}`.trim() });

function characterHint(character: string): string | undefined {
  if (QUOTES.test(character)) return say("kernel.typographicQuote", { character });
  if (!LOOKS_LIKE_ANOTHER.test(character)) return undefined;
  const number = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return say("kernel.oddCharacter", { number: `U+${number}` });
}

/** Values of Python, and what JavaScript has for them. */
const PYTHON_VALUES: Readonly<Record<string, string>> = { None: "null", True: "true", False: "false" };

/** Functions of Python; a name such as `input` that is not called may well be one of the notebook. */
const PYTHON_FUNCTIONS: Readonly<Record<string, string>> = {
  print: "console.log(value)",
  len: "value.length",
  str: "String(value)",
  int: "Math.trunc(Number(value))",
  float: "Number(value)",
  range: "Array.from({ length: n }, (_, i) => i)",
  input: 'await prompt("question")',
};

/** Names of a browser's page that a learner meets first; TypeScript itself knows `document` for one. */
const PAGE_NAMES = new Set([
  "alert",
  "confirm",
  "document",
  "localStorage",
  "sessionStorage",
  "window",
  "XMLHttpRequest",
  "requestAnimationFrame",
  "HTMLElement",
]);

/**
 * What stands for a name that no cell has declared and that Python or a browser has.
 *
 * @example
 * borrowedNameHint("None", { isCalled: false });
 * // "None is a name of Python: here it is null. If a cell declares the name, run that cell first."
 */
export function borrowedNameHint(name: string, { isCalled }: { readonly isCalled: boolean }): string | undefined {
  const python = isCalled ? PYTHON_FUNCTIONS : PYTHON_VALUES;
  if (Object.hasOwn(python, name)) return say("kernel.pythonName", { name, code: python[name]! });
  return PAGE_NAMES.has(name) ? say("kernel.noPage") : undefined;
}
