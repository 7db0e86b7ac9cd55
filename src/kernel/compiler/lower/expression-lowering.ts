import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type ts from "typescript";
import { isInAsyncCode, lowerAwait, lowerForAwait, member } from "./await-lowering.js";
import { BindingLowering } from "./binding-lowering.js";
import { CallbackLowering } from "./callback-lowering.js";
import { lowerCatchClause } from "./catch-lowering.js";
import type { CellTransformerInput } from "./cell-transformer-input.js";
import { ImportLowering } from "./import-lowering.js";
import { at } from "./node-range.js";
import { typescript } from "../typescript/typescript-api.js";

/** Rewrites every use of a top-level name, however deep in a cell it stands, to a use of the scope. */
export class ExpressionLowering {
  readonly bindings: BindingLowering;
  readonly imports: ImportLowering;
  readonly #input: CellTransformerInput;
  readonly #context: ts.TransformationContext;
  readonly #factory: ts.NodeFactory;
  readonly #callbacks: CallbackLowering;
  /** Classes, enums and namespaces that are being visited. */
  readonly #enclosing = new Set<ts.Symbol>();

  constructor(input: CellTransformerInput, context: ts.TransformationContext) {
    this.#input = input;
    this.#context = context;
    this.#factory = context.factory;
    this.#callbacks = new CallbackLowering({ ...input, factory: context.factory });
    this.bindings = new BindingLowering(context.factory, input.parameter, this.visit);
    this.imports = new ImportLowering(input, context.factory, (name, range) => this.bindings.scopeAccess(name, range));
  }

  /** Visits what stands inside a declaration, where its own name means the declaration and not the scope. */
  inside<T>(name: ts.Identifier | undefined, visit: () => T): T {
    const symbol = name && this.#input.names.symbolOf(name);
    if (symbol === undefined) return visit();
    this.#enclosing.add(symbol);
    const visited = visit();
    this.#enclosing.delete(symbol);
    return visited;
  }

  visitChildren<T extends ts.Node>(node: T): T {
    return typescript.visitEachChild(node, this.visit, this.#context);
  }

  visitExpression(expression: ts.Expression): ts.Expression {
    return typescript.visitNode(expression, this.visit, typescript.isExpression) as ts.Expression;
  }

  readonly visit = (node: ts.Node): ts.Node | undefined => {
    const factory = this.#factory;
    if (typescript.isIdentifier(node)) {
      return isDeclarationName(node) || !this.#isScopeName(node) ? node : this.bindings.scopeAccess(node.text, node);
    }
    if (typescript.isTypeNode(node) && !typescript.isExpressionWithTypeArguments(node)) return node;
    if (typescript.isInterfaceDeclaration(node) || typescript.isTypeAliasDeclaration(node)) return node;
    if (typescript.isShorthandPropertyAssignment(node)) return this.#visitShorthand(node);
    if (typescript.isCallExpression(node)) return this.#visitCall(node);
    if (typescript.isCatchClause(node)) {
      const { parameter } = this.#input;
      return lowerCatchClause(this.visitChildren(node), factory, { parameter, isAsync: isInAsyncCode(node) });
    }
    if (typescript.isAwaitExpression(node)) {
      return lowerAwait(this.visitChildren(node), factory, this.#input.parameter);
    }
    if (typescript.isForOfStatement(node) && node.awaitModifier !== undefined) {
      return lowerForAwait(this.visitChildren(node), factory, this.#input.parameter);
    }
    if (typescript.isTaggedTemplateExpression(node)) {
      const { typeArguments, template } = node;
      const visited = typescript.visitNode(template, this.visit) as ts.TemplateLiteral;
      return factory.updateTaggedTemplateExpression(node, this.#callee(node.tag), typeArguments, visited);
    }
    if (typescript.isBinaryExpression(node) && isNamingAssignment(node)) {
      const value = this.bindings.value(node.left, node.right);
      return factory.updateBinaryExpression(node, this.visitExpression(node.left), node.operatorToken, value);
    }
    if (typescript.isMetaProperty(node) && node.keywordToken === typescript.SyntaxKind.ImportKeyword) {
      return at(this.#importMeta(), node);
    }
    if (typescript.isVariableStatement(node) && this.#isTopLevelVar(node.declarationList)) {
      const assignments = this.bindings.assignments(node.declarationList);
      return assignments === undefined
        ? factory.createEmptyStatement()
        : at(factory.createExpressionStatement(assignments), node);
    }
    if (typescript.isVariableDeclarationList(node) && this.#isTopLevelVar(node)) {
      const { parent } = node;
      const isTarget = typescript.isForOfStatement(parent) || typescript.isForInStatement(parent);
      return isTarget ? this.bindings.target(node.declarations[0]!.name) : this.bindings.assignments(node);
    }
    return this.visitChildren(node);
  };

  #isScopeName(identifier: ts.Identifier): boolean {
    const symbol = this.#input.names.symbolOf(identifier);
    return symbol !== undefined && !this.#enclosing.has(symbol);
  }

  #visitShorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const factory = this.#factory;
    if (!this.#isScopeName(node.name)) return this.visitChildren(node);
    const target = this.bindings.scopeAccess(node.name.text, node.name);
    const fallback = node.objectAssignmentInitializer;
    const value = fallback ? factory.createAssignment(target, this.bindings.value(node.name, fallback)) : target;
    return at(factory.createPropertyAssignment(factory.createIdentifier(node.name.text), value), node);
  }

  #visitCall(node: ts.CallExpression): ts.Node {
    const factory = this.#factory;
    const visitedArguments = typescript.visitNodes(node.arguments, this.visit, typescript.isExpression);
    if (node.expression.kind === typescript.SyntaxKind.ImportKeyword) {
      return at(this.imports.importCall(node.arguments[0], visitedArguments), node);
    }
    const callee = this.#callee(node.expression);
    const given = this.#callbacks.lower(node, visitedArguments);
    return typescript.isCallChain(node)
      ? factory.updateCallChain(node, callee, node.questionDotToken, node.typeArguments, given)
      : factory.updateCallExpression(node, callee, node.typeArguments, given);
  }

  /** A called name of the scope: `(0, $cell.scope.f)`, so that the scope does not become `this`. */
  #callee(expression: ts.Expression): ts.Expression {
    const factory = this.#factory;
    const visited = this.visitExpression(expression);
    const bare = typescript.skipOuterExpressions(expression);
    if (!typescript.isIdentifier(bare) || !this.#isScopeName(bare)) return visited;
    const access = this.bindings.scopeAccess(bare.text, bare);
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
        factory.createPropertyAssignment("resolve", member(factory, this.#input.parameter, "resolve")),
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
