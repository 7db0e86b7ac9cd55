import type ts from "typescript";
import { isAmbient } from "./declaration-flags.js";
import { at } from "./node-range.js";
import { isAnonymousFunction } from "./named-evaluation.js";
import { typescript } from "../typescript/typescript-api.js";

/** Turns declarations of variables into assignments to the scope. */
export class BindingLowering {
  readonly #factory: ts.NodeFactory;
  /** Name of the emitted function's parameter. */
  readonly #parameter: string;
  readonly #visit: (node: ts.Node) => ts.Node | undefined;

  constructor(factory: ts.NodeFactory, parameter: string, visit: (node: ts.Node) => ts.Node | undefined) {
    this.#factory = factory;
    this.#parameter = parameter;
    this.#visit = visit;
  }

  /** `$cell.scope.name`. */
  scopeAccess(name: string, range?: ts.Node): ts.Expression {
    const factory = this.#factory;
    const scope = factory.createPropertyAccessExpression(factory.createIdentifier(this.#parameter), "scope");
    const access = factory.createPropertyAccessExpression(scope, name);
    return range === undefined ? access : at(access, range);
  }

  /** Every assignment of a list as one expression; undefined where nothing is assigned. */
  assignments(list: ts.VariableDeclarationList): ts.Expression | undefined {
    const assignments = list.declarations.flatMap((declaration) => this.assign(declaration, list) ?? []);
    return assignments.length === 0
      ? undefined
      : assignments.reduce((left, right) => this.#factory.createComma(left, right));
  }

  /** The assignment that a declaration stands for; a `var` without a value has none. */
  assign(declaration: ts.VariableDeclaration, list: ts.VariableDeclarationList): ts.Expression | undefined {
    const factory = this.#factory;
    const { name, initializer } = declaration;
    if (initializer === undefined) {
      const isVar = (list.flags & typescript.NodeFlags.BlockScoped) === 0;
      if (isVar || !typescript.isIdentifier(name)) return undefined;
      return factory.createAssignment(this.scopeAccess(name.text, name), factory.createVoidZero());
    }
    return at(factory.createAssignment(this.target(name), this.value(name, initializer)), declaration);
  }

  /** What is assigned to: a place in the scope, or a pattern of such places. */
  target(name: ts.BindingName): ts.Expression {
    const factory = this.#factory;
    if (typescript.isIdentifier(name)) return this.scopeAccess(name.text, name);
    if (typescript.isArrayBindingPattern(name)) {
      const elements = name.elements.map((element) => {
        if (typescript.isOmittedExpression(element)) return element;
        const target = this.#targetWithDefault(element);
        return element.dotDotDotToken ? factory.createSpreadElement(target) : target;
      });
      return at(factory.createArrayLiteralExpression(elements), name);
    }
    const properties = name.elements.map((element) => {
      if (element.dotDotDotToken) return factory.createSpreadAssignment(this.#targetWithDefault(element));
      const key = element.propertyName ?? factory.createIdentifier((element.name as ts.Identifier).text);
      const visitedKey = typescript.isComputedPropertyName(key) ? (this.#visit(key) as ts.ComputedPropertyName) : key;
      return at(factory.createPropertyAssignment(visitedKey, this.#targetWithDefault(element)), element);
    });
    return at(factory.createObjectLiteralExpression(properties), name);
  }

  #targetWithDefault(element: ts.BindingElement): ts.Expression {
    const target = this.target(element.name);
    if (element.initializer === undefined) return target;
    return this.#factory.createAssignment(target, this.value(element.name, element.initializer));
  }

  /** A value assigned to a name: functions and classes without a name take it, as they do in a declaration. */
  value(name: ts.Node, value: ts.Expression): ts.Expression {
    const visited = this.#visit(value) as ts.Expression;
    if (!typescript.isIdentifier(name) || !isAnonymousFunction(value)) return visited;
    const factory = this.#factory;
    // As a plain key, __proto__ would set the prototype.
    const key =
      name.text === "__proto__"
        ? factory.createComputedPropertyName(factory.createStringLiteral(name.text))
        : factory.createIdentifier(name.text);
    const holder = factory.createObjectLiteralExpression([factory.createPropertyAssignment(key, visited)]);
    return factory.createPropertyAccessExpression(factory.createParenthesizedExpression(holder), name.text);
  }

  /** `var` is undefined until it is assigned, wherever in the cell it stands. */
  undefinedVars(statements: readonly ts.Statement[]): ts.Statement[] {
    const names = new Set<string>();
    const addNames = (name: ts.BindingName): void => {
      if (typescript.isIdentifier(name)) names.add(name.text);
      else for (const element of name.elements) if (typescript.isBindingElement(element)) addNames(element.name);
    };
    const visit = (node: ts.Node): void => {
      if (typescript.isFunctionLike(node) || typescript.isClassLike(node) || typescript.isModuleDeclaration(node))
        return;
      if (typescript.isVariableDeclarationList(node) && (node.flags & typescript.NodeFlags.BlockScoped) === 0) {
        for (const { name } of node.declarations) addNames(name);
      }
      typescript.forEachChild(node, visit);
    };
    for (const statement of statements) if (!isAmbient(statement)) visit(statement);
    const factory = this.#factory;
    return [...names].map((name) =>
      factory.createExpressionStatement(factory.createAssignment(this.scopeAccess(name), factory.createVoidZero())),
    );
  }
}
