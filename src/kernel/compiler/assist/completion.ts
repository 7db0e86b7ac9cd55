import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import type ts from "typescript";
import type { CompletionItem, CompletionResult } from "../cell-compiler.js";
import type { CellChecker } from "../check/cell-checker.js";
import type { CellModule } from "../check/cell-module.js";
import type { Candidate } from "./candidate.js";
import { importableNames } from "../modules/suggested-import.js";
import { narrowedProgram } from "./narrowed-program.js";
import { fitSigil } from "./sigil-completion.js";
import { NEVER_CANCELLED, typescript } from "../typescript/typescript-api.js";

/** More than a person scrolls through; the rest is found by typing on. */
const MOST_ITEMS = 500;

/** What can be typed at a position of a draft, known from types alone: nothing of the notebook is run. */
export function completeCell(
  checker: CellChecker,
  module: CellModule,
  offset: number,
  withImports = false,
): CompletionResult {
  const { file, codeStart, codeLength } = module;
  const code = file.text.slice(codeStart, codeStart + codeLength);
  const specifierStart = moduleSpecifierStart(file, codeStart + offset);
  const wordStart = offset - typedName(code, offset).length;
  const { known, isValue } = languageCandidates(checker, module, code, offset);
  const candidates = [...fitSigil(checker, module, code, wordStart, known)];
  if (withImports && isValue) candidates.push(...importCandidates(checker.projectRoot, code, wordStart, offset, known));
  if (specifierStart !== undefined) {
    candidates.push(...packageCandidates(checker.projectRoot, code, specifierStart - codeStart, offset));
  }
  const fitting = candidates.filter(({ text, start }) => startsWith(text, code.slice(start, offset)));
  // Front ends replace one range for all items, so the shorter replacements are padded with what stands before them.
  const start = Math.min(offset, ...fitting.map((candidate) => candidate.start));
  const end = Math.max(offset, ...fitting.map((candidate) => candidate.end));
  const items = new Map<string, CompletionItem>();
  for (const candidate of fitting.sort((a, b) => compare(a.sortText, b.sortText) || compare(a.text, b.text))) {
    const text = code.slice(start, candidate.start) + candidate.text + code.slice(candidate.end, end);
    if (items.size < MOST_ITEMS && !items.has(text)) items.set(text, { text, type: candidate.type });
  }
  return { items: [...items.values()], start, end };
}

/** The part of a name that stands before a position. */
export function typedName(code: string, offset: number): string {
  return /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
}

interface KnownCandidates {
  readonly known: readonly Candidate[];
  /** Whether an expression may begin there. */
  readonly isValue: boolean;
}

function languageCandidates(checker: CellChecker, module: CellModule, code: string, offset: number): KnownCandidates {
  const { file, codeStart } = module;
  const found = typescript.Completions.getCompletionsAtPosition(
    languageServiceHost(checker),
    narrowedProgram(checker.host, checker.checker, typedName(code, offset)),
    () => undefined,
    file,
    codeStart + offset,
    { includeCompletionsWithInsertText: false, includeCompletionsForModuleExports: false },
    undefined,
    undefined,
    NEVER_CANCELLED,
  );
  const isInRequire = REQUIRE_OF_FILE.test(code.slice(0, offset));
  const word = { start: codeStart + offset - typedName(code, offset).length, length: typedName(code, offset).length };
  const entries = (found?.entries ?? []).filter((entry) => !isInRequire || !isTypeScriptFile(entry));
  const known = entries.map((entry): Candidate => {
    const span = entry.replacementSpan ?? found?.optionalReplacementSpan ?? word;
    const start = Math.max(0, Math.min(span.start - codeStart, offset));
    const end = Math.max(offset, Math.min(span.start + span.length - codeStart, code.length));
    return { text: entry.name, type: kindOf(checker, module, entry), sortText: entry.sortText, start, end };
  });
  // TypeScript offers this word wherever it offers names of values, and there alone.
  return { known, isValue: known.some(({ text, type }) => text === "new" && type === "keyword") };
}

/** With fewer letters half of Node would be offered. */
const LETTERS_FOR_IMPORT = 2;

/** Names that an import brings, where the cell does not have them. */
function importCandidates(
  projectRoot: string,
  code: string,
  start: number,
  offset: number,
  known: readonly Candidate[],
): Candidate[] {
  if (offset - start < LETTERS_FOR_IMPORT) return [];
  const has = new Set(known.map(({ text }) => text));
  const typed = code.slice(start, offset);
  return [...importableNames(projectRoot)]
    .filter(([text]) => startsWith(text, typed) && !has.has(text))
    .map(([text, module]) => ({ text, type: `from ${module}`, sortText: "16", start, end: offset }));
}

/** `require("./…` as a function, which loads JavaScript only; `import x = require("./…` is an import like any other. */
const REQUIRE_OF_FILE = /(?<!\bimport\s+(?:type\s+)?[\p{ID_Continue}$]+\s*=\s*)\brequire\s*\(\s*["'`][^"'`\n]*$/u;

const isTypeScriptFile = ({ kind, kindModifiers = "" }: ts.CompletionEntry): boolean =>
  kind === typescript.ScriptElementKind.scriptElement && /\.[mc]?tsx?$/.test(kindModifiers);

/** Names of earlier cells come in as imports; what they are is more telling. */
function kindOf(checker: CellChecker, { file }: CellModule, entry: ts.CompletionEntry): string {
  const symbol = entry.kind === typescript.ScriptElementKind.alias ? file.locals?.get(entry.name) : undefined;
  const target = symbol && checker.checker.getAliasedSymbol(symbol);
  if (target === undefined || checker.checker.isUnknownSymbol(target)) return entry.kind;
  return typescript.SymbolDisplay.getSymbolKind(checker.checker, target, file) || entry.kind;
}

/** Where the text of a module specifier starts when the position is in one, else `undefined`. */
function moduleSpecifierStart(file: ts.SourceFile, position: number): number | undefined {
  const before = file.text.slice(0, position);
  const quote = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(["'])([^"'\n]*)$/.exec(before);
  return quote === null ? undefined : position - quote[2]!.length;
}

/** Packages that resolve from any folder: tunelab, what it depends on, and Node's own. */
function packageCandidates(projectRoot: string, code: string, start: number, offset: number): Candidate[] {
  if (code.slice(start, offset).startsWith(".")) return [];
  const rest = /^[^"'\n]*/.exec(code.slice(offset))?.[0] ?? "";
  const names = [
    ...projectPackages(projectRoot),
    ...builtinModules.filter((name) => !name.startsWith("_")).map((name) => `node:${name.replace(/^node:/, "")}`),
  ];
  return names.map((text) => ({
    text,
    type: typescript.ScriptElementKind.externalModuleName,
    sortText: "11",
    start,
    end: offset + rest.length,
  }));
}

function projectPackages(projectRoot: string): string[] {
  try {
    const text = readFileSync(join(projectRoot, "package.json"), "utf8");
    const { name, dependencies } = JSON.parse(text) as { name: string; dependencies?: Record<string, string> };
    return [name, ...Object.keys(dependencies ?? {})];
  } catch {
    return [];
  }
}

/** What completion asks of the host of a language service: files, for the paths of imports. */
function languageServiceHost(checker: CellChecker): object {
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

const startsWith = (text: string, typed: string): boolean => text.toLowerCase().startsWith(typed.toLowerCase());

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
