// Entry of the compiler's snapshot. All but the last function runs when the snapshot is made, with Node's modules only and
// the facts of make-snapshot.ts; the last one runs when a process is started from it.
import { startupSnapshot } from "node:v8";
import { findProjectRoot } from "../../../core/essentials/index.js";
import { answerCalls } from "../thread/answer-calls.js";
import type { CompilerCall } from "../thread/compiler-calls.js";
import type { FromCompilerProcess } from "../thread/open-process.js";
import { createTypeScriptCompiler } from "../typescript-compiler.js";
import { exercise } from "./exercise.js";

const compiler = createTypeScriptCompiler();
exercise(compiler, findProjectRoot());
compiler.forgetFailures();

startupSnapshot.setDeserializeMainFunction(() => {
  const send = (message: FromCompilerProcess): void => void process.send!(message);
  process.on("message", (calls: readonly CompilerCall[]) => answerCalls(compiler, calls, send));
  process.on("disconnect", () => process.exit(0));
  // A terminal's Ctrl-C reaches all processes of the kernel; it is for the cell.
  process.on("SIGINT", () => undefined);
  send({ ready: true });
});
