import type { CellCompiler } from "../cell-compiler.js";
import type { CompilerAnswer, CompilerCall } from "./compiler-calls.js";

/** Asks the compiler what the kernel called for, and answers all but a `commit`, which nobody waits for. */
export function answerCalls(
  compiler: CellCompiler,
  calls: readonly CompilerCall[],
  send: (answer: CompilerAnswer) => void,
): void {
  for (const call of calls) {
    const answer = answerCall(compiler, call);
    if (call.method !== "commit") send(answer);
  }
}

/** What the compiler throws becomes an answer too. */
function answerCall(compiler: CellCompiler, { id, method, args }: CompilerCall): CompilerAnswer {
  try {
    const run = compiler[method] as (...values: readonly unknown[]) => unknown;
    return { id, ok: true, value: run.apply(compiler, [...args]) };
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
