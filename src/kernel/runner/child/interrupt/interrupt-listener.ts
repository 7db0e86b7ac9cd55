import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { takeBack } from "../guard/between-cells.js";
import { NativePromise, soon } from "../guard/captured.js";
import { afterTermination } from "../guard/own-intrinsics.js";
import { shield } from "../guard/shield.js";
import { showing } from "../output/showing.js";
import { loading } from "../modules/loading.js";

const { load, store } = Atomics;
const seen = new Int32Array(new SharedArrayBuffer(4));
const ALL = 2 ** 31 - 1;

/** Has no code ended any more: the process is about to end by itself. */
export const ignoreInterrupts = (): void => void store(seen, 0, ALL);

/** What the interrupt thread and the main thread share. */
export interface InterruptThreadData {
  /** Number of the last interrupt that the main thread has seen. */
  readonly seen: Int32Array;
  /** How many modules are being loaded. */
  readonly loading: Int32Array;
  /** See `output/showing.ts`. */
  readonly showing: Int32Array;
  readonly port: MessagePort;
  readonly fd: number;
}

/**
 * Starts the thread that brings interrupts to the main thread, which may be spinning.
 *
 * `onInterrupt` runs on the main thread once for each interrupt of the person, `onLateDisplay` when a display took too long
 * and was ended.
 */
export function listenForInterrupts(fd: number, onInterrupt: () => void, onLateDisplay: () => void): void {
  const { port1, port2 } = new MessageChannel();
  let last = 0;
  shield(port1).on("message", ({ ping, interrupt, isOver = false, late = 0 }: InterruptMessage) => {
    store(seen, 0, ping);
    if (isOver) beingHandled?.end();
    const isLate = late !== 0 && late === load(showing, 0);
    if (interrupt === last && !isLate) return;
    beingHandled ??= startHandling();
    clearAsyncStack();
    if (isLate) onLateDisplay();
    if (interrupt !== last) onInterrupt();
    last = interrupt;
  });
  const worker = new Worker(new URL("./interrupt-thread.js", import.meta.url), {
    workerData: { seen, loading, showing, port: port2, fd } satisfies InterruptThreadData,
    transferList: [port2],
    // Default options of the process would load user hooks here too.
    execArgv: [],
    stdout: false,
    stderr: false,
  });
  worker.unref();
  port1.unref();
}

interface InterruptMessage {
  readonly ping: number;
  readonly interrupt: number;
  /** Whether the thread is through with the interrupt and ends no code any more. */
  readonly isOver?: boolean;
  /** Number of the display that took too long. */
  readonly late?: number;
}

let beingHandled: { readonly over: Promise<void>; readonly end: () => void } | undefined;

function startHandling(): NonNullable<typeof beingHandled> {
  let end = (): void => undefined;
  const over = new NativePromise<void>((resolve) => {
    end = () => {
      beingHandled = undefined;
      resolve();
    };
  });
  return { over, end };
}

/** Resolves when no interrupt is being handled, so that code which begins then is not ended for the cell that was interrupted. */
export const interruptIsOver = (): Promise<void> | undefined => beingHandled?.over;

/** Thrown by {@link clearAsyncStack} and swallowed by whoever handles uncaught exceptions. */
export const ASYNC_STACK_MARKER = Symbol("async stack marker");

/**
 * Terminated code leaves its entry on Node's stack of async contexts; Node empties that stack after an uncaught
 * exception, so one is thrown that nobody sees.
 */
function clearAsyncStack(): void {
  soon(() => {
    // Node reports what is thrown by functions that the interrupted cell may have replaced.
    afterTermination();
    takeBack();
    throw ASYNC_STACK_MARKER;
  });
}
