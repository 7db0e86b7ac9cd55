import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TunelabError } from "./errors.js";

let cached: string | undefined;

/**
 * Finds the folder of the clone: the nearest folder above this module whose package.json is tunelab's.
 *
 * Throws `project_root_not_found` when the build was moved out of the clone.
 *
 * @example
 * join(findProjectRoot(), ".tunelab", "data");
 */
export function findProjectRoot(): string {
  if (cached !== undefined) return cached;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (isProjectRoot(folder)) return (cached = folder);
    const parent = dirname(folder);
    if (parent === folder) {
      throw new TunelabError(`No folder above ${fileURLToPath(import.meta.url)} is the tunelab project.`, {
        code: "project_root_not_found",
        hint: "Run tunelab from its clone: the build looks for package.json, models and data there.",
      });
    }
    folder = parent;
  }
}

function isProjectRoot(folder: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: string }).name === "tunelab";
  } catch {
    return false;
  }
}
