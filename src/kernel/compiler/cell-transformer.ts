import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type ts from "typescript";
import { BindingLowering } from "./binding-lowering.js";
import type { CellTransformerInput } from "./cell-transformer-input.js";
import { isAmbient, isResultStatement, isUsing, isUsingList, plainModifiers } from "./declaration-flags.js";
import { ImportLowering } from "./import-lowering.js";
import { at } from "./node-range.js";
import { typescript } from "./typescript-api.js";

export interface CellTransformer {
  readonly before: ts.TransformerFactory<ts.SourceFile>;
  /** After the run: whether the cell ends in an expression. */
  hasResult(): boolean;
  /** After the run: whether the emitted code calls `pick`. */
  usesPick(): boolean;
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
    usesPick: () => lowering?.imports.usesPick ?? false,
  };
}

class CellLowering {
  readonly imports: ImportLowering;
  hasResult = false;
  readonly #input: CellTransformerInput;
  readonly #context: ts.TransformationContext;
  readonly #factory: ts.NodeFactory;
  readonly #bindings: BindingLowering;
  /** Classes, enums and namespaces that are being visited. */
  readonly #enclosing = new Set<ts.Symbol>();

  constructor(input: CellTransformerInput, context: ts.TransformationContext) {
    this.#input = input;
    this.#context = context;
    this.#factory = context.factory;
    this.#bindings = new BindingLowering(context.factory, input.parameter, this.#visit);
    this.imports = new ImportLowering(input, context.factory, (name, range) => this.#bindings.scopeAccess(name, range));
  }

  lower(file: ts.SourceFile): ts.SourceFile {
    const { codeLength } = this.#input.module;
    const typed = file.statements.filter((statement) => statement.getStart(file) < codeLength);
    const last = typed.findLast((statement) => !typescript.isEmptyStatement(statement));
    const functions: ts.Statement[] = [];
    const imports: ts.Statement[] = [];
    const body: ts.Statement[] = [];
    for (const statement of typed) {
      if (typescript.isImportDeclaration(statement) || typescript.isImportEqualsDeclaration(statement)) {
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
    if (typescript.isExportDeclaration(statement)) return this.imports.lowerReExport(statement);
    if (typescript.isExportAssignment(statement)) {
      return [at(factory.createExpressionStatement(this.#visitExpression(statement.expression)), statement)];
    }
    if (typescript.isFunctionDeclaration(statement)) return this.#lowerFunction(statement);
    if (typescript.isClassDeclaration(statement)) return this.#lowerClass(statement);
    if (typescript.isEnumDeclaration(statement)) {
      const visited = this.#inside(statement.name, () => this.#visitChildren(statement));
      const plain = factory.updateEnumDeclaration(visited, plainModifiers(visited), visited.name, visited.members);
      return isAmbient(statement) ? [statement] : [plain, this.#store(statement.name)];
    }
    if (typescript.isModuleDeclaration(statement)) return this.#lowerNamespace(statement);
    const visited = typescript.visitNode(statement, this.#visit) as ts.Statement | undefined;
    return visited === undefined ? [] : [visited];
  }

  #lowerFunction(statement: ts.FunctionDeclaration): ts.Statement[] {
    const factory = this.#factory;
    if (statement.body === undefined) return [];
    const visited = this.#visitChildren(statement);
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
    const visited = this.#inside(statement.name, () => this.#visitChildren(statement));
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
    const visited = this.#inside(name, () => this.#visitChildren(statement));
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
    return [at(this.#factory.createReturnStatement(last.expression), last)];
  }

  /** `$cell.scope.name = name` after a declaration that stays one. */
  #store(name: ts.Identifier): ts.Statement {
    const factory = this.#factory;
    const stored = factory.createAssignment(this.#bindings.scopeAccess(name.text), factory.createIdentifier(name.text));
    return at(factory.createExpressionStatement(stored), name);
  }

  #inside<T>(name: ts.Identifier | undefined, visit: () => T): T {
    const symbol = name && this.#input.names.symbolOf(name);
    if (symbol === undefined) return visit();
    this.#enclosing.add(symbol);
    const visited = visit();
    this.#enclosing.delete(symbol);
    return visited;
  }

  #isScopeName(identifier: ts.Identifier): boolean {
    const symbol = this.#input.names.symbolOf(identifier);
    return symbol !== undefined && !this.#enclosing.has(symbol);
  }

  #visitChildren<T extends ts.Node>(node: T): T {
    return typescript.visitEachChild(node, this.#visit, this.#context);
  }

  #visitExpression(expression: ts.Expression): ts.Expression {
    return typescript.visitNode(expression, this.#visit, typescript.isExpression) as ts.Expression;
  }

  readonly #visit = (node: ts.Node): ts.Node | undefined => {
    const factory = this.#factory;
    if (typescript.isIdentifier(node)) {
      return isDeclarationName(node) || !this.#isScopeName(node) ? node : this.#bindings.scopeAccess(node.text, node);
    }
    if (typescript.isTypeNode(node) && !typescript.isExpressionWithTypeArguments(node)) return node;
    if (typescript.isInterfaceDeclaration(node) || typescript.isTypeAliasDeclaration(node)) return node;
    if (typescript.isShorthandPropertyAssignment(node)) return this.#visitShorthand(node);
    if (typescript.isCallExpression(node)) return this.#visitCall(node);
    if (typescript.isTaggedTemplateExpression(node)) {
      const { typeArguments, template } = node;
      const visited = typescript.visitNode(template, this.#visit) as ts.TemplateLiteral;
      return factory.updateTaggedTemplateExpression(node, this.#callee(node.tag), typeArguments, visited);
    }
    if (typescript.isBinaryExpression(node) && isNamingAssignment(node)) {
      const value = this.#bindings.value(node.left, node.right);
      return factory.updateBinaryExpression(node, this.#visitExpression(node.left), node.operatorToken, value);
    }
    if (typescript.isMetaProperty(node) && node.keywordToken === typescript.SyntaxKind.ImportKeyword) {
      return at(this.#importMeta(), node);
    }
    if (typescript.isVariableStatement(node) && this.#isTopLevelVar(node.declarationList)) {
      const assignments = this.#bindings.assignments(node.declarationList);
      return assignments === undefined
        ? factory.createEmptyStatement()
        : at(factory.createExpressionStatement(assignments), node);
    }
    if (typescript.isVariableDeclarationList(node) && this.#isTopLevelVar(node)) {
      const { parent } = node;
      const isTarget = typescript.isForOfStatement(parent) || typescript.isForInStatement(parent);
      return isTarget ? this.#bindings.target(node.declarations[0]!.name) : this.#bindings.assignments(node);
    }
    return this.#visitChildren(node);
  };

  #visitShorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const factory = this.#factory;
    if (!this.#isScopeName(node.name)) return this.#visitChildren(node);
    const target = this.#bindings.scopeAccess(node.name.text, node.name);
    const fallback = node.objectAssignmentInitializer;
    const value = fallback ? factory.createAssignment(target, this.#bindings.value(node.name, fallback)) : target;
    return at(factory.createPropertyAssignment(factory.createIdentifier(node.name.text), value), node);
  }

  #visitCall(node: ts.CallExpression): ts.Node {
    const factory = this.#factory;
    const visitedArguments = typescript.visitNodes(node.arguments, this.#visit, typescript.isExpression);
    if (node.expression.kind === typescript.SyntaxKind.ImportKeyword) {
      return at(factory.createCallExpression(this.imports.importFunction(), undefined, visitedArguments), node);
    }
    const callee = this.#callee(node.expression);
    return typescript.isCallChain(node)
      ? factory.updateCallChain(node, callee, node.questionDotToken, node.typeArguments, visitedArguments)
      : factory.updateCallExpression(node, callee, node.typeArguments, visitedArguments);
  }

  /** A called name of the scope: `(0, $cell.scope.f)`, so that the scope does not become `this`. */
  #callee(expression: ts.Expression): ts.Expression {
    const factory = this.#factory;
    const visited = this.#visitExpression(expression);
    const bare = typescript.skipOuterExpressions(expression);
    if (!typescript.isIdentifier(bare) || !this.#isScopeName(bare)) return visited;
    const access = this.#bindings.scopeAccess(bare.text, bare);
    return at(
      factory.createParenthesizedExpression(factory.createComma(factory.createNumericLiteral(0), access)),
      expression,
    );
  }

  #isTopLevelVar(list: ts.VariableDeclarationList): boolean {
    if ((list.flags & typescript.NodeFlags.BlockScoped) !== 0) return false;
    const first = firstIdentifier(list.declarations[0]?.name);
    return first !== undefined && this.#input.names.has(first);
  }

  #importMeta(): ts.Expression {
    const { fileName } = this.#input;
    const factory = this.#factory;
    const property = (name: string, value: string): ts.PropertyAssignment =>
      factory.createPropertyAssignment(name, factory.createStringLiteral(value));
    return factory.createParenthesizedExpression(
      factory.createObjectLiteralExpression([
        property("dirname", dirname(fileName)),
        property("filename", fileName),
        property("url", pathToFileURL(fileName).href),
      ]),
    );
  }
}

/** Whether an identifier is the name under which something is declared, which is not a use of it. */
function isDeclarationName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (typescript.isShorthandPropertyAssignment(parent)) return false;
  return (parent as Partial<ts.NamedDeclaration>).name === identifier && typescript.isDeclarationStatement(parent);
}

function isNamingAssignment(node: ts.BinaryExpression): boolean {
  const { SyntaxKind } = typescript;
  return [
    SyntaxKind.EqualsToken,
    SyntaxKind.BarBarEqualsToken,
    SyntaxKind.AmpersandAmpersandEqualsToken,
    SyntaxKind.QuestionQuestionEqualsToken,
  ].includes(node.operatorToken.kind);
}

function firstIdentifier(name: ts.BindingName | undefined): ts.Identifier | undefined {
  if (name === undefined || typescript.isIdentifier(name)) return name;
  for (const element of name.elements) {
    const found = typescript.isBindingElement(element) ? firstIdentifier(element.name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
