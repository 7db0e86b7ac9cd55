import { typescript } from "../typescript/typescript-api.js";

/**
 * Takes the types out of code that is evaluated as it stands, such as an expression in the debugger; nothing is checked.
 *
 * @example
 * removeTypes("total as number"); // "total"
 */
export function removeTypes(code: string): string {
  const { ESNext } = typescript.ScriptTarget;
  const compilerOptions = { target: ESNext, module: typescript.ModuleKind.ESNext, verbatimModuleSyntax: true };
  const { outputText } = typescript.transpileModule(code, { compilerOptions });
  return outputText.trim().replace(/;$/, "");
}
