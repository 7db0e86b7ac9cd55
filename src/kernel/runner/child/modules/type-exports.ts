import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type ts from "typescript";
import { findProjectRoot } from "../../../../core/essentials/index.js";

/** Finds the source or the declarations of a module that a file names. */
export type FindModule = (specifier: string, fileName: string) => string | undefined;

interface ExportedName {
  /** Name in the module that it comes from. */
  readonly name: string;
  readonly specifier: string;
}

/**
 * Takes re-exports of types out of a file: `export { Point } from "./types"` where `Point` is an interface, and
 * `export default Point` where it is imported.
 *
 * A file that is compiled alone cannot tell a type of another file from a value, and Node then asks that file for an
 * export that is gone. Only names that are found to be types are taken out: what is wrong stays for Node to say.
 */
export function eraseTypeExports(typescript: typeof ts, find: FindModule): ts.TransformerFactory<ts.SourceFile> {
  const exports = new ModuleExports(typescript, find);
  return (context) => (file) => {
    const isType = (name: string, specifier: string): boolean => exports.isType({ name, specifier }, file.fileName);
    const imported = importedNames(typescript, file);
    const isTypeHere = (element: ts.ExportSpecifier, specifier: string | undefined): boolean => {
      const local = (element.propertyName ?? element.name).text;
      if (specifier !== undefined) return isType(local, specifier);
      const from = imported.get(local);
      return from !== undefined && isType(from.name, from.specifier);
    };
    const erased = new Set<string>();
    const keepExports = (statement: ts.Statement): ts.Statement | undefined => {
      if (typescript.isExportAssignment(statement)) {
        const { expression, isExportEquals } = statement;
        const from = typescript.isIdentifier(expression) ? imported.get(expression.text) : undefined;
        if (isExportEquals === true || from === undefined || !isType(from.name, from.specifier)) return statement;
        erased.add((expression as ts.Identifier).text);
        return undefined;
      }
      const clause = typescript.isExportDeclaration(statement) ? statement.exportClause : undefined;
      if (clause === undefined || !typescript.isNamedExports(clause)) return statement;
      const declaration = statement as ts.ExportDeclaration;
      const specifier = specifierOf(typescript, declaration.moduleSpecifier);
      const kept = clause.elements.filter((element) => {
        if (element.isTypeOnly || !isTypeHere(element, specifier)) return true;
        if (specifier === undefined) erased.add((element.propertyName ?? element.name).text);
        return false;
      });
      if (kept.length === clause.elements.length) return statement;
      if (kept.length === 0) return undefined;
      const { modifiers, isTypeOnly, moduleSpecifier, attributes } = declaration;
      const named = context.factory.updateNamedExports(clause, kept);
      return context.factory.updateExportDeclaration(
        declaration,
        modifiers,
        isTypeOnly,
        named,
        moduleSpecifier,
        attributes,
      );
    };
    const keepImports = (statement: ts.Statement): ts.Statement => {
      if (!typescript.isImportDeclaration(statement) || statement.importClause === undefined) return statement;
      const { importClause, modifiers, moduleSpecifier, attributes } = statement;
      const keptClause = withoutNames(typescript, context.factory, importClause, erased);
      return keptClause === importClause
        ? statement
        : context.factory.updateImportDeclaration(statement, modifiers, keptClause, moduleSpecifier, attributes);
    };
    const statements = file.statements.flatMap((statement) => keepExports(statement) ?? []).map(keepImports);
    return context.factory.updateSourceFile(file, statements);
  };
}

/** What an import binds without some names; undefined where nothing is left. */
function withoutNames(
  typescript: typeof ts,
  factory: ts.NodeFactory,
  clause: ts.ImportClause,
  erased: ReadonlySet<string>,
): ts.ImportClause | undefined {
  const name = clause.name !== undefined && erased.has(clause.name.text) ? undefined : clause.name;
  let bindings = clause.namedBindings;
  if (bindings !== undefined && typescript.isNamedImports(bindings)) {
    const kept = bindings.elements.filter((element) => !erased.has(element.name.text));
    if (kept.length < bindings.elements.length) {
      bindings = kept.length === 0 ? undefined : factory.updateNamedImports(bindings, kept);
    }
  }
  if (name === undefined && bindings === undefined) return undefined;
  return factory.updateImportClause(clause, clause.phaseModifier, name, bindings);
}

/** Tells types from values by the declarations of a module and of those that it re-exports. */
class ModuleExports {
  readonly #typescript: typeof ts;
  readonly #find: FindModule;
  readonly #files = new Map<string, ts.SourceFile>();

  constructor(typescript: typeof ts, find: FindModule) {
    this.#typescript = typescript;
    this.#find = find;
  }

  isType(exported: ExportedName, fileName: string): boolean {
    return this.#meaning(exported, fileName, new Set()) === "type";
  }

  #meaning({ name, specifier }: ExportedName, from: string, seen: Set<string>): "type" | "value" | undefined {
    const fileName = this.#find(specifier, from);
    const key = `${fileName}:${name}`;
    if (fileName === undefined || seen.has(key)) return undefined;
    seen.add(key);
    const typescript = this.#typescript;
    const file = this.#parse(fileName);
    const imported = importedNames(typescript, file);
    const local = (localName: string): "type" | "value" | undefined => {
      const declared = declaredMeaning(typescript, file, localName);
      const source = imported.get(localName);
      return declared ?? (source && this.#meaning(source, fileName, seen));
    };
    let found: "type" | "value" | undefined;
    for (const statement of file.statements) {
      if (typescript.isExportAssignment(statement)) {
        if (name !== "default" || statement.isExportEquals === true) continue;
        return typescript.isIdentifier(statement.expression) ? local(statement.expression.text) : "value";
      }
      if (!typescript.isExportDeclaration(statement)) continue;
      const target = specifierOf(typescript, statement.moduleSpecifier);
      const clause = statement.exportClause;
      if (clause === undefined && target !== undefined) {
        if (name !== "default") found ??= this.#meaning({ name, specifier: target }, fileName, seen);
      } else if (clause !== undefined && typescript.isNamedExports(clause)) {
        const element = clause.elements.find((candidate) => candidate.name.text === name);
        if (element === undefined) continue;
        if (statement.isTypeOnly || element.isTypeOnly) return "type";
        const source = (element.propertyName ?? element.name).text;
        return target === undefined
          ? local(source)
          : this.#meaning({ name: source, specifier: target }, fileName, seen);
      } else if (clause !== undefined && clause.name.text === name) {
        return "value";
      }
    }
    return declaredMeaning(typescript, file, name, true) ?? found;
  }

  #parse(fileName: string): ts.SourceFile {
    let file = this.#files.get(fileName);
    if (file === undefined) {
      const { createSourceFile, ScriptTarget } = this.#typescript;
      file = createSourceFile(fileName, readFileSync(fileName, "utf8"), ScriptTarget.Latest);
      this.#files.set(fileName, file);
    }
    return file;
  }
}

/** What the declarations of a name at the top of a file make it; with `exportedOnly`, those with `export` or `export default`. */
function declaredMeaning(
  typescript: typeof ts,
  file: ts.SourceFile,
  name: string,
  exportedOnly = false,
): "type" | "value" | undefined {
  let meaning: "type" | "value" | undefined;
  for (const statement of file.statements) {
    const modifiers = typescript.canHaveModifiers(statement) ? (typescript.getModifiers(statement) ?? []) : [];
    const has = (kind: ts.SyntaxKind): boolean => modifiers.some((modifier) => modifier.kind === kind);
    if (exportedOnly && !has(typescript.SyntaxKind.ExportKeyword)) continue;
    const isDefault = exportedOnly && has(typescript.SyntaxKind.DefaultKeyword);
    const isNamed = (node: { readonly name?: ts.Node }): boolean =>
      isDefault ? name === "default" : node.name !== undefined && (node.name as ts.Identifier).text === name;
    if (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement)) {
      if (isNamed(statement)) meaning ??= "type";
    } else if (typescript.isVariableStatement(statement)) {
      if (
        statement.declarationList.declarations.some(
          (declaration) => !isNameOnly(typescript, declaration) || isNamed(declaration),
        )
      ) {
        return "value";
      }
    } else if (typescript.isDeclarationStatement(statement) && isNamed(statement as { name?: ts.Node })) {
      return "value";
    }
  }
  return meaning;
}

/** A pattern may bind any name: nothing is taken for a type beside one. */
const isNameOnly = (typescript: typeof ts, { name }: ts.VariableDeclaration): boolean => typescript.isIdentifier(name);

function importedNames(typescript: typeof ts, file: ts.SourceFile): Map<string, ExportedName> {
  const names = new Map<string, ExportedName>();
  for (const statement of file.statements) {
    if (!typescript.isImportDeclaration(statement) || statement.importClause === undefined) continue;
    const specifier = specifierOf(typescript, statement.moduleSpecifier)!;
    const { name, namedBindings } = statement.importClause;
    if (name !== undefined) names.set(name.text, { name: "default", specifier });
    if (namedBindings === undefined || !typescript.isNamedImports(namedBindings)) continue;
    for (const element of namedBindings.elements) {
      names.set(element.name.text, { name: (element.propertyName ?? element.name).text, specifier });
    }
  }
  return names;
}

const specifierOf = (typescript: typeof ts, node: ts.Expression | undefined): string | undefined =>
  node !== undefined && typescript.isStringLiteral(node) ? node.text : undefined;

/** Finds declarations of packages as the type checker does; local files are found by `findSource`. */
export function findModule(typescript: typeof ts, findSource: (path: string) => string | undefined): FindModule {
  const { ModuleKind, ModuleResolutionKind } = typescript;
  const options: ts.CompilerOptions = {
    module: ModuleKind.NodeNext,
    moduleResolution: ModuleResolutionKind.NodeNext,
  };
  return (specifier, fileName) => {
    if (specifier.startsWith(".") && !fileName.endsWith(".d.ts"))
      return findSource(resolve(dirname(fileName), specifier));
    const resolveFrom = (from: string): ts.ResolvedModuleFull | undefined =>
      typescript.resolveModuleName(specifier, from, options, typescript.sys, undefined, undefined, ModuleKind.ESNext)
        .resolvedModule;
    const resolvedModule = resolveFrom(fileName) ?? resolveFrom(join(findProjectRoot(), "cell.mts"));
    return resolvedModule !== undefined && /\.[cm]?tsx?$/.test(resolvedModule.resolvedFileName)
      ? resolvedModule.resolvedFileName
      : undefined;
  };
}
