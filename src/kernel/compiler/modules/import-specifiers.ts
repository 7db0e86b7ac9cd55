import type ts from "typescript";
import { typescript } from "../typescript/typescript-api.js";

/** Every module that a file names in an import, an export, an import type, a module declaration or `import()`. */
export function importSpecifiers(file: ts.SourceFile): Set<string> {
  const specifiers = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (typescript.isStringLiteralLike(node) && isSpecifier(node)) specifiers.add(node.text);
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return specifiers;
}

function isSpecifier({ parent }: ts.StringLiteralLike): boolean {
  if (typescript.isCallExpression(parent)) {
    const { expression } = parent;
    return (
      expression.kind === typescript.SyntaxKind.ImportKeyword ||
      (typescript.isIdentifier(expression) && expression.text === "require")
    );
  }
  return (
    typescript.isImportDeclaration(parent) ||
    typescript.isExportDeclaration(parent) ||
    typescript.isExternalModuleReference(parent) ||
    typescript.isModuleDeclaration(parent) ||
    (typescript.isLiteralTypeNode(parent) && typescript.isImportTypeNode(parent.parent))
  );
}
