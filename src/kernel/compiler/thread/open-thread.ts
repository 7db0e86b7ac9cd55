import { Worker } from "node:worker_threads";
import type { CompilerAnswer } from "./compiler-calls.js";
import { HEAP_LIMIT_MB, type CompilerHost, type CompilerHostListener } from "./compiler-host.js";

/** Starts the compiler in a worker thread, which loads TypeScript and its library first. It needs nothing made before. */
export function openThread(listener: CompilerHostListener): CompilerHost {
  const worker = new Worker(new URL("./compiler-thread.js", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
  });
  worker.on("message", (answer: CompilerAnswer) => listener.onAnswer(answer));
  worker.on("error", (error) => listener.onEnd(error, true));
  worker.on("exit", () => listener.onEnd(new Error("its thread ended"), true));
  return {
    place: "thread",
    post: (call) => worker.postMessage(call),
    stop: async () => void (await worker.terminate()),
  };
}
