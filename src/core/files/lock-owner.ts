import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** The process that holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /** Start time of the process as the system counts it, so that a reused process id is not taken for the owner. */
  readonly processStart: string | null;
}

/** This process, as others can recognise it. */
export const thisProcess = (): LockOwner => ({ pid: process.pid, processStart: startOf(process.pid) });

/** Reads the owner from a lock's text; `undefined` where it names none. */
export function parseOwner(text: string): LockOwner | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockOwner> | null;
    return typeof value?.pid === "number" ? { pid: value.pid, processStart: value.processStart ?? null } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads which live process holds the lock that a file stands for; `undefined` when none does.
 *
 * @example
 * (await readLockOwner(".tunelab/data/lock"))?.pid; // 4711
 */
export async function readLockOwner(path: string): Promise<LockOwner | undefined> {
  const owner = parseOwner(await readFile(path, "utf8").catch(() => ""));
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

/** Whether the process still runs, and is not another one that was given the same id. */
export function isAlive(owner: LockOwner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const start = startOf(owner.pid);
  return owner.processStart === null || start === null || start === owner.processStart;
}

/** Field 22 of /proc/<pid>/stat (proc(5)): ticks after boot at which the process started; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // "Z" is a process that has ended and waits for its parent to notice.
    return fields[0] === "Z" ? "ended" : (fields[19] ?? null);
  } catch {
    return null;
  }
}
