import { MAGICS, magicHelp } from "./magic-list.js";

/** Magics that fit what is typed before the cursor, with the UTF-16 range that they replace. */
export interface MagicCompletion {
  readonly matches: readonly string[];
  readonly start: number;
  readonly end: number;
}

/**
 * Completes a magic where a line begins with a percent sign; `undefined` where none can stand.
 *
 * @example
 * completeMagics("%p", 2)?.matches; // ["%pwd", "%pip"] in the order of %help
 */
export function completeMagics(code: string, offset: number): MagicCompletion | undefined {
  const lineStart = code.lastIndexOf("\n", offset - 1) + 1;
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
