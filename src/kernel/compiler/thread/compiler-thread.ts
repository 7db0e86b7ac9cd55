// Runs in a worker thread of the kernel: the compiler and language service, which may take seconds to load.
import { parentPort } from "node:worker_threads";
import { selectCompiler } from "../index.js";
import type { CompilerAnswer, CompilerCall } from "./compiler-calls.js";

const compiler = selectCompiler();
compiler.warmUp();

parentPort!.on("message", (call: CompilerCall) => parentPort!.postMessage(answer(call)));

function answer({ id, method, args }: CompilerCall): CompilerAnswer {
  try {
    const run = compiler[method] as (...values: readonly unknown[]) => unknown;
    return { id, ok: true, value: run.apply(compiler, [...args]) };
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
