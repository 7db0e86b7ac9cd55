import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder, and those above it, where it is not there.
 *
 * Rejects with the system's own error: on a read-only file system Node's recursive `mkdir` says ENOENT, where the system says
 * EROFS.
 *
 * @param options `mode` of the folders that are made, 0o777 without the umask's bits where it is left out
 * @example
 * await makeFolder(".tunelab/data/files", { mode: 0o700 });
 */
export async function makeFolder(path: string, options: { readonly mode?: number } = {}): Promise<void> {
  try {
    await mkdir(path, { ...options, recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path), options);
    await mkdir(path, options).catch((own: NodeJS.ErrnoException) => {
      // A symbolic link that leads nowhere.
      throw own.code === "EEXIST" ? error : own;
    });
  }
}
