import type ts from "typescript";
import { typescript, type BoundSourceFile } from "../typescript/typescript-api.js";

const UNUSED_EXPECTATION = 2578;

/**
 * Leaves out the messages that `// @ts-ignore` and `// @ts-expect-error` speak of, as a program does; an expectation
 * that nothing met is a message of its own.
 */
export function applyCommentDirectives(
  file: BoundSourceFile,
  diagnostics: readonly ts.Diagnostic[],
): readonly ts.Diagnostic[] {
  const directives = file.commentDirectives ?? [];
  if (directives.length === 0) return diagnostics;
  const lineStarts = file.getLineStarts();
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const lines = new Set(directives.map(({ range }) => lineOf(range.pos)));
  const used = new Set<number>();
  const kept = diagnostics.filter(({ start }) => {
    if (start === undefined) return true;
    for (let line = lineOf(start) - 1; line >= 0; line--) {
      if (lines.has(line)) {
        used.add(line);
        return false;
      }
      const text = file.text.slice(lineStarts[line], lineStarts[line + 1]).trim();
      if (text !== "" && !text.startsWith("//")) return true;
    }
    return true;
  });
  const unused = directives.filter(({ range, type }) => type === EXPECT_ERROR && !used.has(lineOf(range.pos)));
  return [...kept, ...unused.map(({ range }) => unusedExpectation(file, range))];
}

const EXPECT_ERROR = 0;

function unusedExpectation(file: ts.SourceFile, range: ts.TextRange): ts.Diagnostic {
  return {
    category: typescript.DiagnosticCategory.Error,
    code: UNUSED_EXPECTATION,
    messageText: "Unused '@ts-expect-error' directive.",
    file,
    start: range.pos,
    length: range.end - range.pos,
  };
}
