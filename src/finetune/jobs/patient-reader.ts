import { setTimeout as sleep } from "node:timers/promises";
import { isPassingStatus } from "../../core/index.js";
import { explainProviderError, withRequestSignal } from "../../client/index.js";

/** Repeats a read while the provider is out of reach, for as long as the patience lasts. */
export class PatientReader {
  #failingSince: number | undefined;
  readonly #revive: () => Promise<boolean>;
  readonly #patienceMs: number;
  readonly #now: () => number;
  readonly #signal: AbortSignal | undefined;

  constructor(revive: () => Promise<boolean>, patienceMs: number, now: () => number, signal: AbortSignal | undefined) {
    this.#revive = revive;
    this.#patienceMs = patienceMs;
    this.#now = now;
    this.#signal = signal;
  }

  async read<T>(action: (signal: AbortSignal) => Promise<T>, what: string): Promise<T> {
    for (;;) {
      try {
        const value = await withRequestSignal(this.#signal, action);
        this.#failingSince = undefined;
        return value;
      } catch (error) {
        if (this.#signal?.aborted === true) throw error;
        const explained = explainProviderError(error, what);
        const { status } = error as { status?: number };
        const passing = status === undefined || isPassingStatus(status);
        this.#failingSince ??= this.#now();
        if (!passing || this.#now() - this.#failingSince > this.#patienceMs) throw explained;
        await this.#recover(status);
      }
    }
  }

  async #recover(status: number | undefined): Promise<void> {
    if (status === undefined && (await this.#revive())) return;
    await sleep(Math.min(2_000, this.#patienceMs / 4), undefined, this.#signal ? { signal: this.#signal } : {});
  }
}
