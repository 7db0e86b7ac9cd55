import type { CompletionItem, CompletionResult } from "./cell-compiler.js";
import type { CellChecker, CellModule } from "./cell-checker.js";
import { typescript } from "./typescript-api.js";

/** More than a person scrolls through; the rest is found by typing on. */
const MOST_ITEMS = 500;

const NEVER_CANCELLED = { isCancellationRequested: () => false, throwIfCancellationRequested: () => undefined };

/** What can be typed at a position of a draft, known from types alone: nothing of the notebook is run. */
export function completeCell(checker: CellChecker, module: CellModule, offset: number): CompletionResult {
  const code = module.file.text.slice(0, module.codeLength);
  const found = typescript.Completions.getCompletionsAtPosition(
    languageServiceHost(checker),
    checker.host,
    () => undefined,
    module.file,
    offset,
    { includeCompletionsWithInsertText: false, includeCompletionsForModuleExports: false },
    undefined,
    undefined,
    NEVER_CANCELLED,
  );
  const prefix = typedName(code, offset);
  const span = found?.optionalReplacementSpan;
  const start = span && span.start <= offset ? span.start : offset - prefix.length;
  const end = span && span.start <= offset ? Math.min(span.start + span.length, code.length) : offset;
  const typed = code.slice(start, offset);
  const items: CompletionItem[] = (found?.entries ?? [])
    .filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()))
    .sort((a, b) => compare(a.sortText, b.sortText) || compare(a.name, b.name))
    .slice(0, MOST_ITEMS)
    .map(({ name, kind }) => ({ text: name, type: kind }));
  return { items, start, end };
}

/** The part of a name that stands before a position. */
export function typedName(code: string, offset: number): string {
  return /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
}

/** What completion asks of the host of a language service: files, for the paths of imports. */
export function languageServiceHost(checker: CellChecker): object {
  const { sys } = typescript;
  return {
    getCompilationSettings: () => checker.options,
    getCurrentDirectory: () => "/",
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    readDirectory: sys.readDirectory,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    realpath: sys.realpath,
    useCaseSensitiveFileNames: () => true,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
