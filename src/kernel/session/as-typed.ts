import type { CellDiagnostic } from "../compiler/index.js";

/** Diagnostics of a cell with magics, in the lines as they were typed: magics only put text before them. */
export function asTyped(
  diagnostics: readonly CellDiagnostic[],
  source: string,
  translated: string,
): readonly CellDiagnostic[] {
  if (source === translated) return diagnostics;
  const lines = source.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  return diagnostics.map((diagnostic) => {
    const sourceLine = lines[diagnostic.line - 1] ?? diagnostic.sourceLine;
    const shift = diagnostic.sourceLine.length - sourceLine.length;
    return { ...diagnostic, sourceLine, column: Math.max(1, diagnostic.column - shift) };
  });
}
