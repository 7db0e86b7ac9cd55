import type { CellCompiler } from "../cell-compiler.js";
import type { CompilerAnswer, CompilerCall } from "./compiler-calls.js";

/** Asks the compiler what the kernel called for; what it throws becomes an answer too. */
export function answerCall(compiler: CellCompiler, { id, method, args }: CompilerCall): CompilerAnswer {
  try {
    const run = compiler[method] as (...values: readonly unknown[]) => unknown;
    return { id, ok: true, value: run.apply(compiler, [...args]) };
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
