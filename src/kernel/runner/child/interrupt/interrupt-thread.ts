// Runs in a thread of the cell runner. Reads one byte for each interrupt, and answers one when the main thread is free.
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { endProcessGroup } from "./end-process-group.js";
import { DISPLAY_LOOKS, INTERRUPT_ANSWERS, INTERRUPT_BYTES, RUNNER_FDS } from "../../protocol.js";
import type { InterruptThreadData } from "./interrupt-listener.js";
import { Terminator } from "./terminator.js";

const { seen, loading, showing, port, fd } = workerData as InterruptThreadData;

/** How long the main thread may take to notice by itself, in milliseconds: a cell that awaits needs no force. */
const PATIENCE_MS = 120;
const POLL_MS = 10;
/** Times of that patience that a thread has which loads a module, before it is looked at what it executes. */
const LOADING_PATIENCE = 4;

let pings = 0;
let interrupts = 0;
let handling: Promise<void> | undefined;
let isForDisplay = false;
/** What was being shown at the last look, and how often it was the same before. */
let shown = 0;
let looks = 0;
let isDebugging = (): boolean => false;
const isLoading = (): boolean => Atomics.load(loading, 0) > 0;
const terminator = new Terminator({
  isLoading,
  onLoading: () => void kernel.write(INTERRUPT_ANSWERS.loading),
  onEnd: () => {
    if (!isForDisplay) kernel.write(INTERRUPT_ANSWERS.forced);
  },
});

const kernel = new Socket({ fd, readable: true, writable: true });
kernel.on("data", (bytes) => {
  if (bytes.includes(INTERRUPT_BYTES.connectDebugger)) void connectDebugger();
  if (bytes.includes(INTERRUPT_BYTES.lookAtDisplay)) lookAtDisplay();
  if (!bytes.includes(INTERRUPT_BYTES.interrupt)) return;
  interrupts += 1;
  handling ??= handleInterrupt().finally(() => (handling = undefined));
});
kernel.on("end", endProcessGroup);
kernel.on("error", endProcessGroup);

/** Loaded only now: most notebooks are never debugged. */
async function connectDebugger(): Promise<void> {
  const { bridgeDebugger } = await import("../debug/debug-bridge.js");
  isDebugging = bridgeDebugger(RUNNER_FDS.debugger);
}

async function handleInterrupt(): Promise<void> {
  for (let unseen = 1; !(await mainThreadSees()); unseen += 1) {
    // Should this last, the kernel ends the runner.
    if (isLoading() && (unseen < LOADING_PATIENCE || isDebugging())) continue;
    // A front end that debugs would take the pause for one of its own.
    if (isDebugging()) await terminator.terminateUnseen();
    else await terminator.terminate(() => Atomics.load(seen, 0) >= pings);
  }
  terminator.release();
  port.postMessage({ ping: pings, interrupt: interrupts, isOver: true });
  kernel.write(INTERRUPT_ANSWERS.noticed);
}

/** Ends a display that has been the same for too long. */
function lookAtDisplay(): void {
  const now = Atomics.load(showing, 0);
  looks = now !== 0 && now === shown ? looks + 1 : 0;
  shown = now;
  if (looks < DISPLAY_LOOKS.most || isDebugging()) return;
  looks = 0;
  handling ??= endDisplay(now).finally(() => (handling = undefined));
}

async function endDisplay(late: number): Promise<void> {
  isForDisplay = true;
  while (!(await mainThreadSees(late)) && Atomics.load(showing, 0) === late) {
    await terminator.terminate(() => Atomics.load(showing, 0) !== late);
  }
  isForDisplay = false;
  terminator.release();
  port.postMessage({ ping: pings, interrupt: interrupts, isOver: true });
  // An interrupt that came meanwhile went with the message.
  kernel.write(INTERRUPT_ANSWERS.noticed);
}

/** Tells the main thread, and whether it noticed in time. */
async function mainThreadSees(late?: number): Promise<boolean> {
  const ping = ++pings;
  port.postMessage({ ping, interrupt: interrupts, late });
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    if (Atomics.load(seen, 0) >= ping) return true;
    await sleep(POLL_MS);
  }
  return Atomics.load(seen, 0) >= ping;
}
