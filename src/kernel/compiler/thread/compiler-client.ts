import { TunelabError } from "../../../core/essentials/index.js";
import { findSnapshot, forgetSnapshot } from "../snapshot/compiler-snapshot.js";
import { makeSnapshotLater } from "../snapshot/make-snapshot.js";
import {
  ABOUT_DRAFTS,
  type CompilerAnswer,
  type CompilerArguments,
  type CompilerCall,
  type CompilerMethod,
  type CompilerResult,
} from "./compiler-calls.js";
import { CommittedCells } from "./committed-cells.js";
import type { CompilerHost, CompilerHostListener } from "./compiler-host.js";
import { openProcess } from "./open-process.js";
import { openThread } from "./open-thread.js";
import { say } from "../../../texts/kernel/index.js";

/** Milliseconds after an interrupt that the compiler may still be at the same question. */
const GIVE_UP_AFTER_MS = 3_000;
/** Milliseconds that it may take over a question about a cell that is being typed, which nobody interrupts. */
const DRAFT_WITHIN_MS = 30_000;
/** Milliseconds that a `commit` waits for the next question, to go with it: the cell that it is about runs meanwhile. */
const COMMIT_WITHIN_MS = 25;

interface Waiting {
  readonly call: CompilerCall;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The compiler as the session sees it: the same questions, answered from another thread or process. */
export interface AsyncCompiler {
  call<M extends CompilerMethod>(method: M, ...args: CompilerArguments<M>): Promise<CompilerResult<M>>;
}

/**
 * Hosts the compiler elsewhere, so that checking a cell blocks neither heartbeat nor interrupt: in a process from a
 * snapshot, or in a worker thread where there is no snapshot or it does not fit.
 *
 * It starts with {@link start} or the first call. Should it die, its callers get an error and the next call starts it anew
 * with the cells that it knew. A question that keeps it too long, as some types take hours to check, is given up in the same way.
 */
export class CompilerClient implements AsyncCompiler {
  #host: CompilerHost | undefined;
  #refusesSnapshot = false;
  #stopMaking: (() => void) | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #committed = new CommittedCells();
  /** Calls that go with the next question. */
  #held: CompilerCall[] = [];
  #holdTimer: NodeJS.Timeout | undefined;
  #count = 0;

  /** Where the compiler runs; undefined before it has been started. */
  get place(): CompilerHost["place"] | undefined {
    return this.#host?.place;
  }

  /** Starts the compiler where that takes nothing from this process; tells whether it did. */
  startIfQuick(): boolean {
    const snapshot = this.#refusesSnapshot ? undefined : findSnapshot();
    if (snapshot === undefined) return false;
    if (this.#host === undefined) this.#open((listener) => openProcess(snapshot, listener));
    return true;
  }

  start(): void {
    if (this.#host !== undefined || this.startIfQuick()) return;
    this.#open(openThread);
    this.#stopMaking ??= makeSnapshotLater();
  }

  /** Resolves with the answer; at once for a `commit`, which whatever is asked next comes after. */
  call<M extends CompilerMethod>(method: M, ...args: CompilerArguments<M>): Promise<CompilerResult<M>> {
    this.start();
    const call: CompilerCall = { id: ++this.#count, method, args };
    const told = this.#committed.note(method, args);
    this.#held.push(call);
    if (method === "commit") {
      this.#holdTimer ??= setTimeout(() => this.#postHeld(), COMMIT_WITHIN_MS).unref();
      return Promise.resolve(undefined as CompilerResult<M>);
    }
    return new Promise<CompilerResult<M>>((resolve, reject) => {
      const answered = (value: unknown): void => {
        told?.(value as CompilerResult<"compile">);
        resolve(value as CompilerResult<M>);
      };
      this.#waiting.set(call.id, { call, resolve: answered, reject });
      this.#postHeld();
      if (ABOUT_DRAFTS.has(method)) this.#giveUpAfter(DRAFT_WITHIN_MS, call.id);
    });
  }

  /** Gives up what is being asked, unless the answer comes soon. */
  interrupt(): void {
    const [asked] = this.#waiting.keys();
    if (asked !== undefined) this.#giveUpAfter(GIVE_UP_AFTER_MS, asked);
  }

  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    clearTimeout(this.#holdTimer);
    this.#stopMaking?.();
    await host?.stop();
  }

  #postHeld(): void {
    clearTimeout(this.#holdTimer);
    this.#holdTimer = undefined;
    const calls = this.#held;
    this.#held = [];
    if (calls.length > 0) this.#host?.post(calls);
  }

  /** Asks another host what has no answer yet; what is held it knows by the cells that are committed. */
  #askAgain(): void {
    this.#held = [];
    this.start();
    this.#host!.post([...this.#waiting.values()].map(({ call }) => call));
  }

  /** Calls are answered in their order: only the first that waits can be what keeps the compiler. */
  #giveUpAfter(milliseconds: number, id: number): void {
    setTimeout(() => {
      const [first] = this.#waiting.values();
      if (first?.call.id !== id) return;
      const host = this.#host;
      this.#host = undefined;
      void host?.stop();
      this.#waiting.delete(id);
      first.reject(compilerError(say("kernel.answerTooSlow")));
      this.#askAgain();
    }, milliseconds).unref();
  }

  #open(open: (listener: CompilerHostListener) => CompilerHost): void {
    this.#host = this.#listen(open);
    const known = this.#committed.calls().map((call) => ({ ...call, id: ++this.#count }));
    if (known.length > 0) this.#host.post(known);
  }

  #listen(open: (listener: CompilerHostListener) => CompilerHost): CompilerHost {
    const host: CompilerHost = open({
      onAnswer: (answer) => this.#receive(answer),
      onEnd: (error, wasReady) => {
        if (this.#host !== host) return;
        this.#host = undefined;
        if (wasReady) this.#fail(error);
        else this.#goOnInThread();
      },
    });
    return host;
  }

  /** Asks the thread what the process was asked, as that could not start. */
  #goOnInThread(): void {
    this.#refusesSnapshot = true;
    forgetSnapshot();
    this.#askAgain();
  }

  #receive(answer: CompilerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(compilerError(answer.message));
  }

  #fail(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(compilerError(error.message, error));
    this.#waiting.clear();
  }
}

const compilerError = (message: string, cause?: unknown): TunelabError =>
  new TunelabError(say("kernel.compilerFailed", { reason: message }), {
    code: "compiler_failed",
    hint: say("kernel.compilerFailedHint"),
    cause,
  });
