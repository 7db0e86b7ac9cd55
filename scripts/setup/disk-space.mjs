import { statfsSync } from "node:fs";
import { ROOT } from "./paths.mjs";
import { toMegabytes } from "./report-step.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Stops before the first download when the disk cannot hold what is still missing.
 *
 * @param bytes what the steps that have work to do will write, downloads and unpacked files together
 * @param free bytes that this user may still write on the clone's disk
 */
export function checkDiskSpace(bytes, free = readFreeBytes()) {
  if (free === undefined || free >= bytes) return;
  throw new SetupError(
    `The disk is too full: set-up writes about ${toMegabytes(bytes)} into the clone, and ${toMegabytes(free)} are free.`,
    "Free some space, or move the clone to another disk, then run the same command again.",
  );
}

/** Bytes that this user may still write on the clone's disk; `undefined` where the system does not say. */
export function readFreeBytes() {
  try {
    const { bavail, bsize } = statfsSync(ROOT);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
