import type ts from "typescript";
import type { CellDiagnostic } from "./cell-compiler.js";
import type { NameKind } from "./cell-outline.js";
import { hideCellFiles } from "./cell-files.js";
import { typescript } from "./typescript-api.js";

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

/** What a message may need to know of the cells before. */
export interface DiagnosedNotebook {
  kindOf(name: string): NameKind | undefined;
  labelOf(cell: number): string | undefined;
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
    const translated =
      diagnostic.code === CANNOT_ASSIGN_TO_IMPORT ? explainAssignment(diagnostic, message, notebook) : message;
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
  return hideCellFiles(text, (cell) => notebook.labelOf(cell));
}

function explainAssignment(
  diagnostic: ts.Diagnostic,
  message: { code: number; message: string },
  notebook: DiagnosedNotebook,
): { code: number; message: string } {
  const start = diagnostic.start ?? 0;
  const name = diagnostic.file?.text.slice(start, start + (diagnostic.length ?? 0)) ?? "";
  const kind = notebook.kindOf(name);
  const known = kind && CANNOT_ASSIGN[kind];
  return known ? { code: known.code, message: `Cannot assign to '${name}' because ${known.reason}.` } : message;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
