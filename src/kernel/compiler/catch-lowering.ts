import type ts from "typescript";
import { typescript } from "./typescript-api.js";

/**
 * Has a `catch` of a cell see the error's message as typed: V8 writes messages such as `$cell.scope.f is not a function`
 * from the compiled code, and there is no other place where they can be corrected before the learner reads them.
 *
 * `catch (e) { … }` becomes `catch (e) { $cell.asTyped(e); … }`; a pattern takes its parts after that.
 */
export function lowerCatchClause(node: ts.CatchClause, factory: ts.NodeFactory, parameter: string): ts.CatchClause {
  const { variableDeclaration, block } = node;
  if (variableDeclaration === undefined) return node;
  const { name } = variableDeclaration;
  const asTyped = (caught: ts.Identifier): ts.Expression =>
    factory.createCallExpression(
      factory.createPropertyAccessExpression(factory.createIdentifier(parameter), "asTyped"),
      undefined,
      [caught],
    );
  const withFirst = (declared: ts.VariableDeclaration, first: ts.Statement): ts.CatchClause =>
    factory.updateCatchClause(node, declared, factory.updateBlock(block, [first, ...block.statements]));
  if (typescript.isIdentifier(name)) {
    return withFirst(variableDeclaration, factory.createExpressionStatement(asTyped(name)));
  }
  const caught = factory.createUniqueName("caught");
  const parts = factory.createVariableDeclaration(name, undefined, undefined, asTyped(caught));
  return withFirst(
    factory.updateVariableDeclaration(variableDeclaration, caught, undefined, undefined, undefined),
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([parts], typescript.NodeFlags.Let),
    ),
  );
}
