import type ts from "typescript";
import { typescript } from "../typescript/typescript-api.js";

/** Whether a list is declared by `using` or `await using`. */
export const isUsingList = (list: ts.VariableDeclarationList): boolean =>
  (list.flags & typescript.NodeFlags.Using) !== 0;

export const isUsing = (statement: ts.VariableStatement): boolean => isUsingList(statement.declarationList);

/** Whether a statement is declared with `declare`. */
export function isAmbient(statement: ts.Statement): boolean {
  return (
    typescript.canHaveModifiers(statement) &&
    (typescript.getModifiers(statement)?.some(({ kind }) => kind === typescript.SyntaxKind.DeclareKeyword) ?? false)
  );
}

/** Decorators and modifiers without `export` and `default`. */
export function plainModifiers(node: {
  readonly modifiers?: ts.NodeArray<ts.ModifierLike>;
}): ts.ModifierLike[] | undefined {
  return node.modifiers?.filter(
    ({ kind }) => kind !== typescript.SyntaxKind.ExportKeyword && kind !== typescript.SyntaxKind.DefaultKeyword,
  );
}

/** Whether a statement has a value that a cell can end in. */
export function isResultStatement(statement: ts.Statement): boolean {
  return (
    typescript.isExpressionStatement(statement) ||
    typescript.isExportAssignment(statement) ||
    ((typescript.isFunctionDeclaration(statement) || typescript.isClassDeclaration(statement)) &&
      statement.name === undefined)
  );
}
