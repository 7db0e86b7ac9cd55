import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { mapVolumePath } from "./volumes.js";

type FileFunction = (...args: unknown[]) => unknown;

/** Functions of `node:fs` whose first argument is a path; those of `fs.promises` and the Sync ones bear the same names. */
const ONE_PATH = (
  "access appendFile chmod exists lstat mkdir open opendir readFile readdir realpath rm rmdir stat truncate unlink " +
  "utimes watch writeFile createReadStream createWriteStream openAsBlob"
).split(" ");

/** Functions of `node:fs` whose first two arguments are paths. */
const TWO_PATHS = ["copyFile", "cp", "link", "rename", "symlink"];

let mapped = false;

/**
 * Lets `node:fs` in this process understand `/Volumes/…` as Databricks' cells use it; other paths are untouched.
 *
 * Meant for the cell runner, where a lab's cells read volumes by their Databricks path. A path below a `/Volumes/<name>`
 * that really exists, as a mounted disk does on macOS, is left alone.
 *
 * @example
 * mapVolumeFiles();
 * readFileSync("/Volumes/main/default/fine_tuning/training_set.jsonl", "utf8");
 */
export function mapVolumeFiles(): void {
  if (mapped) return;
  mapped = true;
  const existsReally = fs.existsSync;
  const toReal = (path: unknown): unknown => {
    if (typeof path !== "string" || !path.startsWith("/Volumes/")) return path;
    return existsReally(`/Volumes/${path.split("/")[2]}`) ? path : mapVolumePath(path);
  };
  for (const owner of [fs, fs.promises] as unknown as Record<string, FileFunction>[]) {
    for (const [names, paths] of [
      [ONE_PATH, 1],
      [TWO_PATHS, 2],
    ] as const) {
      for (const name of names.flatMap((each) => [each, `${each}Sync`])) wrap(owner, name, paths, toReal);
    }
  }
  syncBuiltinESMExports();
}

function wrap(
  owner: Record<string, FileFunction>,
  name: string,
  paths: number,
  toReal: (path: unknown) => unknown,
): void {
  const original = owner[name];
  if (original === undefined) return;
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    for (let index = 0; index < paths; index++) args[index] = toReal(args[index]);
    return original.apply(this, args);
  };
  // Such as realpath.native, and what util.promisify looks for.
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
  owner[name] = replacement;
}
