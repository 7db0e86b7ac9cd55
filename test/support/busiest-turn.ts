import { readFileSync } from "node:fs";

/** Milliseconds between two looks. */
const EVERY_MS = 5;

/**
 * Watches how long this thread computes without a pause in which it could answer somebody.
 *
 * It is processor time on Linux, which a busy machine does not lengthen, and elapsed time elsewhere.
 *
 * @example
 * const stop = watchTurns();
 * await work();
 * stop(); // 41.2: milliseconds of the longest turn of the event loop, at most 5 more than it took
 */
export function watchTurns(): () => number {
  let longest = 0;
  let before = threadMs();
  const look = (): void => {
    const now = threadMs();
    longest = Math.max(longest, now - before);
    before = now;
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

/** Milliseconds that this thread has computed so far. */
function threadMs(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
