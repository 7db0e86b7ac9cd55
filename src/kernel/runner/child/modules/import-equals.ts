import type ts from "typescript";

/**
 * Has `import m = require("m")` of a local file load the module, which TypeScript leaves out of an ES module: a local file as
 * a whole, anything else as its default export, which a module of Node's own and a CommonJS package have for `require`.
 */
export const rewriteImportEquals =
  (typescript: typeof ts): ts.TransformerFactory<ts.SourceFile> =>
  ({ factory }) =>
  (file) => {
    const statements = file.statements.flatMap((statement): readonly ts.Statement[] => {
      if (!typescript.isImportEqualsDeclaration(statement) || statement.isTypeOnly) return [statement];
      const { moduleReference, name, modifiers } = statement;
      if (!typescript.isExternalModuleReference(moduleReference)) return [statement];
      const specifier = moduleReference.expression;
      const isLocal = typescript.isStringLiteral(specifier) && /^\.|^file:/.test(specifier.text);
      // A name that only types use would be left out again if it were the typed one.
      const own = factory.createIdentifier(name.text);
      const clause = isLocal
        ? factory.createImportClause(undefined, undefined, factory.createNamespaceImport(own))
        : factory.createImportClause(undefined, own, undefined);
      const imported = factory.createImportDeclaration(undefined, clause, specifier);
      typescript.setTextRange(imported, statement);
      if (!modifiers?.some(({ kind }) => kind === typescript.SyntaxKind.ExportKeyword)) return [imported];
      const element = factory.createExportSpecifier(false, undefined, own);
      return [imported, factory.createExportDeclaration(undefined, false, factory.createNamedExports([element]))];
    });
    return factory.updateSourceFile(file, statements);
  };
