/**
 * Spaces the starts of calls evenly, so that no second sees more than the given number.
 *
 * @example
 * const limiter = new RateLimiter(2, () => performance.now(), sleep);
 * await limiter.take(signal); // the second call waits 0.5 s
 */
export class RateLimiter {
  readonly #intervalMs: number;
  readonly #now: () => number;
  readonly #sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  #nextAt = -Infinity;

  constructor(perSecond: number, now: () => number, sleep: (seconds: number, signal: AbortSignal) => Promise<void>) {
    this.#intervalMs = 1000 / perSecond;
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Resolves when the next call may start; `undefined` when it may start at once. */
  take(signal: AbortSignal): Promise<void> | undefined {
    if (this.#intervalMs === 0) return undefined;
    const now = this.#now();
    const startAt = Math.max(now, this.#nextAt);
    this.#nextAt = startAt + this.#intervalMs;
    return startAt > now ? this.#sleep((startAt - now) / 1000, signal) : undefined;
  }
}
