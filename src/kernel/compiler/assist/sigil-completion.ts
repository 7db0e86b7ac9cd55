import type { CellChecker } from "../check/cell-checker.js";
import type { CellModule } from "../check/cell-module.js";
import { typescript } from "../typescript/typescript-api.js";
import type { Candidate } from "./candidate.js";

/**
 * Of what could be typed, what can stand behind a `#` or `@`: private names, or what may be a decorator. TypeScript offers
 * every name there.
 *
 * `wordStart` is where the name begins of which the position is the end; both are offsets into the code.
 *
 * @example
 * // class A { #x = 1; get() { this.# } }
 * fitSigil(checker, module, code, 32, candidates); // [{ text: "#x", start: 31, … }]
 */
export function fitSigil(
  checker: CellChecker,
  module: CellModule,
  code: string,
  wordStart: number,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const sigil = code[wordStart - 1];
  if ((sigil !== "#" && sigil !== "@") || isText(module, wordStart)) return candidates;
  if (sigil === "@") return decorators(checker, module, code, wordStart);
  return candidates
    .filter(({ text }) => text.startsWith("#"))
    .map((candidate) => ({ ...candidate, start: Math.min(candidate.start, wordStart - 1) }));
}

/** Whether a position is in a string or a comment, where these characters mean nothing, or the tag of a comment. */
function isText({ file, codeStart }: CellModule, offset: number): boolean {
  const position = codeStart + offset;
  return (
    typescript.isInComment(file, position) !== undefined ||
    typescript.isInString(file, position) ||
    typescript.isInTemplateString(file, position)
  );
}

/** Functions of the notebook's, imported ones too: none of the language or of Node is a decorator. */
function decorators({ checker }: CellChecker, { file }: CellModule, code: string, wordStart: number): Candidate[] {
  const { SymbolFlags } = typescript;
  const end = wordStart + (/^[\p{ID_Continue}$]*/u.exec(code.slice(wordStart))?.[0].length ?? 0);
  return [...(file.locals?.values() ?? [])].flatMap((local) => {
    const symbol = (local.flags & SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(local) : local;
    if ((symbol.flags & SymbolFlags.Value) === 0) return [];
    const isCalled = checker.getTypeOfSymbolAtLocation(symbol, file).getCallSignatures().length > 0;
    const type = typescript.SymbolDisplay.getSymbolKind(checker, symbol, file);
    return isCalled ? [{ text: local.name, type, sortText: "11", start: wordStart, end }] : [];
  });
}
