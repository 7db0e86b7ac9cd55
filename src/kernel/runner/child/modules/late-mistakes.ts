import { createRequire } from "node:module";
import type ts from "typescript";
import { locateLateError } from "./local-syntax.js";

const imported = new Set<string>();

/**
 * Remembers a local file that a cell has imported or required: what it imports later may be wrong. Of several with the same
 * mistake, that of the file that was imported last is meant.
 */
export function noteImported(fileName: string): void {
  imported.delete(fileName);
  imported.add(fileName);
}

/**
 * Gives a mistake in a local file its place, where code imported that file later and V8 names none; anything else is given
 * back as it is.
 */
export function locateLateMistake(error: unknown): unknown {
  if (imported.size === 0) return error;
  try {
    return locateLateError(error, imported, loadTypeScript);
  } catch {
    // A file that has been taken away since, or an error that a cell has spoilt.
    return error;
  }
}

const loadTypeScript = (): typeof ts => createRequire(import.meta.url)("typescript") as typeof ts;
