import type ts from "typescript";
import type { CellDiagnostic } from "./cell-compiler.js";
import type { NameKind } from "./cell-outline.js";
import { typescript } from "./typescript-api.js";

/**
 * Messages of `noImplicitAny` about something that was not annotated. A cell is a draft: `function f(x)` and packages
 * without types should run. An unknown key of a known object (7053) is not among them: that is mostly a typing error.
 */
const UNANNOTATED = new Set([
  7005, 7006, 7008, 7010, 7011, 7013, 7016, 7018, 7019, 7020, 7022, 7023, 7024, 7025, 7031, 7032, 7033, 7034, 7051,
  7055, 7057,
]);

const CANNOT_ASSIGN_TO_IMPORT = 2632;

/** What TypeScript says of an assignment to each kind of name, had it stood in the same cell. */
const CANNOT_ASSIGN: Partial<Record<NameKind, { readonly code: number; readonly reason: string }>> = {
  const: { code: 2588, reason: "it is a constant" },
  function: { code: 2630, reason: "it is a function" },
  class: { code: 2629, reason: "it is a class" },
  enum: { code: 2628, reason: "it is an enum" },
  namespace: { code: 2631, reason: "it is a namespace" },
};

/**
 * Turns messages of the compiler into those about the cell: positions as typed, no word of the files that stand for
 * cells, and messages about the prelude left out.
 */
export function toCellDiagnostics(
  diagnostics: readonly ts.Diagnostic[],
  code: string,
  kindOf: (name: string) => NameKind | undefined,
): CellDiagnostic[] {
  const lineStarts = lineStartsOf(code);
  const seen = new Set<string>();
  const found: CellDiagnostic[] = [];
  for (const diagnostic of diagnostics) {
    if (diagnostic.category !== typescript.DiagnosticCategory.Error || UNANNOTATED.has(diagnostic.code)) continue;
    const start = Math.min(diagnostic.start ?? 0, code.length);
    const lineIndex = lineStarts.findLastIndex((lineStart) => lineStart <= start);
    const lineStart = lineStarts[lineIndex] ?? 0;
    const message = { code: diagnostic.code, message: flatten(diagnostic.messageText) };
    const translated =
      diagnostic.code === CANNOT_ASSIGN_TO_IMPORT ? explainAssignment(diagnostic, message, kindOf) : message;
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

function explainAssignment(
  diagnostic: ts.Diagnostic,
  message: { code: number; message: string },
  kindOf: (name: string) => NameKind | undefined,
): { code: number; message: string } {
  const start = diagnostic.start ?? 0;
  const name = diagnostic.file?.text.slice(start, start + (diagnostic.length ?? 0)) ?? "";
  const kind = kindOf(name);
  const known = kind && CANNOT_ASSIGN[kind];
  return known ? { code: known.code, message: `Cannot assign to '${name}' because ${known.reason}.` } : message;
}

function flatten(message: string | ts.DiagnosticMessageChain): string {
  return hideCellFiles(typescript.flattenDiagnosticMessageText(message, "\n"));
}

/** Names of earlier cells are written as typed: `Person`, not `import("/folder/__cell_3").Person`. */
export function hideCellFiles(text: string): string {
  return text.replace(/import\("[^"]*__cell_\d+(?:\.mts)?"\)\.?/g, "").replace(/typeof (?=$|[\s,;)>\]])/g, "");
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
