import { createHash, randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "./make-folder.js";
import { say } from "../../texts/index.js";
import { TunelabError } from "../errors.js";
import { isAlive, type LockOwner, parseOwner, thisProcess } from "./lock-owner.js";

/** Proof that its holder alone works on what a lock file stands for. */
export interface FileLock {
  /** Gives the lock free; what is gone already is no error. */
  release(): Promise<void>;
}

/** Options of {@link lockFile} and {@link withFileLock}. */
export interface FileLockOptions {
  /** Milliseconds to wait for a lock that a live process holds. @default 0 */
  readonly waitMs?: number;
  /** Makes the error for a lock that stays held, with the process that holds it where that is known. */
  readonly explain?: (pid: number | undefined) => Error;
}

/** File systems without hard links say one of these. */
const NO_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Where locks are not linked into place whole, an empty one may be a lock that is being written. */
const HALF_WRITTEN_MS = 10_000;

/**
 * Takes the lock that a file stands for; one that a dead process left behind is taken over, one of a live process never,
 * however long it is held.
 *
 * A takeover cannot race: whoever wants the lock of a dead owner first takes a second lock that is named after that
 * owner's lock, looks whether the dead lock still is there, and only then puts its own in its place. Nobody ever removes
 * the lock of a live process, and an owner's text never comes again. Throws `lock_held` when a live process keeps the lock
 * for `waitMs`.
 *
 * @example
 * const lock = await lockFile(".tunelab/data/lock");
 */
export async function lockFile(path: string, options: FileLockOptions = {}): Promise<FileLock> {
  const { waitMs = 0, explain = (pid) => lockHeld(path, pid) } = options;
  await makeFolder(dirname(path));
  const giveUpAt = Date.now() + waitMs;
  for (;;) {
    const result = await tryLock(path);
    if ("release" in result) return result;
    if (Date.now() >= giveUpAt) throw explain(result.owner?.pid);
    await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 20));
  }
}

/**
 * Runs something while nobody else runs something under the same lock, in this process or another.
 *
 * @example
 * await withFileLock("mlruns/.lock", () => createExperiment("fine-tuning"), { waitMs: 15_000 });
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, options: FileLockOptions = {}): Promise<T> {
  const lock = await lockFile(path, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** What stands in the way of a lock: its owner, where that can be read. */
interface Held {
  readonly owner: LockOwner | undefined;
}

/** Attempts until what was seen holds still; only other processes that die or give free meanwhile use one up. */
const ATTEMPTS = 50;

async function tryLock(path: string): Promise<FileLock | Held> {
  const nonce = randomBytes(8).toString("hex");
  const text = JSON.stringify({ ...thisProcess(), nonce });
  const draft = `${path}.${nonce}`;
  const lock: FileLock = { release: () => release(path, text) };
  // Written whole first and then linked into place: a lock can be absent or complete, never half-written.
  await writeFile(draft, text, { mode: 0o600, flag: "wx" });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await place(draft, path, text)) return lock;
      const held = await readFile(path, "utf8").catch(() => undefined);
      if (held === undefined) continue;
      const owner = parseOwner(held);
      if (owner === undefined ? await isBeingWritten(path) : isAlive(owner)) return { owner };
      const right = await tryLock(`${path}.${createHash("sha256").update(held).digest("hex").slice(0, 16)}`);
      if (!("release" in right)) return { owner: right.owner };
      try {
        if ((await readFile(path, "utf8").catch(() => undefined)) !== held) continue;
        await rename(draft, path);
        return lock;
      } finally {
        await right.release();
      }
    }
    return { owner: undefined };
  } finally {
    await rm(draft, { force: true });
  }
}

/** Puts a lock where none is; false where one is. */
async function place(draft: string, path: string, text: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (!NO_LINKS.has(code)) throw error;
  }
  try {
    await writeFile(path, text, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isBeingWritten(path: string): Promise<boolean> {
  const held = await stat(path).catch(() => undefined);
  return held === undefined || Date.now() - held.mtimeMs < HALF_WRITTEN_MS;
}

async function release(path: string, text: string): Promise<void> {
  try {
    if (readFileSync(path, "utf8") === text) rmSync(path);
  } catch {
    // Gone already: somebody removed the folder, and there is nothing left to release.
  }
}

function lockHeld(path: string, pid: number | undefined): TunelabError {
  return new TunelabError(say("core.lockHeld", { pid: pid === undefined ? "" : ` (${pid})`, path }), {
    code: "lock_held",
    hint: say("core.lockHeldHint"),
  });
}
