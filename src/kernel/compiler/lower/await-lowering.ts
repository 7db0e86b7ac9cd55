import type ts from "typescript";
import { at } from "./node-range.js";
import { typescript } from "../typescript/typescript-api.js";

/**
 * Has a cell that was interrupted never go on after an `await`, whatever it waited for.
 *
 * `await x` becomes `$cell.after(await x, $cell.stopped && await $cell.never)`: the second `await` is reached only when the
 * cell was interrupted, so that nothing else changes, not even the order of microtasks.
 */
export function lowerAwait(node: ts.AwaitExpression, factory: ts.NodeFactory, parameter: string): ts.Expression {
  const after = member(factory, parameter, "after");
  const rest = factory.createLogicalAnd(member(factory, parameter, "stopped"), never(factory, parameter));
  return at(factory.createCallExpression(after, undefined, [node, rest]), node);
}

/** The same for `for await`, at the beginning of every turn. */
export function lowerForAwait(node: ts.ForOfStatement, factory: ts.NodeFactory, parameter: string): ts.ForOfStatement {
  const { awaitModifier, initializer, expression, statement } = node;
  const rest = factory.createExpressionStatement(
    factory.createLogicalAnd(member(factory, parameter, "stopped"), never(factory, parameter)),
  );
  const body = factory.createBlock([rest, statement], true);
  return factory.updateForOfStatement(node, awaitModifier, initializer, expression, body);
}

/** Whether `await` may stand where a node stands: in an async function, or at the top level of the cell. */
export function isInAsyncCode(node: ts.Node): boolean {
  const container = typescript.findAncestor(
    node.parent,
    (parent) => typescript.isFunctionLike(parent) || typescript.isClassStaticBlockDeclaration(parent),
  );
  if (container === undefined) return typescript.findAncestor(node, typescript.isModuleBlock) === undefined;
  const { modifiers } = container as ts.FunctionLikeDeclaration;
  return modifiers?.some(({ kind }) => kind === typescript.SyntaxKind.AsyncKeyword) ?? false;
}

/** `$cell.name` */
export const member = (factory: ts.NodeFactory, parameter: string, name: string): ts.PropertyAccessExpression =>
  factory.createPropertyAccessExpression(factory.createIdentifier(parameter), name);

/** `await $cell.never` */
export const never = (factory: ts.NodeFactory, parameter: string): ts.AwaitExpression =>
  factory.createAwaitExpression(member(factory, parameter, "never"));
