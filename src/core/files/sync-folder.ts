import { closeSync, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";

/** Windows cannot open a folder; its file systems journal names by themselves. */
const CANNOT_OPEN = process.platform === "win32";

/**
 * Flushes a folder's list of names, without which a rename can be lost when the machine stops.
 *
 * @example
 * await syncFolder(".tunelab/data");
 */
export async function syncFolder(path: string): Promise<void> {
  if (CANNOT_OPEN) return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Does what {@link syncFolder} does without waiting for other work. */
export function syncFolderNow(path: string): void {
  if (CANNOT_OPEN) return;
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
