import { join } from "node:path";
import { type FileLock, lockFile, TunelabError } from "../../core/index.js";

/**
 * Takes a data directory for this process; a lock that a dead process left behind is taken over.
 *
 * Throws `data_directory_in_use` when another live process holds it.
 *
 * @example
 * const lock = await lockDirectory(".tunelab/data");
 */
export function lockDirectory(directory: string): Promise<FileLock> {
  return lockFile(join(directory, "lock"), {
    explain: (pid) =>
      new TunelabError(
        `Another service${pid === undefined ? "" : ` (process ${pid})`} is using the data directory ${directory}.`,
        {
          code: "data_directory_in_use",
          hint: "Use that service, stop it first, or start this one with another --data-dir.",
        },
      ),
  });
}
