import { stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readLockOwner, readServiceAddress } from "../../core/index.js";

/** Time in which a service that was just begun takes its lock, in milliseconds. */
const BIRTH_MS = 5_000;
const POLL_MS = 100;

/**
 * Ends the embedded service of a data directory if it was started after a time, also one that does not answer yet; one
 * that ran before stays. Returns the process that was told to end.
 *
 * @param since Unix milliseconds
 * @example
 * await endServiceStartedSince(".tunelab/data", startedAt);
 */
export async function endServiceStartedSince(dataDirectory: string, since: number): Promise<number | undefined> {
  // Its beginning shows in its log, which whoever starts it opens before; then it takes the lock, and last its address.
  const begun = await changedAt(join(dataDirectory, "service-start.log"));
  const giveUpAt = Date.now() + (begun >= since ? BIRTH_MS : 0);
  for (;;) {
    const pid = await findService(dataDirectory, since);
    if (pid !== undefined) return end(pid);
    const ranBefore = (await readLockOwner(join(dataDirectory, "lock"))) !== undefined;
    if (ranBefore || Date.now() >= giveUpAt) return undefined;
    await sleep(POLL_MS);
  }
}

async function findService(dataDirectory: string, since: number): Promise<number | undefined> {
  const lock = join(dataDirectory, "lock");
  const owner = await readLockOwner(lock);
  if (owner !== undefined) return (await changedAt(lock)) >= since ? owner.pid : undefined;
  const address = await readServiceAddress(dataDirectory);
  return address !== undefined && Date.parse(address.startedAt) >= since ? address.pid : undefined;
}

function end(pid: number): number | undefined {
  try {
    process.kill(pid, "SIGTERM");
    return pid;
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** Milliseconds, of the file system's clock; 0 for what is not there. */
async function changedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}
