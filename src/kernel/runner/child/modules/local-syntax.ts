import { readFileSync } from "node:fs";
import { findSourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type ts from "typescript";
import { VERSION_QUERY } from "../version-query.js";
import { compileLocal, findSource, localFormat } from "./compile-local.js";
import { TYPESCRIPT_FILE, findFile } from "./local-files.js";
import { findJsonError } from "./local-json.js";
import { type LocalPlace, isPlaced, placeAt, placeIn, placedMessage, withoutFrames } from "./local-place.js";
import { type NodeMistake, findCommonJsMistake, findModuleMistakeNow, findNodeMistake } from "./node-syntax.js";

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
  if (first?.file === undefined) return findExportEquals(typescript, fileName, text);
  const message = typescript.flattenDiagnosticMessageText(first.messageText, "\n");
  return syntaxErrorAt(message, placeAt(fileName, text, first.start ?? 0));
}

/**
 * Adds to an error of loading a local file where it is: Node says neither the file of a mistake in the syntax of an ES
 * module, nor the typed line of an import that finds no such export.
 *
 * @example
 * await locateSyntaxError(error, "/notebooks/helper.js", loadTypeScript);
 */
export async function locateSyntaxError(error: unknown, fileName: string, load: () => typeof ts): Promise<unknown> {
  const known = knownPlace(error);
  if (known !== undefined) return known;
  const { message } = error as SyntaxError;
  const typescript = load();
  for (const file of reachableFiles(typescript, fileName)) {
    const own = findOwnError(typescript, file);
    if (own !== undefined) return own;
    const compiled = compileIfTyped(typescript, file);
    for (const format of formatsOf(file.fileName)) {
      const mistake = await findNodeMistake(compiled, format);
      if (mistake?.message === message) return syntaxErrorAt(message, typedPlace(file, compiled, mistake));
    }
  }
  return error;
}

/**
 * The same for what `require` loads, which answers at once.
 *
 * @example
 * locateRequiredError(error, "/notebooks/helper.cjs", loadTypeScript);
 */
export function locateRequiredError(error: unknown, fileName: string, load: () => typeof ts): unknown {
  const known = knownPlace(error);
  if (known !== undefined) return known;
  const { message } = error as SyntaxError;
  for (const file of reachableFiles(load(), fileName)) {
    if (file.fileName.endsWith(".json")) {
      const own = findJsonError(file.fileName, file.text);
      if (own !== undefined) return own;
      continue;
    }
    const mistake = findCommonJsMistake(file.text);
    if (mistake?.message === message) return syntaxErrorAt(message, typedPlace(file, file.text, mistake));
  }
  return error;
}

/**
 * The same for what code of a local file imports or requires later, when no import of a cell waits for it: `roots` are the
 * files that cells have imported. Only what has no frame of its own is looked for.
 *
 * @example
 * locateLateError(error, ["/notebooks/helper.js"], loadTypeScript);
 */
export function locateLateError(error: unknown, roots: Iterable<string>, load: () => typeof ts): unknown {
  // One with a hint was looked into when its import failed.
  if (!(error instanceof SyntaxError) || isPlaced(error.message) || "hint" in error) return error;
  const { message, stack = "" } = error;
  const json = JSON_FILE.exec(message)?.[1];
  if (json !== undefined) return findJsonError(json, readFileSync(json, "utf8")) ?? error;
  const place = placeInStack(stack);
  if (place !== undefined) return syntaxErrorAt(message, place);
  if (OWN_FRAME.test(stack)) return error;
  const typescript = load();
  const files = new Map<string, LocalFile>();
  for (const root of [...roots].reverse()) reachableFiles(typescript, root, files);
  const words = Array.from(message.matchAll(QUOTED_WORD), ([, word = ""]) => word);
  const latest = performance.now() + SEARCH_LIMIT_MS;
  for (const file of files.values()) {
    if (!words.every((word) => file.text.includes(word))) continue;
    const compiled = compileIfTyped(typescript, file);
    for (const format of formatsOf(file.fileName)) {
      if (performance.now() > latest) return error;
      const mistake = format === "module" ? findModuleMistakeNow(compiled) : findCommonJsMistake(compiled);
      if (mistake?.message !== message) continue;
      return findOwnError(typescript, file) ?? syntaxErrorAt(message, typedPlace(file, compiled, mistake));
    }
  }
  return error;
}

/**
 * The first mistake in the syntax of a local file or of one that it imports; undefined where there is none.
 *
 * @example
 * findReachableMistake("/notebooks/helper.mjs", loadTypeScript);
 */
export function findReachableMistake(fileName: string, load: () => typeof ts): Error | undefined {
  const typescript = load();
  for (const file of reachableFiles(typescript, fileName)) {
    const own = findOwnError(typescript, file);
    if (own !== undefined) return own;
    const mistake = file.fileName.endsWith(".mjs") ? findModuleMistakeNow(file.text) : undefined;
    if (mistake !== undefined) return syntaxErrorAt(mistake.message, typedPlace(file, file.text, mistake));
  }
  return undefined;
}

/** V8 quotes what stands in the file. */
const QUOTED_WORD = /'([^']+)'/g;
/** Every ES module takes a process that compiles it. */
const SEARCH_LIMIT_MS = 3000;
/** How Node begins its message about a JSON file. */
const JSON_FILE = /^(\/[^\n]+\.json): /;
/** A frame that says where the code stood that failed; `async` ones only say who waited. */
const OWN_FRAME = /\n\s+at (?!async )/;

/** An error that needs no search: it is none of syntax, it says its place, or Node has put it into the stack. */
function knownPlace(error: unknown): unknown {
  if (!(error instanceof SyntaxError) || isPlaced(error.message)) return error;
  const place = placeInStack(error.stack ?? "");
  return place && syntaxErrorAt(error.message, place);
}

/** Messages of TypeScript about its own syntax in a JavaScript file, which come before those about what is wrong. */
const isAboutTypes = (code: number): boolean => code >= 8000 && code < 9000;

const syntaxErrorAt = (message: string, place: LocalPlace): SyntaxError =>
  withoutFrames(new SyntaxError(placedMessage(message, place)));

/** `export =` in an ES module, which TypeScript leaves out without a word where it compiles a file alone. */
function findExportEquals(typescript: typeof ts, fileName: string, text: string): SyntaxError | undefined {
  if (!TYPESCRIPT_FILE.test(fileName) || localFormat(fileName) === "commonjs" || !/\bexport\s*=/.test(text))
    return undefined;
  const file = typescript.createSourceFile(fileName, text, typescript.ScriptTarget.Latest);
  const found = file.statements.find(
    (statement) => typescript.isExportAssignment(statement) && statement.isExportEquals,
  );
  return found && syntaxErrorAt(NO_EXPORT_EQUALS, placeAt(fileName, text, found.getStart(file)));
}

/** TypeScript's TS1203. */
const NO_EXPORT_EQUALS =
  "Export assignment cannot be used when targeting ECMAScript modules. Consider using 'export default' or another module format instead.";

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
  const place = placeIn(fileName, readFileSync(fileName, "utf8"), line, column);
  return { ...place, sourceLine: place.sourceLine || compiledLine };
}

interface LocalFile {
  readonly fileName: string;
  readonly text: string;
}

/** A file and the local files that it imports or requires, in that order. */
function reachableFiles(typescript: typeof ts, wanted: string, found = new Map<string, LocalFile>()): LocalFile[] {
  // What is named as built is loaded from its source where there is one.
  const fileName = findSource(wanted) ?? wanted;
  if (!found.has(fileName)) {
    const file = { fileName, text: readFileSync(fileName, "utf8") };
    found.set(fileName, file);
    const imported = fileName.endsWith(".json") ? [] : typescript.preProcessFile(file.text, true, true).importedFiles;
    for (const { fileName: specifier } of imported) {
      const path = specifier.startsWith(".") ? findFile(resolve(dirname(fileName), specifier)) : undefined;
      if (path !== undefined) reachableFiles(typescript, path, found);
    }
  }
  return [...found.values()];
}

const findOwnError = (typescript: typeof ts, { fileName, text }: LocalFile): Error | undefined =>
  fileName.endsWith(".json") ? findJsonError(fileName, text) : findSyntaxError(typescript, fileName, text);

const compileIfTyped = (typescript: typeof ts, { fileName, text }: LocalFile): string =>
  TYPESCRIPT_FILE.test(fileName) ? compileLocal(typescript, fileName, text).source : text;

/** As what a file may be loaded: Node looks into a `.js` file for what it is. */
function formatsOf(fileName: string): readonly ("commonjs" | "module")[] {
  if (fileName.endsWith(".json")) return [];
  if (TYPESCRIPT_FILE.test(fileName)) return [localFormat(fileName)];
  return fileName.endsWith(".mjs") ? ["module"] : fileName.endsWith(".cjs") ? ["commonjs"] : ["commonjs", "module"];
}

const SOURCE_MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

function typedPlace(
  { fileName, text }: LocalFile,
  compiled: string,
  { line, column, sourceLine }: NodeMistake,
): LocalPlace {
  const encoded = SOURCE_MAP.exec(compiled)?.[1];
  if (encoded === undefined) return { fileName, line, column, sourceLine };
  const map = new TraceMap(Buffer.from(encoded, "base64").toString());
  const typed = originalPositionFor(map, { line, column: column - 1 });
  return placeIn(fileName, text, typed.line ?? line, (typed.column ?? column - 1) + 1);
}
