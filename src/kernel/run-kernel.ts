import { TunelabError } from "../core/essentials/index.js";
import type { CompilerClient } from "./compiler/thread/index.js";
import { endWithParent } from "./end-with-parent.js";
import { Kernel } from "./kernel.js";
import { MEMORY_VARIABLE } from "./runner/index.js";
import { loadConnectionInfo } from "./wire/index.js";

export interface RunKernelOptions {
  /** The notebook's folder. @default process.cwd() */
  readonly directory?: string;
  /** The compiler, which may have been started. @default a new one */
  readonly compiler?: CompilerClient;
}

/** Milliseconds after which the process ends although something that a cell left behind keeps it. */
const END_WITHIN_MS = 3500;

/**
 * Runs a kernel on a connection file until a client shuts it down, then ends the process.
 *
 * SIGINT interrupts the running cell, SIGTERM ends the kernel. Started by a Jupyter server that dies
 * (`JPY_PARENT_PID`), it ends too.
 *
 * @example
 * await runKernel("/run/user/1000/jupyter/kernel-1.json");
 */
export async function runKernel(connectionFile: string, options: RunKernelOptions = {}): Promise<void> {
  const kernel = new Kernel({
    ...options,
    connection: loadConnectionInfo(connectionFile),
    memoryLimit: readMemoryLimit(process.env[MEMORY_VARIABLE]),
    onClosed: endProcess,
  });
  process.on("SIGINT", () => kernel.interrupt());
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => void kernel.close());
  const server = process.env.JPY_PARENT_PID;
  if (server !== undefined) {
    endWithParent({ server: Number(server), wasHeard: () => kernel.wasHeard, end: () => void kernel.close() });
  }
  await kernel.start();
}

/**
 * Has the process end by itself: ZeroMQ then sends what it was given, three seconds long at most. `process.exit` does not wait
 * for it, and on a busy machine the last messages, such as the reply to a shutdown, were lost.
 */
function endProcess(): void {
  process.exitCode = 0;
  setTimeout(() => process.exit(0), END_WITHIN_MS).unref();
}

function readMemoryLimit(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 32) return limit;
  throw new TunelabError(`${MEMORY_VARIABLE} must be a whole number of MiB from 32, got ${JSON.stringify(text)}.`, {
    code: "invalid_option",
    hint: `Set it to a number such as 4096, or remove it for a quarter of the machine's memory, at most 2048.`,
  });
}
