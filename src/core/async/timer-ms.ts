/** What a timer of Node holds: one that is set for longer ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Milliseconds for a timer: a wish beyond 24.8 days, `Infinity` included, is that long, where Node would make it 1 ms.
 *
 * @example
 * timerMs(30 * 86_400_000); // 2147483647
 */
export const timerMs = (ms: number): number => Math.min(ms, LONGEST_TIMER_MS);
