import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isDraft, isUnknown } from "./own-directory.js";
import { list, type Quarantine } from "./quarantine.js";

/** What the records say about contents. */
export interface ContentRecords {
  /** Whether a record needs what lies under this name. */
  isNeeded(folder: ContentFolder, name: string): boolean;
  /** Whether a record says that what lies under this name is over: deleted, or put together to a file. */
  isOver(folder: ContentFolder, name: string): boolean;
}

/** Folders whose entries are named by records. */
export type ContentFolder = "files" | "jobs" | "uploads";

/** Names that this program gives to contents, by folder. */
const OWN_FORMS: Readonly<Record<ContentFolder | "tmp", RegExp>> = {
  files: /^file-[0-9a-f]{32}$/,
  jobs: /^ftjob-[0-9a-f]{32}$/,
  uploads: /^upload_[0-9a-f]{32}$/,
  tmp: /^(?:[0-9a-f]{32}|records\.log)$/,
};

/**
 * Clears away what the last process left behind: half-arrived contents, and contents whose record says that they are over.
 *
 * Contents of ours without any record go to the quarantine. Names that are not ours stay where they are and are told.
 */
export async function clearLeftovers(
  directory: string,
  records: ContentRecords,
  quarantine: Quarantine,
): Promise<void> {
  const strangers: string[] = [];
  const remove = (path: string): Promise<void> => rm(join(directory, path), { recursive: true, force: true });
  for (const name of await readdir(join(directory, "tmp"))) {
    if (OWN_FORMS.tmp.test(name)) await remove(join("tmp", name));
    else strangers.push(join("tmp", name));
  }
  for (const folder of ["files", "jobs", "uploads"] as const) {
    const unexplained: string[] = [];
    for (const name of await readdir(join(directory, folder))) {
      const path = join(folder, name);
      if (records.isNeeded(folder, name)) continue;
      if (!OWN_FORMS[folder].test(name)) strangers.push(path);
      else if (records.isOver(folder, name)) await remove(path);
      // An empty folder holds nothing to keep: the process ended between making it and recording it.
      else if (!(await removeIfEmpty(join(directory, path)))) unexplained.push(path);
    }
    await quarantine.move(unexplained, "has no record");
  }
  for (const name of await readdir(directory)) {
    if (isDraft(name)) await remove(name);
    else if (isUnknown(name)) strangers.push(name);
  }
  if (strangers.length > 0) {
    quarantine.note(`${list(strangers.sort())}: not made by this service, and left where it is.`);
  }
}

async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch {
    return false;
  }
}
