import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * The URL of what `require` finds for a package from a folder: packages without `exports` are imported by folder and by
 * file without extension, which Node's `import` does not look for, though bundlers do.
 *
 * @example
 * resolveAsRequire("dayjs/plugin/utc", "/notebooks"); // "file:///notebooks/node_modules/dayjs/plugin/utc.js"
 */
export function resolveAsRequire(specifier: string, folder: string): string | undefined {
  try {
    return pathToFileURL(createRequire(join(folder, "cell.js")).resolve(specifier)).href;
  } catch {
    return undefined;
  }
}
