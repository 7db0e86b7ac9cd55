import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { type CellContext, currentCell } from "./cell-context.js";

type Callback = (...args: unknown[]) => void;
type StartTimer = (callback: Callback, ...rest: unknown[]) => NodeJS.Timeout;

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * Makes timers and `fetch` stop with the cell that started them when it is interrupted.
 *
 * Without this, `while (true) { await sleep(1000); … }` would go on in the background after an interrupt.
 */
export function makeGlobalsInterruptible(): void {
  globalThis.setTimeout = wrapTimer(globalThis.setTimeout as unknown as StartTimer, clearTimeout, true);
  globalThis.setInterval = wrapTimer(globalThis.setInterval as unknown as StartTimer, clearInterval, false);
  const sleep = timersPromises.setTimeout;
  timersPromises.setTimeout = interruptibleSleep(sleep);
  Object.defineProperty(globalThis.setTimeout, promisify.custom, { value: timersPromises.setTimeout });
  syncBuiltinESMExports();
  globalThis.fetch = interruptibleFetch(globalThis.fetch);
}

function wrapTimer<T>(start: StartTimer, clear: (timer: NodeJS.Timeout) => void, once: boolean): T {
  const wrapped = (callback: Callback, ...rest: unknown[]): NodeJS.Timeout => {
    const cell = currentCell();
    if (cell === undefined || cell.state === "ended" || typeof callback !== "function") return start(callback, ...rest);
    const stop = (): void => clear(timer);
    const run = once
      ? (...args: unknown[]): void => {
          cell.pending.delete(stop);
          callback(...args);
        }
      : callback;
    const timer: NodeJS.Timeout = start(run, ...rest);
    if (cell.state === "interrupted") stop();
    else cell.pending.add(stop);
    return timer;
  };
  return wrapped as unknown as T;
}

function interruptibleSleep(sleep: typeof timersPromises.setTimeout): typeof timersPromises.setTimeout {
  return function setTimeout<T = void>(delay?: number, value?: T, options?: { signal?: AbortSignal; ref?: boolean }) {
    const cell = currentCell();
    if (cell?.state === "interrupted") return never<T>();
    return sleep(delay, value, { ...options, signal: withCellSignal(cell, options?.signal) }) as Promise<T>;
  };
}

function interruptibleFetch(send: typeof fetch): typeof fetch {
  return function fetch(input, init) {
    const cell = currentCell();
    if (cell === undefined || cell.state === "ended") return send(input, init);
    if (cell.state === "interrupted") return never<Response>();
    const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return send(input, { ...init, signal: withCellSignal(cell, own) });
  };
}

function withCellSignal(cell: CellContext | undefined, own: AbortSignal | undefined): AbortSignal | undefined {
  if (cell?.state !== "running") return own;
  return own === undefined ? cell.abort.signal : AbortSignal.any([own, cell.abort.signal]);
}
