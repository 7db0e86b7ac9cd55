import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import workerThreads from "node:worker_threads";
import { NativePromise, applyFunction, nextTick } from "../guard/captured.js";
import { type CellContext, currentCell } from "../cell-context.js";
import { withPlainEnvironment } from "../output/cloneable-environment.js";
import { endTree } from "./end-tree.js";

type Callback = (...args: unknown[]) => void;
type StartTimer = (callback: Callback, ...rest: unknown[]) => NodeJS.Timeout;
type StartImmediate = (callback: Callback, ...rest: unknown[]) => NodeJS.Immediate;

const never = <T>(): Promise<T> => new NativePromise<T>(() => undefined);

/**
 * Makes what a cell starts stop with it when it is interrupted: timers, `fetch`, child processes and worker threads.
 *
 * Without this, `while (true) { await sleep(1000); … }` would go on in the background after an interrupt.
 */
export function makeGlobalsInterruptible(): void {
  wrapTimers();
  wrapTimerPromises();
  globalThis.fetch = interruptibleFetch(globalThis.fetch);
  watchChildProcesses();
  watchWorkers();
  syncBuiltinESMExports();
}

function wrapTimers(): void {
  const { clearTimeout, clearInterval } = timers;
  const wrapped = {
    setTimeout: wrapTimer(timers.setTimeout as unknown as StartTimer, clearTimeout, true),
    setInterval: wrapTimer(timers.setInterval as unknown as StartTimer, clearInterval, false),
    setImmediate: wrapImmediate(timers.setImmediate as unknown as StartImmediate),
  };
  Object.assign(timers, wrapped);
  Object.assign(globalThis, wrapped);
}

function wrapTimer(start: StartTimer, clear: (timer: NodeJS.Timeout) => void, once: boolean): StartTimer {
  return (callback, ...rest) => {
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
}

/**
 * Has the callback run after Node's loop over immediates is through with the entry, before it takes the next.
 *
 * An interrupt ends code without its `finally`, and that of this loop is what keeps the list of immediates whole: a callback
 * that is ended inside it leaves a list that can never be worked off. Where this runs, the loop holds nothing open; the
 * order among immediates, ticks and microtasks stays Node's.
 */
function wrapImmediate(start: StartImmediate): StartImmediate {
  return (callback, ...args) => {
    if (typeof callback !== "function") return start(callback, ...args);
    const cell = currentCell();
    const run = (): void => {
      if (cell?.state !== "interrupted") applyFunction(callback, immediate, args);
    };
    const immediate: NodeJS.Immediate = start(() => nextTick(run));
    return immediate;
  };
}

function wrapTimerPromises(): void {
  const { setTimeout: sleep, setImmediate: nextTurn, setInterval: turns, scheduler } = timersPromises;
  timersPromises.setTimeout = (delay, value, options) => {
    const cell = currentCell();
    if (cell?.state === "interrupted") return never();
    return sleep(delay, value, { ...options, signal: withCellSignal(cell, options?.signal) });
  };
  timersPromises.setImmediate = (value, options) => {
    const cell = currentCell();
    if (cell?.state === "interrupted") return never();
    return nextTurn(value, options);
  };
  timersPromises.setInterval = (delay, value, options) => {
    const cell = currentCell();
    return turns(delay, value, { ...options, signal: withCellSignal(cell, options?.signal) });
  };
  scheduler.wait = (delay, options) => timersPromises.setTimeout(delay, undefined, options);
  Object.defineProperty(timers.setTimeout, promisify.custom, { value: timersPromises.setTimeout });
  Object.defineProperty(timers.setImmediate, promisify.custom, { value: timersPromises.setImmediate });
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

/** A child process that a cell has started ends with it; one that was detached on purpose does not. */
function watchChildProcesses(): void {
  const { prototype } = childProcess.ChildProcess as unknown as { prototype: { spawn: SpawnMethod } };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const result = applyFunction(spawn as never, this, [options]) as number;
    const cell = currentCell();
    const { pid } = this;
    if (cell?.state !== "running" || pid === undefined || options.detached === true) return result;
    const stop = (): void => endTree(pid);
    cell.pending.add(stop);
    this.once("exit", () => cell.pending.delete(stop));
    return result;
  };
}

type SpawnMethod = (this: childProcess.ChildProcess, options: { readonly detached?: boolean }) => number;

function watchWorkers(): void {
  const { Worker } = workerThreads;
  const Watched = class extends Worker {
    constructor(file: string | URL, options?: workerThreads.WorkerOptions) {
      super(file, options && { ...options, workerData: withPlainEnvironment(options.workerData) as never });
      const cell = currentCell();
      if (cell?.state !== "running") return;
      const stop = (): void => void this.terminate();
      cell.pending.add(stop);
      this.once("exit", () => cell.pending.delete(stop));
    }
  };
  Object.defineProperty(Watched, "name", { value: "Worker" });
  workerThreads.Worker = Watched;
}

function withCellSignal(cell: CellContext | undefined, own: AbortSignal | undefined): AbortSignal | undefined {
  if (cell?.state === "interrupted") return cell.abort.signal;
  if (cell?.state !== "running") return own;
  return own === undefined ? cell.abort.signal : AbortSignal.any([own, cell.abort.signal]);
}
