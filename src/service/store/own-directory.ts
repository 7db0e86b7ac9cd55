import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isUnfinished, TunelabError } from "../../core/index.js";

/** Folders of a data directory that hold contents. */
export const CONTENT_FOLDERS = ["files", "jobs", "uploads", "tmp"] as const;

/** Folder for contents that no record explains. */
export const QUARANTINE = "quarantine";

/** Names in a data directory that this program gives. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  ...CONTENT_FOLDERS,
  QUARANTINE,
  "records.log",
  "format.json",
  "keys.json",
  "portal-secret",
  "service.json",
  "measured.json",
  "service.log",
  "service-start.log",
  "lock",
]);

/** Drafts of locks, and of files as earlier versions named them, that a killed process may have left. */
const LOCK_DRAFT = /^lock(?:\.stale-|\.)[0-9a-f.]+$/;
const FILE_DRAFT = /^(?:format|keys|service|measured)\.json\.[0-9a-f]{12}\.tmp$/;

/** What is in a directory before its first start has made it a data directory. */
const BEFORE_FIRST_START: ReadonlySet<string> = new Set(["lock", "service-start.log"]);

/** Whether a name at the top of a data directory is that of a file which a killed process did not finish. */
export function isDraft(name: string): boolean {
  return isUnfinished(name) || FILE_DRAFT.test(name);
}

/** Whether a name at the top of a data directory is none that this program gives. */
export function isUnknown(name: string): boolean {
  return !OWN_NAMES.has(name) && !isDraft(name) && !LOCK_DRAFT.test(name);
}

/**
 * Refuses a directory that is not ours and not empty, before anything is written to it.
 *
 * Ours is what `format.json` marks; a `records.log` with a record in it counts too, should the mark be lost. Symbolic
 * links in the places of our own files and folders are refused as well: they lead to what this program did not make.
 *
 * Throws `data_directory_foreign`.
 *
 * @example
 * await checkOwnership(".tunelab/data");
 */
export async function checkOwnership(directory: string): Promise<void> {
  const names = await readdir(directory);
  const linked = await firstLink(directory, names);
  if (linked !== undefined) {
    throw foreign(`${join(directory, linked)} is a symbolic link, so what it leads to is not the service's own.`);
  }
  const hasLock = names.includes("lock") && (await isLock(join(directory, "lock")));
  const isStranger = (name: string): boolean =>
    name === "lock" ? !hasLock : isUnknown(name) || (OWN_NAMES.has(name) && !BEFORE_FIRST_START.has(name));
  const strangers = names.filter(isStranger).sort();
  if (strangers.length === 0 || (await isMarked(directory))) return;
  const shown = strangers.slice(0, 3).join(", ") + (strangers.length > 3 ? ", …" : "");
  throw foreign(`${directory} holds other things (${shown}) and is no data directory of this service.`);
}

async function firstLink(directory: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names.filter((candidate) => OWN_NAMES.has(candidate))) {
    const stats = await lstat(join(directory, name)).catch(() => undefined);
    if (stats?.isSymbolicLink() === true) return name;
  }
  return undefined;
}

/** A broken mark is a mark: what is wrong with it is said when it is read. */
async function isMarked(directory: string): Promise<boolean> {
  if ((await lstat(join(directory, "format.json")).catch(() => undefined)) !== undefined) return true;
  const log = await readFile(join(directory, "records.log"), "utf8").catch(() => "");
  return /^[0-9a-f]{8} \[/.test(log);
}

/** A file that is called `lock` may be anybody's; one that has just been released is ours. */
async function isLock(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined || /^\{"pid":\d+,/.test(text);
}

function foreign(message: string): TunelabError {
  return new TunelabError(message, {
    code: "data_directory_foreign",
    hint: "Nothing was changed in it. Use a new or an empty folder for --data-dir (TUNELAB_DATA_DIR).",
  });
}
