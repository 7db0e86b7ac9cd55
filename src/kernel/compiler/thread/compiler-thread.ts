// Runs in a worker thread of the kernel: the compiler and language service, which may take seconds to load.
import { parentPort } from "node:worker_threads";
import { selectCompiler } from "../index.js";
import { answerCalls } from "./answer-calls.js";
import type { CompilerCall } from "./compiler-calls.js";

const compiler = selectCompiler();
compiler.warmUp();

parentPort!.on("message", (calls: readonly CompilerCall[]) => {
  answerCalls(compiler, calls, (answer) => parentPort!.postMessage(answer));
});
