import { timerMs } from "./timer-ms.js";

/** Options of {@link raceDeadline}. */
export interface DeadlineOptions {
  /** Seconds; `Infinity` for none. */
  readonly seconds: number;
  /** Makes the error when the time is over, and ends what still runs. */
  readonly onLate: () => Error;
  readonly signal?: AbortSignal | undefined;
  /** Makes the error when the signal aborts. @default the signal's reason */
  readonly onAbort?: () => unknown;
}

/**
 * Waits for an answer until its time is over or a signal aborts, whichever comes first; what comes later is passed over.
 *
 * @example
 * await raceDeadline(answer, { seconds: 30, onLate: () => new Error("No answer in 30 s.") });
 */
export async function raceDeadline<T>(answer: Promise<T>, options: DeadlineOptions): Promise<T> {
  const { seconds, onLate, signal, onAbort = () => signal?.reason as unknown } = options;
  let timeout: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    abort = () => reject(onAbort());
    // The signal may have aborted before there was a promise to wait for.
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    if (Number.isFinite(seconds)) timeout = setTimeout(() => reject(onLate()), timerMs(seconds * 1000));
  });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    clearTimeout(timeout);
    if (abort !== undefined) signal?.removeEventListener("abort", abort);
  }
}
