import type { LlamaContext } from "node-llama-cpp";
import { KeptPrefix, SLICE, type SlicedPrompt } from "./prompt/kept-prefix.js";
import type { LocalModel } from "./local-model.js";

/** Settings of a {@link ContextPool}. */
export interface ContextPoolOptions {
  /** Sequences that run at the same time; each uses its own context and thread. */
  readonly concurrency: number;
  /** Threads of one context. */
  readonly threads: number;
  /** Longest sequence offered, in tokens. */
  readonly maxContextSize: number;
}

/** A context of the pool, held by one caller. */
export interface ContextLease {
  readonly kept: KeptPrefix;
  readonly contextSize: number;
  release(): Promise<void>;
}

interface PooledContext {
  readonly context: LlamaContext;
  readonly kept: KeptPrefix;
  readonly adapterPath: string | undefined;
  readonly contextSize: number;
  busy: boolean;
  lastUsed: number;
}

interface Waiter {
  readonly start: () => void;
}

/** Contexts are made in these sizes, so that a short prompt does not pay for a long one's memory. */
const CONTEXT_SIZES = [1024, 2048, 4096, 8192, 16384, 32768] as const;

/** What a context has read is worth keeping from here on, in tokens: reading it again costs more than a new context. */
const WORTH_KEEPING = 4 * SLICE;

/**
 * Hands out llama.cpp contexts, at most `concurrency` at a time, in the order of asking.
 *
 * A context belongs to the base model or to one adapter. Idle ones are kept for the next caller and the
 * longest unused is dropped when another kind is needed. A caller whose prompt begins as the one before gets the context
 * that has read that beginning. One context with one thread per caller beats one context
 * with several sequences for models of this size: matrix products of four rows do not fill a second core.
 */
export class ContextPool {
  readonly #model: LocalModel;
  readonly #options: ContextPoolOptions;
  readonly #contexts: PooledContext[] = [];
  readonly #waiting: Waiter[] = [];
  #running = 0;
  #uses = 0;

  constructor(model: LocalModel, options: ContextPoolOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** Callers that hold or await a context. */
  get load(): number {
    return this.#running + this.#waiting.length;
  }

  /**
   * Waits for a turn and returns a context of at least `size` tokens (capped at the pool's largest), if possible one
   * that has read the beginning of `prompt`.
   */
  async acquire(
    adapterPath: string | undefined,
    prompt: SlicedPrompt,
    size: number,
    signal: AbortSignal,
  ): Promise<ContextLease> {
    await this.#turn(signal);
    try {
      signal.throwIfAborted();
      const pooled = await this.#take(adapterPath, prompt, size);
      let released = false;
      return {
        kept: pooled.kept,
        contextSize: pooled.contextSize,
        release: async () => {
          if (released) return;
          released = true;
          pooled.busy = false;
          pooled.lastUsed = ++this.#uses;
          this.#next();
        },
      };
    } catch (error) {
      this.#next();
      throw error;
    }
  }

  /** Drops idle contexts; `keep` of them stay, the last used first. */
  async trim(keep: number): Promise<void> {
    const idle = this.#contexts.filter((pooled) => !pooled.busy).sort((a, b) => b.lastUsed - a.lastUsed);
    await Promise.all(idle.slice(keep).map((pooled) => this.#drop(pooled)));
  }

  /** Drops the idle contexts of an adapter whose file is about to go. */
  async forget(adapterPath: string): Promise<void> {
    await Promise.all(
      this.#contexts
        .filter((pooled) => !pooled.busy && pooled.adapterPath === adapterPath)
        .map((pooled) => this.#drop(pooled)),
    );
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running < this.#options.concurrency) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        start: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #next(): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#running--;
    else waiter.start();
  }

  async #take(adapterPath: string | undefined, prompt: SlicedPrompt, size: number): Promise<PooledContext> {
    const { maxContextSize, threads, concurrency } = this.#options;
    const wanted = Math.min(maxContextSize, CONTEXT_SIZES.find((candidate) => candidate >= size) ?? maxContextSize);
    const idle = this.#contexts.filter(
      (pooled) => !pooled.busy && pooled.adapterPath === adapterPath && pooled.contextSize >= wanted,
    );
    // As many again as run, for callers that ask by turns about two texts, or a base model and a tuned one.
    const most = 2 * concurrency;
    const fits = chooseContext(idle, prompt, this.#contexts.length < most);
    if (fits !== undefined) {
      fits.busy = true;
      return fits;
    }
    while (this.#contexts.length >= most) {
      const oldest = this.#contexts.filter((pooled) => !pooled.busy).sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (oldest === undefined) break;
      await this.#drop(oldest);
    }
    const context = await this.#model.native.model.createContext({
      contextSize: wanted,
      batchSize: Math.min(wanted, 512),
      threads: { ideal: threads, min: threads },
      lora: adapterPath === undefined ? undefined : { adapters: [{ filePath: adapterPath }] },
    });
    const pooled: PooledContext = {
      context,
      kept: new KeptPrefix(context.getSequence()),
      adapterPath,
      contextSize: wanted,
      busy: true,
      lastUsed: ++this.#uses,
    };
    this.#contexts.push(pooled);
    return pooled;
  }

  async #drop(pooled: PooledContext): Promise<void> {
    const index = this.#contexts.indexOf(pooled);
    if (index < 0) return;
    this.#contexts.splice(index, 1);
    await pooled.context.dispose();
  }
}

/**
 * The context that has read most of the prompt's beginning; without one, that with least to lose, then the smallest.
 * `undefined` when each would lose what is worth keeping and there is room for another.
 */
function chooseContext(
  idle: readonly PooledContext[],
  prompt: SlicedPrompt,
  hasRoom: boolean,
): PooledContext | undefined {
  const shared = new Map(idle.map((pooled) => [pooled, pooled.kept.sharedWith(prompt)]));
  const [best] = [...idle].sort(
    (a, b) => shared.get(b)! - shared.get(a)! || a.kept.length - b.kept.length || a.contextSize - b.contextSize,
  );
  if (best === undefined) return undefined;
  const has = shared.get(best)!;
  // Less than a slice, a short system message for example, is read again sooner than what would be lost for it.
  const loses = has < SLICE && best.kept.length - has >= WORTH_KEEPING;
  return loses && hasRoom ? undefined : best;
}
