import { retryDelaySeconds } from "./retry-delay.js";
import { sleepSeconds } from "./sleep-seconds.js";

/** Options of {@link retry}. */
export interface RetryOptions {
  /** Further tries after the first. */
  readonly retries: number;
  /** Seconds to wait after a failed try, counted from 1; `undefined` ends the trying. @default retryDelaySeconds */
  readonly delay?: (error: unknown, attempt: number) => number | undefined;
  /** Ends the waiting between tries. */
  readonly signal?: AbortSignal | undefined;
  /** @default sleepSeconds */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Does something again while it fails for a reason that passes; throws the last failure.
 *
 * @example
 * const page = await retry(() => fetchPage(url), { retries: 2 });
 */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { retries, delay = retryDelaySeconds, signal, sleep = sleepSeconds } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      const wait = attempt <= retries && signal?.aborted !== true ? delay(error, attempt) : undefined;
      if (wait === undefined) throw error;
      await sleep(wait, signal);
    }
  }
}
