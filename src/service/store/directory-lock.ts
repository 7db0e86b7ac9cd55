import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TunelabError } from "../../core/index.js";

const LOCK_FILE = "lock";

interface LockContent {
  readonly pid: number;
  /** Start time of the process as the system counts it, so that a reused process id is not taken for the owner. */
  readonly processStart: string | null;
  readonly nonce: string;
}

/** Proof that this process alone writes to a data directory. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes a data directory for this process; a lock that a dead process left behind is taken over.
 *
 * Throws `data_directory_in_use` when another live process holds it.
 *
 * @example
 * const lock = await lockDirectory(".tunelab/data");
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, LOCK_FILE);
  const content: LockContent = {
    pid: process.pid,
    processStart: startOf(process.pid),
    nonce: randomBytes(8).toString("hex"),
  };
  const text = JSON.stringify(content);
  const draft = join(directory, `${LOCK_FILE}.${content.nonce}`);
  // Written whole first and then linked into place: a lock can be absent or complete, never half-written.
  await writeFile(draft, text, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        await link(draft, path);
        return { release: () => release(path, text) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const held = await readFile(path, "utf8").catch(() => undefined);
      if (held === undefined) continue;
      const owner = parse(held);
      if (owner !== undefined && isAlive(owner)) throw inUse(directory, owner.pid);
      await removeStale(path, held);
    }
    throw inUse(directory, undefined);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a lock only if it still is the one that was seen: another process may have taken over in between. */
async function removeStale(path: string, seen: string): Promise<void> {
  const aside = `${path}.stale-${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8").catch(() => seen)) !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function release(path: string, text: string): Promise<void> {
  try {
    if (readFileSync(path, "utf8") === text) rmSync(path);
  } catch {
    // Gone already: somebody removed the directory, and there is nothing left to release.
  }
}

function parse(text: string): LockContent | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockContent>;
    return typeof value.pid === "number" ? (value as LockContent) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: LockContent): boolean {
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

function inUse(directory: string, pid: number | undefined): TunelabError {
  return new TunelabError(
    `Another service${pid === undefined ? "" : ` (process ${pid})`} is using the data directory ${directory}.`,
    {
      code: "data_directory_in_use",
      hint: "Use that service, stop it first, or start this one with another --data-dir.",
    },
  );
}
