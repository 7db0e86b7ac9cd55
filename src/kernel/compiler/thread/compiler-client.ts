import { Worker } from "node:worker_threads";
import { TunelabError } from "../../../core/essentials/index.js";
import type { CompilerAnswer, CompilerArguments, CompilerMethod, CompilerResult } from "./compiler-calls.js";

/**
 * Limit of the thread's heap. Without one V8 lets garbage of hundreds of cells lie: 500 MiB after 1,600 cells, of which
 * 300 MiB are left with a limit.
 */
const HEAP_LIMIT_MB = 400;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The compiler as the session sees it: the same questions, answered from another thread. */
export interface AsyncCompiler {
  call<M extends CompilerMethod>(method: M, ...args: CompilerArguments<M>): Promise<CompilerResult<M>>;
}

/**
 * Hosts the compiler in a worker thread, so that checking a cell blocks neither heartbeat nor interrupt.
 *
 * The thread starts with {@link start} or the first call. Should it die, its callers get an error and the next call
 * starts a new one.
 */
export class CompilerClient implements AsyncCompiler {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  start(): void {
    if (this.#worker !== undefined) return;
    const worker = new Worker(new URL("./compiler-thread.js", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
    });
    this.#worker = worker;
    worker.on("message", (answer: CompilerAnswer) => this.#receive(answer));
    worker.on("error", (error) => this.#fail(worker, error));
    worker.on("exit", () => this.#fail(worker, new Error("its thread ended")));
  }

  call<M extends CompilerMethod>(method: M, ...args: CompilerArguments<M>): Promise<CompilerResult<M>> {
    this.start();
    const id = ++this.#count;
    return new Promise<CompilerResult<M>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker!.postMessage({ id, method, args });
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #receive(answer: CompilerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(compilerError(answer.message));
  }

  #fail(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(compilerError(error.message, error));
    this.#waiting.clear();
  }
}

const compilerError = (message: string, cause?: unknown): TunelabError =>
  new TunelabError(`The TypeScript compiler failed: ${message}`, {
    code: "compiler_failed",
    hint: "Run the cell again; if it fails again, restart the kernel and report the cell that caused it.",
    cause,
  });
