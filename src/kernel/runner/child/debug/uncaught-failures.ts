import { whenSettled } from "../guard/captured.js";

type Fail = (error: unknown) => void;

/** Set by the debugger, for as long as it shall stop where nobody catches. */
export const uncaughtStops = { wanted: false };

const failures = new Map<Promise<unknown>, Fail>();

/**
 * Waits for a cell without a handler for its failure: V8 takes any handler for a `catch`, and would never find that nobody
 * catches. The failure then comes as a rejection that nobody handled, a turn later.
 */
export function whenUncaughtSettled(cell: Promise<unknown>, onValue: (value: unknown) => void, fail: Fail): void {
  const settled = whenSettled(
    cell,
    (value) => {
      failures.delete(settled);
      onValue(value);
    },
    undefined as never,
  );
  failures.set(settled, fail);
}

/** Hands a rejection that nobody handled to the cell that failed with it; `false` where it is no cell's. */
export function failUncaught(error: unknown, promise: Promise<unknown>): boolean {
  const fail = failures.get(promise);
  failures.delete(promise);
  fail?.(error);
  return fail !== undefined;
}
