import { join } from "node:path";
import { isFile } from "./resolve-as-require.js";

const EXTENSIONS = [".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs", ".json"];
const SOURCE_OF: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

export const TYPESCRIPT_FILE = /\.[mc]?tsx?$/;

/**
 * The file that an import of a path means: the path itself, the source that it would be built from, the path with an ending,
 * or the index of a folder.
 *
 * @example
 * findFile("/notebooks/helper"); // "/notebooks/helper.ts"
 */
export function findFile(wanted: string): string | undefined {
  const extension = /\.[a-z]+$/.exec(wanted)?.[0] ?? "";
  const stem = wanted.slice(0, wanted.length - extension.length);
  const candidates = [
    wanted,
    ...(SOURCE_OF[extension] ?? []).map((source) => stem + source),
    ...EXTENSIONS.map((added) => wanted + added),
    ...EXTENSIONS.map((added) => join(wanted, `index${added}`)),
  ];
  return candidates.find(isFile);
}
