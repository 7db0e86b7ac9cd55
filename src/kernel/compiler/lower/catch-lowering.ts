import type ts from "typescript";
import { member, never } from "./await-lowering.js";
import { typescript } from "../typescript/typescript-api.js";

/** Options of {@link lowerCatchClause}. */
export interface CatchLoweringOptions {
  /** Name of the emitted function's parameter. */
  readonly parameter: string;
  /** Whether `await` may stand in the clause. */
  readonly isAsync: boolean;
}

/**
 * Has a `catch` of a cell see the error's message as typed: V8 writes messages such as `$cell.scope.f is not a function`
 * from the compiled code, and there is no other place where they can be corrected before the learner reads them. In async
 * code the clause is also where a cell that was interrupted ends, unless the error is that of the interrupt.
 *
 * `catch (e) { … }` becomes `catch (e) { $cell.asTyped(e); $cell.lost(e) && await $cell.never; … }`; a pattern takes its
 * parts after that.
 */
export function lowerCatchClause(
  node: ts.CatchClause,
  factory: ts.NodeFactory,
  { parameter, isAsync }: CatchLoweringOptions,
): ts.CatchClause {
  const { variableDeclaration, block } = node;
  if (variableDeclaration === undefined && !isAsync) return node;
  const call = (name: string, caught: ts.Identifier): ts.Expression =>
    factory.createCallExpression(member(factory, parameter, name), undefined, [caught]);
  const stop = (caught: ts.Identifier): ts.Statement[] =>
    isAsync
      ? [factory.createExpressionStatement(factory.createLogicalAnd(call("lost", caught), never(factory, parameter)))]
      : [];
  const withFirst = (declared: ts.VariableDeclaration, first: readonly ts.Statement[]): ts.CatchClause =>
    factory.updateCatchClause(node, declared, factory.updateBlock(block, [...first, ...block.statements]));
  if (variableDeclaration !== undefined && typescript.isIdentifier(variableDeclaration.name)) {
    const { name } = variableDeclaration;
    return withFirst(variableDeclaration, [factory.createExpressionStatement(call("asTyped", name)), ...stop(name)]);
  }
  const caught = factory.createUniqueName("caught");
  if (variableDeclaration === undefined) return withFirst(factory.createVariableDeclaration(caught), stop(caught));
  const parts = factory.createVariableDeclaration(
    variableDeclaration.name,
    undefined,
    undefined,
    call("asTyped", caught),
  );
  return withFirst(factory.updateVariableDeclaration(variableDeclaration, caught, undefined, undefined, undefined), [
    ...stop(caught),
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([parts], typescript.NodeFlags.Let),
    ),
  ]);
}
