import { AsyncLocalStorage } from "node:async_hooks";
import { isLoopback } from "../../core/index.js";
import { observeOpenAI } from "../trace/index.js";

/** Tokens that one model says it used. */
export interface ModelUsage {
  /** As the answers name it. */
  readonly model: string;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Whether it answered on this machine, where nobody bills. */
  readonly isLocal: boolean;
}

const open = new AsyncLocalStorage<TokenMeter>();
let users = 0;
let stop: Promise<() => void> | undefined;

/** Adds up the tokens of chat completions, by model; the same answer counts once. */
export class TokenMeter {
  readonly #models = new Map<string, ModelUsage>();
  readonly #seen = new WeakSet<object>();

  /** Tokens by model, in the order of first use. */
  get usage(): readonly ModelUsage[] {
    return [...this.#models.values()];
  }

  /**
   * Runs something while the chat completions that the `openai` package makes in it are counted.
   *
   * @example
   * const meter = new TokenMeter();
   * await meter.measure(() => client.chat.completions.create(request));
   * meter.usage[0]?.promptTokens; // 12
   */
  async measure<T>(work: () => Promise<T>): Promise<T> {
    users += 1;
    try {
      await (stop ??= observeOpenAI((_, call, baseUrl) => observe(call, baseUrl)));
      return await open.run(this, work);
    } finally {
      users -= 1;
      if (users === 0) {
        const last = stop;
        stop = undefined;
        (await last)?.();
      }
    }
  }

  /** Counts an answer of the chat completions API; anything else is passed over. */
  count(answer: unknown, baseUrl?: string): void {
    if (typeof answer !== "object" || answer === null || this.#seen.has(answer)) return;
    const { usage, model } = answer as { readonly usage?: unknown; readonly model?: unknown };
    if (typeof usage !== "object" || usage === null) return;
    this.#seen.add(answer);
    const { prompt_tokens: prompt, completion_tokens: completion } = usage as Record<string, unknown>;
    const name = typeof model === "string" ? model : "unknown model";
    const known = this.#models.get(name) ?? { calls: 0, promptTokens: 0, completionTokens: 0, isLocal: true };
    this.#models.set(name, {
      model: name,
      calls: known.calls + 1,
      promptTokens: known.promptTokens + (Number(prompt) || 0),
      completionTokens: known.completionTokens + (Number(completion) || 0),
      isLocal: known.isLocal && isLoopback(baseUrl),
    });
  }
}

function observe(call: () => unknown, baseUrl: string | undefined): unknown {
  const meter = open.getStore();
  const answer = call();
  if (meter === undefined || typeof (answer as PromiseLike<unknown> | undefined)?.then !== "function") return answer;
  // The client's own promise is given back, because it has methods of its own; a failure is its caller's.
  (answer as PromiseLike<unknown>).then(
    (value) => meter.count(value, baseUrl),
    () => undefined,
  );
  return answer;
}
