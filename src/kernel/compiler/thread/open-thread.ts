import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { findProjectRoot } from "../../../core/essentials/index.js";
import type { CompilerAnswer } from "./compiler-calls.js";
import { HEAP_LIMIT_MB, type CompilerHost, type CompilerHostListener } from "./compiler-host.js";

/** Starts the compiler in a worker thread, which loads TypeScript and its library first. It needs nothing made before. */
export function openThread(listener: CompilerHostListener): CompilerHost {
  const worker = new Worker(join(findProjectRoot(), "dist/kernel/compiler/thread/compiler-thread.js"), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
  });
  worker.on("message", (answer: CompilerAnswer) => listener.onAnswer(answer));
  worker.on("error", (error) => listener.onEnd(error, true));
  worker.on("exit", () => listener.onEnd(new Error("its thread ended"), true));
  return {
    place: "thread",
    post: (calls) => worker.postMessage(calls),
    stop: async () => void (await worker.terminate()),
  };
}
