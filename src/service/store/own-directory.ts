import type { Stats } from "node:fs";
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isRecord, isUnfinished, TunelabError, tryParse } from "../../core/index.js";

/** Folders of a data directory that hold contents. */
export const CONTENT_FOLDERS = ["files", "jobs", "uploads", "tmp"] as const;

/** Folder for contents that no record explains. */
export const QUARANTINE = "quarantine";

const FOLDERS: ReadonlySet<string> = new Set([...CONTENT_FOLDERS, QUARANTINE]);

/** Files without which there is no start. */
const NEEDED_FILES: ReadonlySet<string> = new Set([
  "records.log",
  "format.json",
  "keys.json",
  "portal-secret",
  "service.json",
  "lock",
]);

/** Names in a data directory that this program gives. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  ...FOLDERS,
  ...NEEDED_FILES,
  "measured.json",
  "service.log",
  "service-start.log",
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
 * Refuses a data directory whose path leads to something else: a file, or below one, or a symbolic link to nothing.
 *
 * Throws `data_directory_foreign`.
 *
 * @example
 * await checkPath("notes.txt/data"); // notes.txt is no folder
 */
export async function checkPath(directory: string): Promise<void> {
  for (let path = resolve(directory); ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    const isLost = found === undefined && (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;
    if (isLost) throw foreign(`${path} is a symbolic link that leads to nothing.`);
    if (found?.isDirectory() === false) throw foreign(`${path} is no folder.`);
    if (found !== undefined || path === dirname(path)) return;
  }
}

/**
 * Refuses a directory that is not ours and not empty, before anything is written to it.
 *
 * Ours is what has a record in its `records.log`, and what `format.json` marks where more of ours stands beside it: files
 * of that name are other programs' too. Symbolic links in the places of our own files and folders are refused as well: they lead to what this program did not make; so
 * are folders in the places of files, files in those of folders, and pipes, from which reading would never end.
 *
 * Throws `data_directory_foreign`.
 *
 * @example
 * await checkOwnership(".tunelab/data");
 */
export async function checkOwnership(directory: string): Promise<void> {
  const names = await readdir(directory);
  for (const name of names.filter((candidate) => OWN_NAMES.has(candidate))) {
    const stats = await lstat(join(directory, name)).catch(() => undefined);
    const problem = stats && problemOf(name, stats);
    if (problem !== undefined) throw foreign(`${join(directory, name)} is ${problem}`);
  }
  const hasLock = names.includes("lock") && (await isLock(join(directory, "lock")));
  const isStranger = (name: string): boolean =>
    name === "lock" ? !hasLock : isUnknown(name) || (OWN_NAMES.has(name) && !BEFORE_FIRST_START.has(name));
  const strangers = names.filter(isStranger).sort();
  if (strangers.length === 0 || (await isMarked(directory, names))) return;
  const shown = strangers.slice(0, 3).join(", ") + (strangers.length > 3 ? ", …" : "");
  throw foreign(`${directory} holds other things (${shown}) and is no data directory of this service.`);
}

function problemOf(name: string, stats: Stats): string | undefined {
  if (stats.isSymbolicLink()) return "a symbolic link, so what it leads to is not the service's own.";
  if (FOLDERS.has(name)) return stats.isDirectory() ? undefined : "no folder, as the service's own is.";
  // A log that cannot be written costs its lines, and a measurement is made anew.
  if (stats.isDirectory()) return NEEDED_FILES.has(name) ? "a folder, and the service's own is a file." : undefined;
  return stats.isFile() ? undefined : "no ordinary file, as the service's own is.";
}

/** A broken mark is a mark: what is wrong with it is said when it is read. */
async function isMarked(directory: string, names: readonly string[]): Promise<boolean> {
  const log = await readFile(join(directory, "records.log"), "utf8").catch(() => "");
  if (/^[0-9a-f]{8} \[/.test(log)) return true;
  if (!names.includes("format.json")) return false;
  return (
    CONTENT_FOLDERS.every((folder) => names.includes(folder)) ||
    (await hasOwnKeys(directory)) ||
    (await isJustBegun(directory, names))
  );
}

/** Whether the keys are in the form in which the service writes them; the folders may have been cleared away by hand. */
async function hasOwnKeys(directory: string): Promise<boolean> {
  const keys = tryParse(await readFile(join(directory, "keys.json"), "utf8").catch(() => ""));
  return isRecord(keys) && typeof keys["apiKey"] === "string" && typeof keys["managementToken"] === "string";
}

/** Whether there is no more than the mark and empty folders, as where the first start ended in its middle. */
async function isJustBegun(directory: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    if (name === "format.json" || BEFORE_FIRST_START.has(name) || isDraft(name) || LOCK_DRAFT.test(name)) continue;
    if (!FOLDERS.has(name) || (await readdir(join(directory, name))).length > 0) return false;
  }
  return true;
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
