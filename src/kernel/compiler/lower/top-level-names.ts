import type ts from "typescript";
import { exportedImports } from "../check/cell-outline.js";
import { typescript, type BoundSourceFile, type InternalChecker } from "../typescript/typescript-api.js";

/** Tells which identifiers of a cell stand for top-level names of the notebook, this cell's or an earlier one's. */
export class TopLevelNames {
  readonly #checker: InternalChecker;
  readonly #locals: ReadonlyMap<string, ts.Symbol>;
  readonly #ambient: ReadonlySet<string>;

  /** Names in `ambient` have a type only: their value is a global of the runtime. */
  constructor(checker: InternalChecker, file: BoundSourceFile, ambient: ReadonlySet<string>) {
    this.#checker = checker;
    this.#locals = new Map([
      ...exportedImports(file).map((symbol) => [symbol.name, symbol] as const),
      ...(file.locals ?? []),
    ]);
    this.#ambient = ambient;
  }

  /** The symbol of the top-level name that an identifier refers to or declares, else `undefined`. */
  symbolOf(identifier: ts.Identifier): ts.Symbol | undefined {
    const local = this.#locals.get(identifier.escapedText as string);
    if (local === undefined || this.#ambient.has(identifier.text) || isPropertyName(identifier)) return undefined;
    const { parent } = identifier;
    const symbol =
      typescript.isShorthandPropertyAssignment(parent) && parent.name === identifier
        ? this.#checker.getShorthandAssignmentValueSymbol(parent)
        : this.#checker.getSymbolAtLocation(identifier);
    if (symbol === undefined) return undefined;
    return symbol === local || symbol === this.#checker.getExportSymbolOfSymbol(local) ? symbol : undefined;
  }

  has(identifier: ts.Identifier): boolean {
    return this.symbolOf(identifier) !== undefined;
  }
}

/** Whether an identifier names a property, a member or a label, and so refers to no variable. */
function isPropertyName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (typescript.isPropertyAccessExpression(parent) || typescript.isMetaProperty(parent)) {
    return parent.name === identifier;
  }
  if (typescript.isBindingElement(parent)) return parent.propertyName === identifier;
  if (typescript.isBreakOrContinueStatement(parent) || typescript.isLabeledStatement(parent)) {
    return parent.label === identifier;
  }
  return (
    (typescript.isPropertyAssignment(parent) ||
      typescript.isMethodDeclaration(parent) ||
      typescript.isPropertyDeclaration(parent) ||
      typescript.isAccessor(parent) ||
      typescript.isEnumMember(parent)) &&
    parent.name === identifier
  );
}
