import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a text to a path; injectable, so that tests can have a full disk. */
export type WriteText = (path: string, text: string) => Promise<void>;

/**
 * Replaces a file by a text, whole or not at all: it is written beside the file and renamed, so that a full disk or a
 * process that ends leaves what was there before.
 *
 * @example
 * await writeWholeFile("simulation_output.jsonl", lines);
 */
export async function writeWholeFile(path: string, text: string, write: WriteText = writeFile): Promise<void> {
  const beside = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    await write(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
