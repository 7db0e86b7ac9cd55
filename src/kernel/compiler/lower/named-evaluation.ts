import type ts from "typescript";
import { typescript } from "../typescript/typescript-api.js";

/** Whether an expression is a function or class without a name, which takes the name of what it is assigned to. */
export function isAnonymousFunction(expression: ts.Expression): boolean {
  const bare = typescript.skipOuterExpressions(expression);
  if (typescript.isArrowFunction(bare)) return true;
  return (typescript.isFunctionExpression(bare) || typescript.isClassExpression(bare)) && bare.name === undefined;
}
