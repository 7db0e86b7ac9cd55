import type ts from "typescript";
import type { CellTransformerInput } from "./cell-transformer-input.js";
import { mayImportAsNode, type ImportedFormat } from "../modules/module-interop.js";
import { at } from "./node-range.js";
import { typescript } from "../typescript/typescript-api.js";

/** Functions that the emitted code may call; their names are in {@link CellTransformerInput}. */
export type ImportHelper = "pick" | "interop";

/** Rewrites import declarations to `$cell.import(…)` and stores what they bind in the scope. */
export class ImportLowering {
  /** What the emitted code calls. */
  readonly uses = new Set<ImportHelper>();
  readonly #input: CellTransformerInput;
  readonly #factory: ts.NodeFactory;
  readonly #scopeAccess: (name: string, range: ts.Node) => ts.Expression;

  constructor(
    input: CellTransformerInput,
    factory: ts.NodeFactory,
    scopeAccess: (name: string, range: ts.Node) => ts.Expression,
  ) {
    this.#input = input;
    this.#factory = factory;
    this.#scopeAccess = scopeAccess;
  }

  /** `$cell.import(…)` for `import(…)`. */
  importCall(specifier: ts.Expression | undefined, lowered: readonly ts.Expression[]): ts.Expression {
    const factory = this.#factory;
    const call = factory.createCallExpression(this.#importFunction(), undefined, lowered);
    if (specifier === undefined || !this.#isCommonJs(specifier)) return call;
    const module = factory.createUniqueName("module");
    const parameter = factory.createParameterDeclaration(undefined, undefined, module);
    const body = this.#interop(module, specifier);
    const convert = factory.createArrowFunction(undefined, undefined, [parameter], undefined, undefined, body);
    return factory.createCallExpression(factory.createPropertyAccessExpression(call, "then"), undefined, [convert]);
  }

  lower(statement: ts.ImportDeclaration | ts.ImportEqualsDeclaration): ts.Statement[] {
    if (typescript.isImportEqualsDeclaration(statement)) return this.#lowerImportEquals(statement);
    const { importClause, moduleSpecifier, attributes } = statement;
    const loaded = this.#load(moduleSpecifier, attributes);
    if (importClause === undefined) return [at(this.#factory.createExpressionStatement(loaded), statement)];
    if (importClause.phaseModifier === typescript.SyntaxKind.TypeKeyword) return [];
    const module = this.#factory.createUniqueName("module");
    const stored = this.#storeBindings(importClause, module, moduleSpecifier);
    const { namedBindings } = importClause;
    const isEmpty =
      importClause.name === undefined &&
      namedBindings !== undefined &&
      typescript.isNamedImports(namedBindings) &&
      namedBindings.elements.length === 0;
    // Types leave nothing behind, and a module imported for its types alone is not loaded.
    if (stored.length === 0 && !isEmpty) return [];
    const converted = takesAllOrDefault(importClause) ? this.#interop(loaded, moduleSpecifier) : loaded;
    return [at(this.#constant(module, converted), statement), ...stored];
  }

  /** `export … from` loads the module: a cell exports nothing to anyone. */
  lowerReExport(statement: ts.ExportDeclaration): ts.Statement[] {
    if (statement.moduleSpecifier === undefined || statement.isTypeOnly) return [];
    const loaded = this.#load(statement.moduleSpecifier, statement.attributes);
    return [at(this.#factory.createExpressionStatement(loaded), statement)];
  }

  #storeBindings(clause: ts.ImportClause, module: ts.Identifier, specifier: ts.Expression): ts.Statement[] {
    const stored: ts.Statement[] = [];
    if (clause.name !== undefined && this.#isValue(clause, clause.name)) {
      stored.push(this.#store(clause.name, this.#pick(module, "default", specifier)));
    }
    const { namedBindings } = clause;
    if (namedBindings !== undefined && typescript.isNamespaceImport(namedBindings)) {
      stored.push(this.#store(namedBindings.name, module));
    }
    if (namedBindings !== undefined && typescript.isNamedImports(namedBindings)) {
      for (const element of namedBindings.elements) {
        if (element.isTypeOnly || !this.#isValue(element, element.name)) continue;
        stored.push(
          this.#store(element.name, this.#pick(module, (element.propertyName ?? element.name).text, specifier)),
        );
      }
    }
    return stored;
  }

  /** `import a = require("m")` and `import a = Namespace.member`. */
  #lowerImportEquals(statement: ts.ImportEqualsDeclaration): ts.Statement[] {
    const factory = this.#factory;
    if (statement.isTypeOnly || !this.#isValue(statement, statement.name)) return [];
    const { moduleReference } = statement;
    if (!typescript.isExternalModuleReference(moduleReference)) {
      return [this.#store(statement.name, this.#entity(moduleReference))];
    }
    const { expression: specifier } = moduleReference;
    if (this.#isCommonJs(specifier) && !isLocal(specifier)) {
      // The build that its types are of: an import would load another where a package has one for each.
      const required = factory.createCallExpression(this.#handle("require"), undefined, [specifier]);
      return [at(this.#store(statement.name, required), statement)];
    }
    const module = factory.createUniqueName("module");
    // What a CommonJS module exports as a whole is its default export to Node.
    const whole =
      this.#formatOf(moduleReference.expression) === "es"
        ? module
        : factory.createLogicalOr(factory.createPropertyAccessExpression(module, "default"), module);
    return [
      at(this.#constant(module, this.#load(moduleReference.expression, undefined)), statement),
      this.#store(statement.name, whole),
    ];
  }

  #entity(name: ts.EntityName): ts.Expression {
    if (typescript.isIdentifier(name)) {
      return this.#input.names.has(name) ? this.#scopeAccess(name.text, name) : name;
    }
    return this.#factory.createPropertyAccessExpression(this.#entity(name.left), name.right.text);
  }

  #load(specifier: ts.Expression, attributes: ts.ImportAttributes | undefined): ts.Expression {
    const factory = this.#factory;
    const options = attributes?.elements.map(({ name, value }) =>
      factory.createPropertyAssignment(factory.createStringLiteral(name.text), value),
    );
    const argumentsList: ts.Expression[] = [specifier];
    if (options !== undefined) {
      const withAttributes = factory.createPropertyAssignment("with", factory.createObjectLiteralExpression(options));
      argumentsList.push(factory.createObjectLiteralExpression([withAttributes]));
    }
    return factory.createAwaitExpression(
      factory.createCallExpression(this.#importFunction(), undefined, argumentsList),
    );
  }

  /** `$cell.import`. */
  #importFunction(): ts.Expression {
    return this.#handle("import");
  }

  #handle(name: "import" | "require"): ts.Expression {
    return this.#factory.createPropertyAccessExpression(this.#factory.createIdentifier(this.#input.parameter), name);
  }

  /** Gives a CommonJS module the exports that its types declare; leaves any other as Node has it. */
  #interop(module: ts.Expression, specifier: ts.Expression): ts.Expression {
    if (!this.#isCommonJs(specifier)) return module;
    const factory = this.#factory;
    this.uses.add("interop");
    const format = this.#formatOf(specifier);
    const readsAsNode = this.#input.module.importsAsNode && mayImportAsNode(specifier);
    const declaresDefault = format === "commonjs if marked" || (format === "commonjs with default" && !readsAsNode);
    const toLiteral = (value: boolean): ts.Expression => (value ? factory.createTrue() : factory.createFalse());
    return factory.createCallExpression(factory.createIdentifier(this.#input.interop), undefined, [
      module,
      toLiteral(declaresDefault),
      toLiteral(format === "commonjs if marked"),
    ]);
  }

  #isCommonJs(specifier: ts.Expression): boolean {
    return this.#formatOf(specifier).startsWith("commonjs");
  }

  #formatOf(specifier: ts.Expression): ImportedFormat {
    return typescript.isStringLiteralLike(specifier) ? this.#input.formatOf(specifier.text) : "other";
  }

  #pick(module: ts.Expression, name: string, specifier: ts.Expression): ts.Expression {
    const factory = this.#factory;
    this.uses.add("pick");
    return factory.createCallExpression(factory.createIdentifier(this.#input.pick), undefined, [
      module,
      factory.createStringLiteral(name),
      specifier,
    ]);
  }

  #constant(name: ts.Identifier, value: ts.Expression): ts.Statement {
    const factory = this.#factory;
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
    return factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], typescript.NodeFlags.Const),
    );
  }

  #store(name: ts.Identifier, value: ts.Expression): ts.Statement {
    const factory = this.#factory;
    return at(
      factory.createExpressionStatement(factory.createAssignment(this.#scopeAccess(name.text, name), value)),
      name,
    );
  }

  /** Whether an import binds a value: imported types are gone when the cell runs. */
  #isValue(declaration: ts.Node, name: ts.Identifier): boolean {
    const { checker, module } = this.#input;
    const resolver = checker.getEmitResolver(module.file, undefined, true);
    if (!resolver.isValueAliasDeclaration(declaration)) return false;
    const symbol = checker.getSymbolAtLocation(name);
    const target = symbol && checker.getAliasedSymbol(symbol);
    const isConstEnum = ((target?.flags ?? 0) & typescript.SymbolFlags.ConstEnum) !== 0;
    return !(isConstEnum && target?.declarations?.every((node) => node.getSourceFile().isDeclarationFile));
  }
}

const isLocal = (specifier: ts.Expression): boolean =>
  typescript.isStringLiteralLike(specifier) && /^(?:\.|\/|file:)/.test(specifier.text);

/** Whether an import binds the whole module or its default export, which a CommonJS module has only in a way. */
function takesAllOrDefault({ name, namedBindings }: ts.ImportClause): boolean {
  if (name !== undefined || namedBindings === undefined) return name !== undefined;
  if (typescript.isNamespaceImport(namedBindings)) return true;
  return namedBindings.elements.some((element) => (element.propertyName ?? element.name).text === "default");
}
