import type { CompilerAnswer, CompilerCall } from "./compiler-calls.js";

/** Where a compiler runs: a thread or a process. Calls are answered in their order, and a `commit` is not answered. */
export interface CompilerHost {
  readonly place: "process" | "thread";
  post(calls: readonly CompilerCall[]): void;
  stop(): Promise<void>;
}

export interface CompilerHostListener {
  onAnswer(answer: CompilerAnswer): void;
  /** It ended by itself; `wasReady` where it had answered or could have. */
  onEnd(error: Error, wasReady: boolean): void;
}

/**
 * Limit of the compiler's heap. Without one V8 lets garbage of hundreds of cells lie: 500 MiB after 1,600 cells, of which
 * 300 MiB are left with a limit.
 */
export const HEAP_LIMIT_MB = 400;
