import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeFile } from "../../core/index.js";
import { QUARANTINE } from "./own-directory.js";

/**
 * Keeps contents that no record explains, in `quarantine/<time>/` of the data directory, and what is to be told about them.
 *
 * Nothing in it is read or deleted again by this program.
 */
export class Quarantine {
  readonly #directory: string;
  readonly #folder: string;
  readonly #notes: string[] = [];

  constructor(directory: string, now: Date = new Date()) {
    this.#directory = directory;
    this.#folder = join(QUARANTINE, now.toISOString().replace(/[:.]/g, "-"));
  }

  /** Sentences for the person who runs the service, in the order in which things were found. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  /** Moves contents (paths relative to the data directory) out of the way; what cannot be moved stays where it is. */
  async move(paths: readonly string[], why: string): Promise<void> {
    const moved: string[] = [];
    for (const path of paths) {
      try {
        const target = join(this.#directory, this.#folder, path);
        await mkdir(join(target, ".."), { recursive: true, mode: 0o700 });
        await rename(join(this.#directory, path), target);
        moved.push(path);
      } catch (error) {
        this.note(`${path} ${why}. It could not be moved to ${this.#folder} and stays: ${(error as Error).message}`);
      }
    }
    if (moved.length > 0) this.note(`${list(moved)} ${why}; kept in ${this.#folder}.`);
  }

  /** Keeps bytes that are about to be cut off a file (path relative to the data directory). */
  async keep(path: string, bytes: Uint8Array, why: string): Promise<void> {
    const target = join(this.#directory, this.#folder, path);
    await mkdir(join(target, ".."), { recursive: true, mode: 0o700 });
    await writeWholeFile(target, bytes, { mode: 0o600 });
    this.note(`${bytes.length} bytes at the end of ${path} ${why}; kept in ${this.#folder}.`);
  }
}

/**
 * A few names, and how many more there are.
 *
 * @example
 * list(["a", "b", "c", "d"]); // "a, b, c and 1 more"
 */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
