import { findCellPosition, isCellFile } from "../cell-sources.js";

/** What Node puts before the stack of code that cannot be compiled: file and line, the line, and marks below the mistake. */
const PLACE = /^(.+):(\d+)\n[^\n]*\n(\s*)\^+/;

/**
 * Gives the error of a cell that V8 does not compile, though TypeScript does, a frame where it was typed, as of a regular
 * expression that this Node does not know yet; gives back anything else as it is.
 *
 * @example
 * locateCompileError(error).stack; // "SyntaxError: Invalid regular expression: …\n    at Cell 3:1:11"
 */
export function locateCompileError(error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const [, file = "", line = "", indent = ""] = PLACE.exec(error.stack ?? "") ?? [];
  const place = isCellFile(file) ? findCellPosition(file, Number(line), indent.length + 1) : undefined;
  if (place === undefined) return error;
  error.stack = `${error.name}: ${error.message}\n    at ${place.label}:${place.line}:${place.column}`;
  return error;
}
