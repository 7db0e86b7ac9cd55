import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { appendWhole, listBelow, listNames, readText, writeWhole } from "./files.js";

/** What a run keeps by name. */
export type NamedKind = "metrics" | "params" | "tags";

/** Folder for names that have no place of their own; MLflow does not look into it. */
const BESIDE = "tunelab-names";
/** Most bytes of a file's name on the file systems in use. */
const LONGEST_FILE_NAME = 255;

/**
 * Writes the value of a name as a file, as MLflow lays it out: a slash in a name makes folders.
 *
 * Such a layout has no room for `loss` beside `loss/val`, nor for names of more than 255 bytes. What has no place is
 * kept beside, by its hash: nothing is lost, but MLflow's own file store does not see it.
 */
export async function writeNamed(folder: string, kind: NamedKind, key: string, value: string): Promise<void> {
  await inPlaceOrBeside(folder, kind, key, (path) => writeWhole(path, value, folder));
}

/** Appends to the file of a name, as {@link writeNamed} writes it. */
export async function appendNamed(folder: string, kind: NamedKind, key: string, text: string): Promise<void> {
  await inPlaceOrBeside(folder, kind, key, (path) => appendWhole(path, text));
}

/** The text of a name's file, or `undefined` when nothing was logged by it. */
export async function readNamed(folder: string, kind: NamedKind, key: string): Promise<string | undefined> {
  return (await readText(placeOf(folder, kind, key))) ?? readText(join(besideOf(folder, kind, key), "value"));
}

/** The names of a kind with the texts of their files. */
export async function readAllNamed(folder: string, kind: NamedKind): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const key of await listBelow(join(folder, kind))) {
    found.set(key, (await readText(join(folder, kind, key))) ?? "");
  }
  const beside = join(folder, BESIDE, kind);
  for (const hash of await listNames(beside, "folders")) {
    const key = await readText(join(beside, hash, "name"));
    const value = await readText(join(beside, hash, "value"));
    if (key !== undefined && value !== undefined) found.set(key, value);
  }
  return found;
}

/** Whether a path cannot be a file: it is a folder, a file is in its way, or a part of it is too long. */
export async function isTaken(root: string, parts: readonly string[]): Promise<boolean> {
  if (parts.some((part) => Buffer.byteLength(part) > LONGEST_FILE_NAME)) return true;
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const found = await stat(join(root, ...parts.slice(0, depth))).catch(() => undefined);
    if (found === undefined) return false;
    if (found.isDirectory() === (depth === parts.length)) return true;
  }
  return false;
}

async function inPlaceOrBeside(
  folder: string,
  kind: NamedKind,
  key: string,
  write: (path: string) => Promise<void>,
): Promise<void> {
  try {
    await write(placeOf(folder, kind, key));
  } catch (error) {
    if (!(await isTaken(join(folder, kind), key.split("/")))) throw error;
    const beside = besideOf(folder, kind, key);
    await writeWhole(join(beside, "name"), key, folder);
    await write(join(beside, "value"));
  }
}

const placeOf = (folder: string, kind: NamedKind, key: string): string => join(folder, kind, ...key.split("/"));

const besideOf = (folder: string, kind: NamedKind, key: string): string =>
  join(folder, BESIDE, kind, createHash("sha256").update(key).digest("hex").slice(0, 32));
