import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { VERSION_QUERY } from "../version-query.js";

/** A place in a local file; line and column are 1-based. */
interface LocalPlace {
  readonly fileName: string;
  readonly line: number;
  readonly column: number;
  readonly sourceLine: string;
}

/** The first mistake in the syntax of a local file, as an error that says where it is; undefined when there is none. */
export function findSyntaxError(typescript: typeof ts, fileName: string, text: string): SyntaxError | undefined {
  const { diagnostics = [] } = typescript.transpileModule(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: { target: typescript.ScriptTarget.ESNext, module: typescript.ModuleKind.ESNext, allowJs: true },
  });
  const [first] = diagnostics.filter(
    ({ category, code }) => category === typescript.DiagnosticCategory.Error && !isAboutTypes(code),
  );
  if (first?.file === undefined) return undefined;
  const { line, character } = first.file.getLineAndCharacterOfPosition(first.start ?? 0);
  const sourceLine = text.split(/\r\n|\n|\r/)[line] ?? "";
  const message = typescript.flattenDiagnosticMessageText(first.messageText, "\n");
  return syntaxErrorAt(message, { fileName, line: line + 1, column: character + 1, sourceLine });
}

/**
 * Adds to an error of loading a local file where it is: Node says neither the file of a mistake in the syntax of an ES
 * module, nor the typed line of an import that finds no such export.
 *
 * @example
 * locateSyntaxError(error, "/notebooks/helper.js", loadTypeScript);
 */
export function locateSyntaxError(error: unknown, fileName: string, typescript: () => typeof ts): unknown {
  if (!(error instanceof SyntaxError) || LOCATED.test(error.message)) return error;
  const place = placeInStack(error.stack ?? "");
  if (place !== undefined) return syntaxErrorAt(error.message, place);
  return findInImports(typescript(), fileName, new Set()) ?? error;
}

/** Messages of TypeScript about its own syntax in a JavaScript file, which come before those about what is wrong. */
const isAboutTypes = (code: number): boolean => code >= 8000 && code < 9000;

const LOCATED = /\(.+:\d+:\d+\)\n/;

function syntaxErrorAt(message: string, { fileName, line, column, sourceLine }: LocalPlace): SyntaxError {
  const gutter = `  ${line} | `;
  const before = sourceLine.slice(0, column - 1).replace(/[^\t]/g, " ");
  const error = new SyntaxError(
    `${message} (${fileName}:${line}:${column})\n${gutter}${sourceLine}\n${" ".repeat(gutter.length)}${before}~`,
  );
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** Node puts the place before the stack of an import that finds no such export, with the line as it was compiled. */
function placeInStack(stack: string): LocalPlace | undefined {
  const match = /^(file:\/\/[^\n]+|\/[^\n]+):(\d+)\n([^\n]*)\n(\s*)\^+\n/.exec(stack);
  if (match === null) return undefined;
  const [, url = "", lineText = "", compiledLine = "", indent = ""] = match;
  const [file = ""] = url.split(VERSION_QUERY);
  const fileName = file.startsWith("file:") ? fileURLToPath(file) : file;
  const compiled = { line: Number(lineText), column: indent.length + 1 };
  const entry = findSourceMap(url)?.findEntry(compiled.line - 1, compiled.column - 1);
  const [line, column] =
    entry !== undefined && "originalLine" in entry
      ? [entry.originalLine + 1, entry.originalColumn + 1]
      : [compiled.line, compiled.column];
  const typedLine = readFileSync(fileName, "utf8").split(/\r\n|\n|\r/)[line - 1];
  return { fileName, line, column, sourceLine: typedLine ?? compiledLine };
}

/** The mistake in a file or in those that it imports. */
function findInImports(typescript: typeof ts, fileName: string, seen: Set<string>): SyntaxError | undefined {
  if (seen.has(fileName)) return undefined;
  seen.add(fileName);
  let text: string;
  try {
    text = readFileSync(fileName, "utf8");
  } catch {
    return undefined;
  }
  const own = findSyntaxError(typescript, fileName, text);
  if (own !== undefined) return own;
  for (const { fileName: specifier } of typescript.preProcessFile(text, true, true).importedFiles) {
    if (!specifier.startsWith(".")) continue;
    const found = findInImports(typescript, resolve(dirname(fileName), specifier), seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
