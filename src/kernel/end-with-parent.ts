import { type ListedProcess, isRunning, processesAbove } from "./runner/index.js";

/** Milliseconds between two looks at who has started the kernel. */
const POLL_MS = 1000;
/** Milliseconds in which somebody must speak to a kernel of which the server is not to be found. */
const UNHEARD_MS = 4000;

/** What {@link endWithParent} needs of the kernel. */
export interface ParentWatch {
  /** Number of the Jupyter server's process, as it gives it to its kernels in `JPY_PARENT_PID`. */
  readonly server: number;
  /** Whether any client was ever heard. */
  readonly wasHeard: () => boolean;
  /** Called when the server is gone, again and again. */
  readonly end: () => void;
}

/**
 * Calls back when the Jupyter server that has started this process is gone, also when it went before this was called, or a
 * launcher (`sh`, a container's `init`) stands between.
 *
 * A server that is none of the processes above has died while the kernel started, or cannot be seen from a container of
 * the kernel's own. In the first case nobody ever speaks to the kernel.
 *
 * @example
 * endWithParent({ server: Number(process.env.JPY_PARENT_PID), wasHeard: () => kernel.wasHeard, end: () => void kernel.close() });
 */
export function endWithParent({ server, wasHeard, end }: ParentWatch): void {
  const parent = process.ppid;
  const found = parent === server ? undefined : findAbove(server);
  const isGone = (): boolean => process.ppid !== parent || (found !== undefined && !isRunning(found));
  setInterval(() => {
    if (isGone()) end();
  }, POLL_MS).unref();
  // Windows gives a handle's number and not a process's.
  if (parent === server || found !== undefined || !(server > 0) || process.platform === "win32") return;
  setTimeout(() => {
    if (!wasHeard()) end();
  }, UNHEARD_MS).unref();
}

const findAbove = (server: number): ListedProcess | undefined =>
  processesAbove(process.pid).find(({ pid }) => pid === server);
