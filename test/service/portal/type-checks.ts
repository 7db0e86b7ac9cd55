import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const CONTRACT = resolve(import.meta.dirname, "../../../src/portal/api-types/index.ts");

/** An answer and the name of its type in the contract. */
export interface TypedAnswer {
  readonly type: string;
  readonly value: unknown;
}

/**
 * What the compiler has against answers as values of the contract's types; empty when all fit.
 *
 * Each is written as a literal, so that a member that is missing, of another type, or unknown to the contract is found.
 *
 * @example
 * contractProblems([{ type: "JobLog", value: { cursor: 1 } }]); // ["JobLog: Property 'lines' is missing …"]
 */
export function contractProblems(answers: readonly TypedAnswer[]): readonly string[] {
  const path = join(dirname(CONTRACT), "answers-of-the-service.ts");
  const text = [
    'import type * as Contract from "./index.js";',
    ...answers.map(({ type, value }, at) => `export const a${at}: Contract.${type} = ${JSON.stringify(value)};`),
  ].join("\n");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    // Values are plain JSON: the whole library would take a minute to read on a busy machine.
    lib: ["lib.es5.d.ts"],
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.readFile = (name) => (name === path ? text : readFile(name));
  host.getSourceFile = (name, language, ...rest) =>
    name === path ? ts.createSourceFile(name, text, language) : getSourceFile(name, language, ...rest);
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    return `${answers[line - 1]?.type ?? "?"}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`;
  });
}
