import { scanLineStarts } from "./code-scanner.js";
import { findMagic } from "./magic-list.js";
import { say } from "../../texts/kernel/index.js";

/** A cell without magics, or why it cannot be run. */
export type Translation =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly message: string; readonly line: number };

/** Key on `globalThis` under which translated magics find what carries them out. */
export const MAGICS_KEY = "tunelab.magics";

// A cell may declare a `Symbol` or a `globalThis` of its own, so the key is a text, and `this`, which no cell can declare,
// is the global object at the top level of a cell. The semicolon keeps the call apart from a statement before it that has
// none.
const RUNTIME = `(this as any)[${JSON.stringify(MAGICS_KEY)}]`;
const LINE_MAGIC = /^(\s*)%([a-zA-Z_]\w*)(?:[ \t]+(.*?))?\s*$/;
const CELL_MAGIC = /^\s*%%([a-zA-Z_]\w*)(?:[ \t]+(.*?))?\s*$/;
/** Magics that take the whole cell also with one percent sign, as notebooks of Databricks have it. */
const WHOLE_CELL = new Set(["sh", "sql", "format"]);

/**
 * Replaces magics by TypeScript that calls the magic runtime; every line of code stays on its line.
 *
 * @example
 * translateMagics("const x = 1;"); // { ok: true, code: "const x = 1;" }
 */
export function translateMagics(code: string): Translation {
  if (!code.includes("%")) return { ok: true, code };
  const lines = code.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) return { ok: true, code };
  return translateCellMagic(lines, first) ?? translateLines(lines, first);
}

/**
 * Whether a console should wait for more lines of a cell magic: text for the shell or for SQL ends with an empty line, as
 * nothing in it says that it is whole, and `%%time` needs something to time.
 *
 * @example
 * awaitsMoreText("%%sh\nls"); // true
 * awaitsMoreText("%%sh\nls\n"); // false
 */
export function awaitsMoreText(code: string): boolean {
  const [first = "", ...body] = code.replace(/^\s*\n/, "").split(/\r\n|\n|\r/);
  const [, name = ""] = CELL_MAGIC.exec(first) ?? /^\s*%(\w+)\s*$/.exec(first) ?? [];
  if (name === "time") return first.includes("%%") && body.every((line) => line.trim() === "");
  return WHOLE_CELL.has(name) && (body.length === 0 || body.at(-1)!.trim() !== "");
}

function translateCellMagic(lines: readonly string[], first: number): Translation | undefined {
  const whole = CELL_MAGIC.exec(lines[first]!);
  const single = whole === null ? LINE_MAGIC.exec(lines[first]!)?.slice(1) : undefined;
  const [name, rest = ""] = whole === null ? (single?.slice(1) ?? []) : whole.slice(1);
  if (name === "time" && whole === null) return undefined;
  if (name === undefined || (whole === null && !WHOLE_CELL.has(name))) return undefined;
  const body = lines.slice(first + 1);
  if (name === "time") {
    return translateLines(lines.with(first, `;${RUNTIME}.startTimer();`), first + 1);
  }
  if (name === "sh") return cell(lines, `await ${RUNTIME}.run("sh", "", ${quote(dedent([rest, ...body]))});`);
  if (name === "format") {
    // What stands behind the magic is code too, and every character keeps its place in the cell for messages.
    const line = lines[first]!.trimEnd();
    const code = [...lines.slice(0, first), " ".repeat(line.length - rest.length) + rest, ...body];
    return cell(lines, `await ${RUNTIME}.run("format", "", ${quote(code.join("\n"))});`);
  }
  if (name === "sql") return translateSql(lines, rest, body);
  return { ok: false, line: first + 1, message: unknownMagic(`%%${name}`, findMagic(name) !== undefined) };
}

function translateSql(lines: readonly string[], rest: string, body: readonly string[]): Translation {
  const target = /^([A-Za-z_$][\w$]*)\s*<<\s*(.*)$/.exec(rest);
  const sql = dedent([target === null ? rest : target[2]!, ...body]);
  const call = `await ${RUNTIME}.run("sql", "", ${quote(sql)})`;
  return cell(lines, target === null ? call : `const ${target[1]}: any = ${call};`);
}

/** The generated line, with as many line ends as the cell has, so that the cell keeps its length. */
const cell = (lines: readonly string[], code: string): Translation => ({
  ok: true,
  code: code + "\n".repeat(lines.length - 1),
});

function translateLines(lines: readonly string[], first: number): Translation {
  const starts = scanLineStarts(lines.join("\n"));
  const result = [...lines];
  for (const [index, line] of lines.entries()) {
    const match = LINE_MAGIC.exec(line);
    const start = starts[index];
    if (match === null || start === undefined || !start.inCode || start.depth > 0) continue;
    const [, indent = "", name = "", rest = ""] = match;
    if (findMagic(name) === undefined) {
      if (index !== first) continue;
      return { ok: false, line: index + 1, message: unknownMagic(`%${name}`, false) };
    }
    if (WHOLE_CELL.has(name)) {
      return { ok: false, line: index + 1, message: say("magics.wholeCell", { name: `%${name}` }) };
    }
    if (name === "time") timeStatement(result, starts, index, indent, rest);
    else result[index] = `${indent}await ${RUNTIME}.run(${quote(name)}, ${quote(rest)});`;
  }
  return { ok: true, code: result.join("\n") };
}

/** Starts a timer before the statement; it stops on the line after it, or when the cell ends. */
function timeStatement(
  result: string[],
  starts: readonly { readonly depth: number }[],
  index: number,
  indent: string,
  statement: string,
): void {
  result[index] = `${indent};${RUNTIME}.startTimer();${statement}`;
  let next = index + 1;
  while (next < result.length && (starts[next]?.depth ?? 0) > 0) next += 1;
  const hasMore = result.slice(next).some((line) => line.trim() !== "");
  if (hasMore) result[next] = `;${RUNTIME}.stopTimer();${result[next]}`;
}

function unknownMagic(written: string, exists: boolean): string {
  const why = say(exists ? "magics.oneSign" : "magics.unknown", { name: written });
  return `${why} ${say("magics.helpLists")}`;
}

const quote = (text: string): string => JSON.stringify(text);

/** Takes away the indentation that all lines after the first have, and empty lines around. */
function dedent(lines: readonly string[]): string {
  const [head = "", ...rest] = lines;
  const indents = rest.filter((line) => line.trim() !== "").map((line) => /^\s*/.exec(line)![0].length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return [head, ...rest.map((line) => line.slice(common))].join("\n").replace(/^(\s*\n)+|\s+$/g, "");
}
