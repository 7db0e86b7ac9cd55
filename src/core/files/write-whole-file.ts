import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder, syncFolderNow } from "./sync-folder.js";

/** Writes a text to a path; injectable, so that tests can have a full disk. */
export type WriteText = (path: string, text: string) => Promise<void>;

/** Options of {@link writeWholeFile}. */
export interface WriteWholeFileOptions {
  /** Permissions of the file, for example `0o600`. @default what the process gives to new files */
  readonly mode?: number;
  /** Folder of the unfinished file, on the same disk. @default the file's own folder */
  readonly scratch?: string;
  /** Called instead of the file system for a text. */
  readonly write?: WriteText | undefined;
}

/** Options of {@link writeWholeFileSync}. */
export interface WriteWholeFileSyncOptions {
  /** Permissions of the file, for example `0o600`. @default what the process gives to new files */
  readonly mode?: number;
  /** Whether the data is on the disk when the function returns; a cache that can be made again need not be. @default true */
  readonly flush?: boolean;
}

/**
 * Whether a file of this name is one that is being written; where nobody writes, a process that died has left it.
 *
 * @example
 * isUnfinished(".0e0e0e0e-0e0e-0e0e-0e0e-0e0e0e0e0e0e.tmp"); // true
 */
export const isUnfinished = (name: string): boolean => /^\.[0-9a-f-]{36}\.tmp$/.test(name);

// Without the file's own name in it, which may be as long as a name can be.
const unfinishedName = (): string => `.${randomUUID()}.tmp`;

/**
 * Replaces a file, whole or not at all: a reader, or the next start after a crash, sees the old content or the new.
 *
 * The data goes to an unfinished file, is flushed to the disk, and takes its name last; then the folder is flushed. What
 * the file system refuses is thrown as it is, and what was there before stays.
 *
 * @example
 * await writeWholeFile("keys.json", JSON.stringify(keys), { mode: 0o600 });
 */
export async function writeWholeFile(
  path: string,
  data: string | Uint8Array,
  options: WriteWholeFileOptions = {},
): Promise<void> {
  const { mode, scratch = dirname(path), write } = options;
  const unfinished = join(scratch, unfinishedName());
  try {
    if (write !== undefined && typeof data === "string") await write(unfinished, data);
    else await writeFile(unfinished, data, { flag: "wx", mode });
    const handle = await open(unfinished, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Does what {@link writeWholeFile} does without waiting for other work, with content that is made part by part.
 *
 * @example
 * writeWholeFileSync("adapter.gguf", [header, tensors]);
 */
export function writeWholeFileSync(
  path: string,
  parts: Iterable<Uint8Array>,
  options: WriteWholeFileSyncOptions = {},
): void {
  const { mode, flush = true } = options;
  const unfinished = join(dirname(path), unfinishedName());
  try {
    const descriptor = openSync(unfinished, "wx", mode);
    try {
      for (const part of parts) writeFully(descriptor, part);
      if (flush) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  if (flush) syncFolderNow(dirname(path));
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
