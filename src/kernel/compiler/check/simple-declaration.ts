import type ts from "typescript";
import type { DeclaredName } from "./cell-outline.js";
import { typescript, type InternalChecker } from "../typescript/typescript-api.js";

/** A type written with nothing but the names of the language: it means the same in every cell. */
const INTRINSIC_TYPE =
  /^(?:\b(?:string|number|boolean|bigint|undefined|null|any|unknown|never|void|true|false|object|symbol)\b|[\s|()[\]])+$/;

/** Longer literals stay in their cell. */
const LONGEST_LITERAL = 200;

/**
 * Writes a variable of a checked cell as a declaration that needs nothing of that cell, where its type is simple.
 *
 * Later cells then do not ask the checker about this one, so that chains over hundreds of cells stay shallow, and the
 * cell can leave the program. Undefined where the type names anything or where there is documentation to show.
 *
 * @example
 * // after `let total = 1 + 1`: "let total: number;", after `const max = 5`: "const max = 5;"
 */
export function simpleDeclaration(
  checker: InternalChecker,
  symbol: ts.Symbol,
  { name, kind, ambient }: DeclaredName,
): string | undefined {
  if (ambient || (kind !== "let" && kind !== "const") || (symbol.flags & ~typescript.SymbolFlags.Variable) !== 0) {
    return undefined;
  }
  if (symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0) return undefined;
  const type = checker.getTypeOfSymbol(symbol);
  const text = checker.typeToString(type, undefined, typescript.TypeFormatFlags.NoTruncation);
  if (isLiteral(type)) {
    if (text.length > LONGEST_LITERAL) return undefined;
    // A literal that was not annotated widens when a `let` takes it over; only an initialiser says so.
    const widens = kind === "const" && (type as ts.FreshableType).freshType === type;
    return widens ? `const ${name} = ${text};` : `${kind} ${name}: ${text};`;
  }
  return INTRINSIC_TYPE.test(text) ? `${kind} ${name}: ${text};` : undefined;
}

function isLiteral(type: ts.Type): boolean {
  const { Literal, EnumLiteral } = typescript.TypeFlags;
  return (type.flags & Literal) !== 0 && (type.flags & EnumLiteral) === 0;
}
