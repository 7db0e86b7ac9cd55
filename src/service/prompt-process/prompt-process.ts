import { fork, type ChildProcess } from "node:child_process";
import { NO_TELEMETRY, TunelabError } from "../../core/index.js";
import { builtWorker } from "../built-worker.js";
import type { PromptAnswer, PromptTask } from "./prompt-tasks.js";

/** Options of {@link PromptProcess}. */
export interface PromptProcessOptions {
  /** GGUF file whose vocabulary and template are used. */
  readonly modelPath: string;
  /** Longest time that one task may take, in milliseconds, without the process's start. */
  readonly deadlineMs: number;
  /** Time without tasks after which the process ends, in milliseconds. @default 60000 */
  readonly idleMs?: number;
}

/** Time that the process may take to read the vocabulary, in milliseconds. */
const START_MS = 60_000;

/** Memory that a template may fill, in MB. */
const MEMORY_MB = 1024;

interface Started {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
}

/**
 * Makes tokens of long texts, and of templates that may not end, in a process of its own: native code cannot be ended
 * otherwise, and while it runs on the service's thread nothing else is answered.
 *
 * One task at a time, in the order of asking. The process is started by the first one and ends when it is idle.
 */
export class PromptProcess {
  readonly #options: Required<PromptProcessOptions>;
  #started: Started | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #idleTimer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor({ idleMs = 60_000, ...options }: PromptProcessOptions) {
    this.#options = { ...options, idleMs };
  }

  /**
   * Performs a task; ends it when the signal is aborted.
   *
   * Throws `prompt_too_slow` after the deadline or when the process breaks down, the task's own errors, and the signal's reason.
   */
  run<T>(task: PromptTask, signal?: AbortSignal): Promise<T> {
    const result = this.#tail.then(() => this.#perform(task, signal) as Promise<T>);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Ends the process; tasks that run or wait fail. */
  close(): void {
    this.#closed = true;
    this.#end();
  }

  async #perform(task: PromptTask, signal: AbortSignal | undefined): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error("The service is stopping.");
    clearTimeout(this.#idleTimer);
    this.#started ??= this.#start();
    const { child, ready } = this.#started;
    let end!: (error: Error) => void;
    const ended = new Promise<never>((_, reject) => (end = reject));
    ended.catch(() => undefined);
    const onExit = (): void => end(tooSlow(task, "it ended"));
    const onAbort = (): void => end(signal?.reason as Error);
    child.once("exit", onExit);
    signal?.addEventListener("abort", onAbort, { once: true });
    let timer = setTimeout(() => end(tooSlow(task, `it did not start within ${START_MS / 1000} s`)), START_MS);
    let finished = false;
    try {
      await Promise.race([ready, ended]);
      clearTimeout(timer);
      const { deadlineMs } = this.#options;
      timer = setTimeout(() => end(tooSlow(task, `it took longer than ${deadlineMs / 1000} s`)), deadlineMs);
      const value = await Promise.race([this.#ask(child, task, () => (finished = true)), ended]);
      return value;
    } finally {
      clearTimeout(timer);
      child.removeListener("exit", onExit);
      signal?.removeEventListener("abort", onAbort);
      // What was not finished still runs in there, and nobody waits for it.
      if (!finished) this.#end();
      else this.#idleTimer = setTimeout(() => this.#end(), this.#options.idleMs).unref();
    }
  }

  #ask(child: ChildProcess, task: PromptTask, onAnswer: () => void): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      child.once("message", (answer: PromptAnswer) => {
        onAnswer();
        if ("value" in answer) resolve(answer.value);
        else {
          const { message, code, hint } = answer.error;
          reject(code === undefined ? new Error(message) : new TunelabError(message, { code, hint: hint ?? "" }));
        }
      });
      child.send({ id, task }, (error) => error !== null && reject(error));
    });
  }

  #start(): Started {
    const child = fork(builtWorker("prompt-process/prompt-worker"), [this.#options.modelPath], {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`],
      env: { ...process.env, ...NO_TELEMETRY },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("error", () => undefined);
    child.once("exit", () => {
      if (this.#started?.child === child) this.#started = undefined;
    });
    const ready = new Promise<void>((resolve) => child.once("message", () => resolve()));
    return { child, ready };
  }

  #end(): void {
    clearTimeout(this.#idleTimer);
    this.#started?.child.kill("SIGKILL");
    this.#started = undefined;
  }
}

function tooSlow({ kind }: PromptTask, how: string): TunelabError {
  if (kind === "grammar") {
    // Work for a grammar ends by itself long before: what took the time is not the schema.
    return new TunelabError(`The process that turns the schema into a grammar did not answer: ${how}.`, {
      code: "machine_busy",
      hint: "Send the request again when other programs compute less.",
    });
  }
  return new TunelabError(`The tokens of this prompt could not be made: ${how}.`, {
    code: "prompt_too_slow",
    hint: "Send a shorter prompt, or use another model if its chat template does not come to an end.",
  });
}
