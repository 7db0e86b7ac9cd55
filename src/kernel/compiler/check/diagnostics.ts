import type ts from "typescript";
import type { CellDiagnostic } from "../cell-compiler.js";
import { borrowedNameHint, borrowedSyntaxHint } from "./borrowed-syntax.js";
import type { NameKind } from "./cell-outline.js";
import { hideCellFiles } from "./cell-files.js";
import { namePackages } from "../modules/package-of-path.js";
import type { MissingModule } from "../../missing-module.js";
import { typescript } from "../typescript/typescript-api.js";
import { say } from "../../../texts/kernel/index.js";

/**
 * Messages of `noImplicitAny` about something that was not annotated. A cell is a draft: `function f(x)` and packages
 * without types should run. An unknown key of a known object (7053) is not among them: that is mostly a typing error.
 */
const UNANNOTATED = new Set([
  7005, 7006, 7008, 7010, 7011, 7013, 7016, 7018, 7019, 7020, 7022, 7023, 7024, 7025, 7031, 7032, 7033, 7034, 7051,
  7055, 7057,
]);

/** A JSON import without `with { type: "json" }`, which Node demands and the cell runner does not. */
const JSON_WITHOUT_ATTRIBUTE = 1543;

const CANNOT_ASSIGN_TO_IMPORT = 2632;

/** What TypeScript says of an assignment to each kind of name, had it stood in the same cell. */
const CANNOT_ASSIGN: Partial<Record<NameKind, { readonly code: number; readonly reason: string }>> = {
  const: { code: 2588, reason: "it is a constant" },
  function: { code: 2630, reason: "it is a function" },
  class: { code: 2629, reason: "it is a class" },
  enum: { code: 2628, reason: "it is an enum" },
  namespace: { code: 2631, reason: "it is a namespace" },
};

/** An import that was not found: of a package, of a file, of a file without its ending, for what it does alone. */
const NO_MODULE = new Set([2307, 2792, 2834, 2835, 2882]);

/** TypeScript's remark below a message about a promise that was taken for its value. */
const FORGOTTEN_AWAIT = 2773;

/** The same of a condition, which says so in its own message. */
const PROMISE_AS_CONDITION = 2801;

/** Properties that a promise lacks, where TypeScript does not make that remark. */
const PROMISE_LACKS =
  /^(?:Property '[^']*' is missing in type|Type) 'Promise<.* (?:but required in|is missing the following properties from) type '(?!Promise)/;

/** "Cannot find name 'consol'. Did you mean 'console'?" */
const NO_NAME_BUT_ANOTHER = 2552;

const NO_NAME = new Set([2304, 2503, NO_NAME_BUT_ANOTHER, 18004]);

/** A name that was not found, with advice that fits no notebook: to install types of jQuery, to change a tsconfig.json. */
const NO_NAME_IN_PROJECT = new Set([2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2867, 2868]);

/** Whether a cell's message says that a name is not found that stands at its place. */
export const saysNoName = ({ code }: CellDiagnostic): boolean => NO_NAME.has(code);

const NO_DOM = 2584;

/** A property that `globalThis` is not known to have. */
const NO_GLOBAL = 7017;

/** What a message may need to know of the notebook. */
export interface DiagnosedNotebook {
  readonly projectRoot: string;
  kindOf(name: string): NameKind | undefined;
  labelOf(cell: number): string | undefined;
  /** The label of the cell that would have declared a name, had it not been refused. */
  refusedBy(name: string): string | undefined;
  /** Whether a cell had declared a name that is forgotten since. */
  wasForgotten(name: string): boolean;
  /** Explains an import that was not found. */
  explainMissing(specifier: string): MissingModule;
  /** The import that brings a name that was not found. */
  suggestImport(name: string): string | undefined;
  /** What to run again, where a message may be about types that were replaced. */
  staleHint(diagnostic: ts.Diagnostic, message: string): string | undefined;
}

/**
 * Turns messages of the compiler into those about the cell: positions as typed, no word of the files that stand for
 * cells, and messages about the prelude left out.
 */
export function toCellDiagnostics(
  diagnostics: readonly ts.Diagnostic[],
  code: string,
  notebook: DiagnosedNotebook,
): CellDiagnostic[] {
  const lineStarts = lineStartsOf(code);
  const seen = new Set<string>();
  const found: CellDiagnostic[] = [];
  for (const diagnostic of diagnostics) {
    if (diagnostic.category !== typescript.DiagnosticCategory.Error || isAccepted(diagnostic)) continue;
    const start = Math.min(diagnostic.start ?? 0, code.length);
    const lineIndex = lineStarts.findLastIndex((lineStart) => lineStart <= start);
    const lineStart = lineStarts[lineIndex] ?? 0;
    const message = { code: diagnostic.code, message: textOf(diagnostic, notebook) };
    // What follows the first mistake of the syntax is mostly an echo of it.
    const borrowed = found.length === 0 ? borrowedSyntaxHint(diagnostic) : undefined;
    const translated = borrowed === undefined ? explain(diagnostic, message, notebook) : { ...message, hint: borrowed };
    const key = `${translated.code}:${start}:${translated.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    found.push({
      ...translated,
      line: lineIndex + 1,
      column: start - lineStart + 1,
      length: Math.max(0, Math.min(diagnostic.length ?? 0, code.length - start)),
      sourceLine: code.slice(lineStart, lineStarts[lineIndex + 1] ?? code.length).replace(/[\r\n]+$/, ""),
    });
  }
  return found;
}

const isAccepted = ({ code }: ts.Diagnostic): boolean => code === JSON_WITHOUT_ATTRIBUTE || UNANNOTATED.has(code);

function textOf(diagnostic: ts.Diagnostic, notebook: DiagnosedNotebook): string {
  const text = typescript.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  const named = namePackages(namedAsTyped(text, diagnostic), notebook.projectRoot);
  return hideCellFiles(named, (cell) => notebook.labelOf(cell));
}

const NO_EXPORT = /^(?:Module )?'("[^"]*")' has no (?:exported member|default export)/;

/** A message about a name that a module lacks, with the module as the import names it instead of the path to its types. */
function namedAsTyped(text: string, { file, start = 0 }: ts.Diagnostic): string {
  const shown = NO_EXPORT.exec(text)?.[1];
  if (shown === undefined) return text;
  const statement = file?.statements.find(({ pos, end }) => pos <= start && start < end);
  const specifier =
    statement !== undefined && (typescript.isImportDeclaration(statement) || typescript.isExportDeclaration(statement))
      ? statement.moduleSpecifier
      : undefined;
  if (specifier === undefined || !typescript.isStringLiteral(specifier)) return text;
  return text.replaceAll(shown, () => `"${specifier.text}"`);
}

interface Message {
  readonly code: number;
  readonly message: string;
  readonly hint?: string;
  readonly refusedBy?: string;
}

function explain(diagnostic: ts.Diagnostic, message: Message, notebook: DiagnosedNotebook): Message {
  const start = diagnostic.start ?? 0;
  const marked = diagnostic.file?.text.slice(start, start + (diagnostic.length ?? 0)) ?? "";
  if (diagnostic.code === CANNOT_ASSIGN_TO_IMPORT) return explainAssignment(marked, message, notebook);
  if (NO_MODULE.has(diagnostic.code)) return explainMissing(marked, message, notebook);
  if (NO_NAME.has(diagnostic.code) || NO_NAME_IN_PROJECT.has(diagnostic.code))
    return explainName(marked, message, notebook, isCalled(diagnostic));
  if (diagnostic.code === NO_GLOBAL) return { ...message, hint: say("kernel.noGlobal", { name: marked }) };
  const hint = notebook.staleHint(diagnostic, message.message) ?? awaitHint(diagnostic, message.message);
  return hint === undefined ? message : { ...message, hint };
}

function awaitHint({ code, relatedInformation = [] }: ts.Diagnostic, text: string): string | undefined {
  const forgotten =
    code === PROMISE_AS_CONDITION ||
    PROMISE_LACKS.test(text) ||
    relatedInformation.some(({ code }) => code === FORGOTTEN_AWAIT);
  return forgotten ? say("kernel.forgottenAwait") : undefined;
}

function explainMissing(marked: string, message: Message, notebook: DiagnosedNotebook): Message {
  const specifier = /^(["'`])(.+)\1$/.exec(marked)?.[2];
  if (specifier === undefined) return message;
  const explained = notebook.explainMissing(specifier);
  return explained.message === undefined
    ? { ...message, hint: explained.hint }
    : { code: 2307, message: explained.message, hint: explained.hint };
}

const isCalled = ({ file, start = 0, length = 0 }: ts.Diagnostic): boolean =>
  /^\s*\(/.test(file?.text.slice(start + length) ?? "");

function explainName(name: string, message: Message, notebook: DiagnosedNotebook, isCalled: boolean): Message {
  const said = NO_NAME.has(message.code) ? message : { code: 2304, message: `Cannot find name '${name}'.` };
  const cell = notebook.refusedBy(name);
  if (cell !== undefined) return { ...said, hint: say("kernel.refused", { name, cell }), refusedBy: cell };
  if (notebook.wasForgotten(name)) {
    return {
      ...said,
      hint: say("kernel.forgotten"),
    };
  }
  const line = notebook.suggestImport(name);
  if (line !== undefined) return { ...said, hint: say("kernel.importBrings", { line, module: moduleOf(line) }) };
  const borrowed = borrowedNameHint(name, { isCalled }) ?? (message.code === NO_DOM ? say("kernel.noPage") : undefined);
  if (borrowed !== undefined) return { ...said, hint: borrowed };
  // TypeScript has said already which name was meant.
  return said.code === NO_NAME_BUT_ANOTHER ? said : { ...said, hint: say("kernel.notDeclared") };
}

const moduleOf = (line: string): string => / from "(.+)";$/.exec(line)?.[1] ?? "";

function explainAssignment(name: string, message: Message, notebook: DiagnosedNotebook): Message {
  const kind = notebook.kindOf(name);
  const known = kind && CANNOT_ASSIGN[kind];
  return known ? { code: known.code, message: `Cannot assign to '${name}' because ${known.reason}.` } : message;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
