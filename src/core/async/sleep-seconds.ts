import { timerMs } from "./timer-ms.js";

/**
 * Waits; rejects with the signal's reason as soon as it aborts.
 *
 * @example
 * await sleepSeconds(0.5, signal);
 */
export function sleepSeconds(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      timerMs(seconds * 1000),
    );
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
