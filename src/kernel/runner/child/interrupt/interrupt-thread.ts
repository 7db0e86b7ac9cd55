// Runs in a thread of the cell runner. Reads one byte for each interrupt, and answers one when the main thread is free.
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { endProcessGroup } from "./end-process-group.js";
import { INTERRUPT_BYTES, RUNNER_FDS } from "../../protocol.js";
import type { InterruptThreadData } from "./interrupt-listener.js";

const { seen, loading, port, fd } = workerData as InterruptThreadData;

/** How long the main thread may take to notice by itself, in milliseconds: a cell that awaits needs no force. */
const PATIENCE_MS = 120;
const POLL_MS = 10;

let pings = 0;
let interrupts = 0;
let handling: Promise<void> | undefined;
let session: Session | undefined;

const kernel = new Socket({ fd, readable: true, writable: true });
kernel.on("data", (bytes) => {
  if (bytes.includes(INTERRUPT_BYTES.connectDebugger)) void connectDebugger();
  if (!bytes.includes(INTERRUPT_BYTES.interrupt)) return;
  interrupts += 1;
  handling ??= handleInterrupt().finally(() => (handling = undefined));
});
kernel.on("end", endProcessGroup);
kernel.on("error", endProcessGroup);

/** Loaded only now: most notebooks are never debugged. */
async function connectDebugger(): Promise<void> {
  const { bridgeDebugger } = await import("../debug/debug-bridge.js");
  bridgeDebugger(RUNNER_FDS.debugger);
}

async function handleInterrupt(): Promise<void> {
  while (!(await mainThreadSees())) {
    // A module that is terminated half-way could never be loaded again; should this last, the kernel ends the runner.
    if (Atomics.load(loading, 0) === 0) await terminate();
  }
  kernel.write("d");
}

/** Tells the main thread, and whether it noticed in time. */
async function mainThreadSees(): Promise<boolean> {
  const ping = ++pings;
  port.postMessage({ ping, interrupt: interrupts });
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    if (Atomics.load(seen, 0) >= ping) return true;
    await sleep(POLL_MS);
  }
  return Atomics.load(seen, 0) >= ping;
}

/**
 * Ends whatever JavaScript the main thread executes: loops in cells, timers and microtasks, with or without `catch`.
 * Should the thread have become idle meanwhile, the next ping is what gets ended, and the one after it answers.
 */
async function terminate(): Promise<void> {
  if (session === undefined) {
    session = new Session();
    session.connectToMainThread();
  }
  const connected = session;
  await Promise.race([
    new Promise<void>((resolve) => connected.post("Runtime.terminateExecution", () => resolve())),
    sleep(PATIENCE_MS),
  ]);
}
