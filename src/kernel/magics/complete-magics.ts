import { type Dirent, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { MAGICS, magicHelp } from "./magic-list.js";

/** Magics that fit what is typed before the cursor, with the UTF-16 range that they replace. */
export interface MagicCompletion {
  readonly matches: readonly string[];
  readonly start: number;
  readonly end: number;
}

/**
 * Completes a magic where a line begins with a percent sign, its name after `%help`, and the path after `%cd` and `%load_env` as seen from the
 * folder in which cells run; `undefined` where no magic can stand.
 *
 * @example
 * completeMagics("%p", 2, "/notebooks")?.matches; // ["%pwd", "%pip"] in the order of %help
 */
export function completeMagics(code: string, offset: number, folder: string): MagicCompletion | undefined {
  const lineStart = code.lastIndexOf("\n", offset - 1) + 1;
  const [, name, path] = /^\s*%(cd|load_env)[ \t]+["']?(.*)$/.exec(code.slice(lineStart, offset)) ?? [];
  if (path !== undefined) return completePath(path, offset, folder, name === "cd");
  const [, asked] = /^\s*%help[ \t]+(\w*)$/.exec(code.slice(lineStart, offset)) ?? [];
  if (asked !== undefined) {
    const matches = MAGICS.map(({ name }) => name).filter((name) => name.startsWith(asked));
    return { matches, start: offset - asked.length, end: offset };
  }
  const match = /^(\s*)(%{1,2}\w*)$/.exec(code.slice(lineStart, offset));
  if (match === null) return undefined;
  const typed = match[2]!;
  const isFirstLine = code.slice(0, lineStart).trim() === "";
  const names = MAGICS.flatMap(({ name, place }) => [
    ...(place !== "cell" ? [`%${name}`] : []),
    ...(place !== "line" && isFirstLine ? [`%%${name}`] : []),
  ]);
  return {
    matches: names.filter((name) => name.startsWith(typed)),
    start: lineStart + match[1]!.length,
    end: offset,
  };
}

/** The help of the magic under the cursor, or `undefined` when there is none. */
export function inspectMagic(code: string, offset: number): string | undefined {
  const lineStart = code.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  const match = /^\s*%{1,2}(\w+)/.exec(code.slice(lineStart));
  if (match === null || offset > lineStart + match[0].length) return undefined;
  return MAGICS.some(({ name }) => name === match[1]) ? magicHelp(match[1]) : undefined;
}

function completePath(typed: string, offset: number, folder: string, foldersOnly: boolean): MagicCompletion {
  const above = typed.slice(0, typed.lastIndexOf("/") + 1);
  const name = typed.slice(above.length);
  const where = resolve(folder, above.replace(/^~(?=\/)/, homedir()));
  const isFolder = (entry: Dirent): boolean =>
    entry.isDirectory() ||
    (entry.isSymbolicLink() && statSync(join(where, entry.name), { throwIfNoEntry: false })?.isDirectory() === true);
  const matches = entriesOf(where)
    .filter((entry) => entry.name.startsWith(name) && (name !== "" || !entry.name.startsWith(".")))
    .filter((entry) => !foldersOnly || isFolder(entry))
    .map((entry) => (isFolder(entry) ? `${entry.name}/` : entry.name));
  // Two dots lead upwards, which no listing says.
  return { matches: name === ".." ? ["../", ...matches] : matches.sort(), start: offset - name.length, end: offset };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
