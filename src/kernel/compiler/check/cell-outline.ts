import type ts from "typescript";
import { parseCell } from "./parse-cell.js";
import { typescript, type BoundSourceFile } from "../typescript/typescript-api.js";

/** What a top-level name stands for: decides how later cells see it. */
export type NameKind = "const" | "let" | "function" | "class" | "enum" | "namespace" | "type" | "import";

export interface DeclaredName {
  readonly name: string;
  readonly kind: NameKind;
  /** Declared with `declare`: there is a type, but the value is a global of the runtime. */
  readonly ambient: boolean;
}

/** What can be said about a cell by parsing it alone. */
export interface CellOutline {
  readonly code: string;
  /** The cell alone, parsed and bound. */
  readonly file: BoundSourceFile;
  readonly declares: readonly DeclaredName[];
  /** Declared names that the cell itself exports, so that the prelude must not export them again. */
  readonly exported: ReadonlySet<string>;
  /** The text of every identifier in the cell. */
  readonly identifiers: ReadonlySet<string>;
  readonly syntaxErrors: readonly ts.Diagnostic[];
}

/** Parses a cell alone, as a file of that name: its top-level names, the identifiers it mentions and its syntax errors. */
export function outlineCell(code: string, options: ts.CompilerOptions, fileName = "/outline.ts"): CellOutline {
  const file = parseCell(fileName, code);
  typescript.bindSourceFile(file, options);
  const declares: DeclaredName[] = [];
  for (const symbol of [...(file.locals?.values() ?? []), ...exportedImports(file)]) declares.push(describe(symbol));
  const identifiers = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (typescript.isIdentifier(node)) identifiers.add(node.text);
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return {
    code,
    file,
    declares,
    exported: new Set([...(file.symbol?.exports?.keys() ?? [])].map(String)),
    identifiers,
    syntaxErrors: file.parseDiagnostics,
  };
}

/** Names that `export import a = …` declares: the binder has them among the exports alone. */
export const exportedImports = (file: BoundSourceFile): ts.Symbol[] =>
  [...(file.symbol?.exports?.values() ?? [])].filter(({ declarations = [] }) =>
    declarations.some(typescript.isImportEqualsDeclaration),
  );

function describe(symbol: ts.Symbol): DeclaredName {
  const { SymbolFlags, NodeFlags } = typescript;
  const declarations = symbol.declarations ?? [];
  // The local of an exported declaration carries no flags of its own: those of the exported symbol count.
  const exported = (symbol as { exportSymbol?: ts.Symbol }).exportSymbol;
  const flags = symbol.flags | (exported?.flags ?? 0);
  const isConstant = declarations.some(
    (declaration) => (typescript.getCombinedNodeFlags(declaration) & NodeFlags.Constant) !== 0,
  );
  const has = (wanted: ts.SymbolFlags): boolean => (flags & wanted) !== 0;
  const kind: NameKind = has(SymbolFlags.Alias)
    ? "import"
    : has(SymbolFlags.Class)
      ? "class"
      : has(SymbolFlags.Enum)
        ? "enum"
        : has(SymbolFlags.Function)
          ? "function"
          : has(SymbolFlags.Variable)
            ? isConstant
              ? "const"
              : "let"
            : has(SymbolFlags.ValueModule | SymbolFlags.NamespaceModule)
              ? "namespace"
              : "type";
  const values = declarations.filter(
    (declaration) => !typescript.isInterfaceDeclaration(declaration) && !typescript.isTypeAliasDeclaration(declaration),
  );
  const ambient =
    values.length > 0 &&
    values.every(
      (declaration) =>
        (typescript.getCombinedModifierFlags(declaration as ts.Declaration) & typescript.ModifierFlags.Ambient) !== 0,
    );
  return { name: symbol.name, kind, ambient };
}
