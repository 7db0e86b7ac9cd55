import type ts from "typescript";
import { member } from "./await-lowering.js";
import type { BindingLowering } from "./binding-lowering.js";
import type { CellTransformerInput } from "./cell-transformer-input.js";
import { isAmbient, isResultStatement, isUsing, isUsingList, plainModifiers } from "./declaration-flags.js";
import { ExpressionLowering } from "./expression-lowering.js";
import type { ImportHelper, ImportLowering } from "./import-lowering.js";
import { at } from "./node-range.js";
import { typescript } from "../typescript/typescript-api.js";

export interface CellTransformer {
  readonly before: ts.TransformerFactory<ts.SourceFile>;
  /** After the run: whether the cell ends in an expression. */
  hasResult(): boolean;
  /** After the run: whether the emitted code calls a helper. */
  uses(helper: ImportHelper): boolean;
}

/**
 * Rewrites a cell so that its top-level names live in `$cell.scope`; types are left to the compiler's own transformers.
 *
 * Functions, classes, enums and namespaces stay declarations, so that hoisting, names, decorators and merging work as
 * they stand, and are stored in the scope too; variables become assignments. Every use of a top-level name reads the
 * scope, so that a closure sees what a later cell declares; only inside its own body a class keeps its own name, which
 * static initialisers need before the class is stored.
 */
export function createCellTransformer(input: CellTransformerInput): CellTransformer {
  let lowering: CellLowering | undefined;
  return {
    before: (context) => (file) => (lowering = new CellLowering(input, context)).lower(file),
    hasResult: () => lowering?.hasResult ?? false,
    uses: (helper) => lowering?.imports.uses.has(helper) ?? false,
  };
}

class CellLowering {
  readonly imports: ImportLowering;
  hasResult = false;
  readonly #input: CellTransformerInput;
  readonly #factory: ts.NodeFactory;
  readonly #expressions: ExpressionLowering;
  readonly #bindings: BindingLowering;

  constructor(input: CellTransformerInput, context: ts.TransformationContext) {
    this.#input = input;
    this.#factory = context.factory;
    this.#expressions = new ExpressionLowering(input, context);
    this.#bindings = this.#expressions.bindings;
    this.imports = this.#expressions.imports;
  }

  lower(file: ts.SourceFile): ts.SourceFile {
    const { codeLength } = this.#input.module;
    const typed = file.statements.filter((statement) => statement.getStart(file) < codeLength);
    const last = typed.findLast((statement) => !typescript.isEmptyStatement(statement));
    const functions: ts.Statement[] = [];
    const imports: ts.Statement[] = [];
    const body: ts.Statement[] = [];
    for (const statement of typed) {
      if (typescript.isImportDeclaration(statement) || isRequire(statement)) {
        imports.push(...this.imports.lower(statement));
      } else if (typescript.isFunctionDeclaration(statement) && statement.name && statement.body) {
        functions.push(this.#store(statement.name));
        body.push(...this.#lowerStatement(statement));
      } else {
        const lowered = this.#lowerStatement(statement);
        body.push(...(statement === last && isResultStatement(statement) ? this.#returnLast(lowered) : lowered));
      }
    }
    const statements = [...this.#bindings.undefinedVars(typed), ...functions, ...imports, ...body];
    const usesDisposal = typed.some((statement) => typescript.isVariableStatement(statement) && isUsing(statement));
    return this.#factory.updateSourceFile(
      file,
      usesDisposal ? [this.#factory.createBlock(statements, true)] : statements,
    );
  }

  #lowerStatement(statement: ts.Statement): ts.Statement[] {
    const factory = this.#factory;
    if (typescript.isVariableStatement(statement)) {
      return isAmbient(statement) ? [] : this.#lowerVariables(statement.declarationList);
    }
    if (typescript.isImportEqualsDeclaration(statement)) return this.imports.lower(statement);
    if (typescript.isExportDeclaration(statement)) return this.imports.lowerReExport(statement);
    if (typescript.isExportAssignment(statement)) {
      return [
        at(factory.createExpressionStatement(this.#expressions.visitExpression(statement.expression)), statement),
      ];
    }
    if (typescript.isFunctionDeclaration(statement)) return this.#lowerFunction(statement);
    if (typescript.isClassDeclaration(statement)) return this.#lowerClass(statement);
    if (typescript.isEnumDeclaration(statement)) {
      const visited = this.#expressions.inside(statement.name, () => this.#expressions.visitChildren(statement));
      const plain = factory.updateEnumDeclaration(visited, plainModifiers(visited), visited.name, visited.members);
      return isAmbient(statement) ? [statement] : [plain, this.#store(statement.name)];
    }
    if (typescript.isModuleDeclaration(statement)) return this.#lowerNamespace(statement);
    const visited = typescript.visitNode(statement, this.#expressions.visit) as ts.Statement | undefined;
    return visited === undefined ? [] : [visited];
  }

  #lowerFunction(statement: ts.FunctionDeclaration): ts.Statement[] {
    const factory = this.#factory;
    if (statement.body === undefined) return [];
    const visited = this.#expressions.visitChildren(statement);
    if (visited.name === undefined) {
      const { asteriskToken, typeParameters, parameters, body } = visited;
      const modifiers = plainModifiers(visited)?.filter(typescript.isModifier);
      const expression = factory.createFunctionExpression(
        modifiers,
        asteriskToken,
        undefined,
        typeParameters,
        parameters,
        undefined,
        body!,
      );
      return [at(factory.createExpressionStatement(expression), statement)];
    }
    return [
      factory.updateFunctionDeclaration(
        visited,
        plainModifiers(visited),
        visited.asteriskToken,
        visited.name,
        visited.typeParameters,
        visited.parameters,
        visited.type,
        visited.body,
      ),
    ];
  }

  #lowerClass(statement: ts.ClassDeclaration): ts.Statement[] {
    const factory = this.#factory;
    if (isAmbient(statement)) return [];
    const visited = this.#expressions.inside(statement.name, () => this.#expressions.visitChildren(statement));
    const { name, typeParameters, heritageClauses, members } = visited;
    const modifiers = plainModifiers(visited);
    if (name === undefined || statement.name === undefined) {
      const expression = factory.createClassExpression(modifiers, undefined, typeParameters, heritageClauses, members);
      return [at(factory.createExpressionStatement(expression), statement)];
    }
    return [
      factory.updateClassDeclaration(visited, modifiers, name, typeParameters, heritageClauses, members),
      this.#store(statement.name),
    ];
  }

  #lowerNamespace(statement: ts.ModuleDeclaration): ts.Statement[] {
    const factory = this.#factory;
    const { name } = statement;
    if (isAmbient(statement) || !typescript.isIdentifier(name)) return [];
    const isValue =
      ((this.#input.checker.getSymbolAtLocation(name)?.flags ?? 0) & typescript.SymbolFlags.ValueModule) !== 0;
    if (!isValue) return [];
    const visited = this.#expressions.inside(name, () => this.#expressions.visitChildren(statement));
    const plain = factory.updateModuleDeclaration(visited, plainModifiers(visited), visited.name, visited.body);
    return [plain, this.#store(name)];
  }

  /** One assignment statement for each declared variable. */
  #lowerVariables(list: ts.VariableDeclarationList): ts.Statement[] {
    const factory = this.#factory;
    return list.declarations.flatMap((declaration): ts.Statement[] => {
      const assignment = this.#bindings.assign(declaration, list);
      if (assignment === undefined) return [];
      if (!isUsingList(list)) return [at(factory.createExpressionStatement(assignment), declaration)];
      const disposed = factory.createVariableDeclaration(
        factory.createUniqueName("using"),
        undefined,
        undefined,
        assignment,
      );
      const flags = list.flags & typescript.NodeFlags.BlockScoped;
      return [
        at(
          factory.createVariableStatement(undefined, factory.createVariableDeclarationList([disposed], flags)),
          declaration,
        ),
      ];
    });
  }

  #returnLast(statements: readonly ts.Statement[]): ts.Statement[] {
    const last = statements.at(-1);
    if (last === undefined || !typescript.isExpressionStatement(last)) return [...statements];
    this.hasResult = true;
    // Given as it is, the function would wait for it: for a proxy that answers to every name, for ever.
    const result = member(this.#factory, this.#input.parameter, "result");
    const call = this.#factory.createCallExpression(result, undefined, [last.expression]);
    return [at(this.#factory.createReturnStatement(at(call, last.expression)), last)];
  }

  /** `$cell.scope.name = name` after a declaration that stays one. */
  #store(name: ts.Identifier): ts.Statement {
    const factory = this.#factory;
    const stored = factory.createAssignment(this.#bindings.scopeAccess(name.text), factory.createIdentifier(name.text));
    return at(factory.createExpressionStatement(stored), name);
  }
}

/** `import a = require("m")`; `import a = Namespace.member` reads what may be declared above it, and stays in its place. */
const isRequire = (statement: ts.Statement): statement is ts.ImportEqualsDeclaration =>
  typescript.isImportEqualsDeclaration(statement) && typescript.isExternalModuleReference(statement.moduleReference);
