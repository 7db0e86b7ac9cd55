import { open, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  isNotWritable,
  isUnfinished,
  makeFolder as makeFolderAt,
  TunelabError,
  withFileLock,
  writeWholeFile,
} from "../../core/index.js";
import { say } from "../../texts/index.js";

/**
 * Writes a file so that others see the old content or the new, never a part of it: beside it first, then renamed.
 *
 * @param scratch folder for the unfinished file, on the same disk
 */
export async function writeWhole(path: string, content: string | Uint8Array, scratch: string): Promise<void> {
  await makeFolder(dirname(path));
  await explained(path, () => writeWholeFile(path, content, { scratch }));
}

/** Writes a file that nobody reads before another one is there: at once, and not flushed to the disk. */
export async function writeNew(path: string, content: string): Promise<void> {
  await makeFolder(dirname(path));
  await explained(path, () => writeFile(path, content));
}

/** Makes a folder, and those above it, where it is not there. */
export async function makeFolder(path: string): Promise<void> {
  await explained(path, () => makeFolderAt(path));
}

/** Does something that writes, and says what to do where the disk is full or the store may not be written. */
async function explained<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (["ENOSPC", "EDQUOT"].includes(code)) {
      throw new TunelabError(say("runs.noRoom", { path }), {
        code: "disk_full",
        hint: say("runs.diskFullHint"),
        cause,
      });
    }
    if (isNotWritable(cause)) {
      throw new TunelabError(say("runs.notWritable", { path, code }), {
        code: "store_not_writable",
        hint: say("runs.notWritableHint"),
        cause,
      });
    }
    throw cause;
  }
}

/**
 * Appends in one write, which the system keeps whole also between processes. What a full disk cuts short is taken back,
 * so that it does not run into the next line.
 */
export async function appendWhole(path: string, text: string): Promise<void> {
  await makeFolder(dirname(path));
  await explained(path, () => append(path, text));
}

async function append(path: string, text: string): Promise<void> {
  const file = await open(path, "a");
  try {
    const bytes = Buffer.from(text);
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten === bytes.length) return;
    const { size } = await file.stat();
    await file.truncate(Math.max(0, size - bytesWritten));
    throw new TunelabError(say("runs.diskFull", { path, written: String(bytesWritten), all: String(bytes.length) }), {
      code: "disk_full",
      hint: say("runs.diskFullHint"),
    });
  } finally {
    await file.close();
  }
}

/** The text of a file, or `undefined` when there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Names in a folder, sorted; none when there is no folder. */
export async function listNames(folder: string, kind: "folders" | "files"): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => (kind === "folders" ? entry.isDirectory() : entry.isFile()))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Every file below a folder, as a path with forward slashes; without the unfinished ones. */
export async function listBelow(folder: string, prefix = ""): Promise<string[]> {
  const names = await listNames(join(folder, prefix), "files");
  const found = names.filter((name) => !isUnfinished(name)).map((name) => prefix + name);
  for (const name of await listNames(join(folder, prefix), "folders")) {
    found.push(...(await listBelow(folder, `${prefix}${name}/`)));
  }
  return found;
}

const LOCK_WAIT_MS = 15_000;

/** Runs something while no other process does the same. Throws `store_locked` when another one does for 15 s. */
export function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const explain = (pid: number | undefined): TunelabError =>
    new TunelabError(say("runs.locked", { pid: pid === undefined ? "" : ` (${pid})`, path }), {
      code: "store_locked",
      hint: say("runs.lockedHint"),
    });
  return explained(path, () => withFileLock(path, work, { waitMs: LOCK_WAIT_MS, explain }));
}

const isMissing = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes((error as NodeJS.ErrnoException).code ?? "");
