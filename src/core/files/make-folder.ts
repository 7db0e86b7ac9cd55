import { mkdirSync, statSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Options of {@link makeFolder}. */
export interface MakeFolderOptions {
  /** Of the folders that are made. @default 0o777 without the umask's bits */
  readonly mode?: number;
}

/**
 * Makes a folder, and those above it, where it is not there.
 *
 * Rejects with the system's own error. Node's recursive `mkdir` says ENOENT on a read-only file system, where the system says
 * EROFS, and never ends where a file system takes no folders and says ENOENT for it, as `/proc` does (Node 20.20).
 *
 * @example
 * await makeFolder(".tunelab/data/files", { mode: 0o700 });
 */
export async function makeFolder(path: string, options: MakeFolderOptions = {}): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path, options).catch(async (error: unknown) => {
      const found = await stat(path).catch(() => undefined);
      if (found?.isDirectory() !== true) throw error;
    });
  try {
    await make();
  } catch (error) {
    if (!isNothingAbove(error, path)) throw error;
    await makeFolder(dirname(path), options);
    await make();
  }
}

/** {@link makeFolder} for callers that cannot wait. */
export function makeFolderSync(path: string, options: MakeFolderOptions = {}): void {
  const make = (): void => {
    try {
      mkdirSync(path, options);
    } catch (error) {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    }
  };
  try {
    make();
  } catch (error) {
    if (!isNothingAbove(error, path)) throw error;
    makeFolderSync(dirname(path), options);
    make();
  }
}

const isNothingAbove = (error: unknown, path: string): boolean =>
  (error as NodeJS.ErrnoException).code === "ENOENT" && dirname(path) !== path;
