import type { Completeness } from "../cell-compiler.js";
import { parseCell } from "../check/parse-cell.js";
import { typescript } from "../typescript/typescript-api.js";

const UNTERMINATED_STRING = 1002;
const UNTERMINATED_TEMPLATE = 1160;
const UNTERMINATED_REGULAR_EXPRESSION = 1161;

/**
 * Whether code can run as it stands, wants more lines, or cannot become right by adding to it.
 *
 * The parser decides: where its first complaint is that the text ends, more may follow. Only a string cannot go on in
 * the next line, unless its last character escapes the line's end.
 *
 * @example
 * completenessOf("for (const x of xs) {"); // { status: "incomplete", indent: "    " }
 */
export function completenessOf(code: string): Completeness {
  const file = parseCell("/code.ts", code);
  const first = file.parseDiagnostics[0];
  if (first === undefined) {
    // The parser lets a list of declarations end in a comma; only the checker does not.
    const endsInComma = file.statements.at(-1)?.getLastToken(file)?.kind === typescript.SyntaxKind.CommaToken;
    return endsInComma ? { status: "incomplete", indent: indentAfter(code, false) } : { status: "complete" };
  }
  const isAtEnd = first.start + first.length >= code.trimEnd().length;
  const wantsMore =
    first.code === UNTERMINATED_STRING
      ? isAtEnd && code.endsWith("\\")
      : first.code === UNTERMINATED_REGULAR_EXPRESSION
        ? isAtEnd
        : first.start >= code.trimEnd().length;
  if (!wantsMore) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code, first.code === UNTERMINATED_TEMPLATE) };
}

const INDENT: Parameters<typeof typescript.formatting.SmartIndenter.getIndentation>[2] = {
  indentSize: 2,
  tabSize: 2,
  newLineCharacter: "\n",
  convertTabsToSpaces: true,
  indentStyle: typescript.IndentStyle.Smart,
};

function indentAfter(code: string, isText: boolean): string {
  if (isText) return "";
  const text = `${code}\n`;
  const file = parseCell("/code.ts", text);
  return " ".repeat(typescript.formatting.SmartIndenter.getIndentation(text.length, file, INDENT));
}
