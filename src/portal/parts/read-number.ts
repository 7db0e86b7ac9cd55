/**
 * Reads a number that was typed with a point or a comma; `undefined` when it is none.
 *
 * @example
 * readNumber("0,5"); // 0.5
 */
export function readNumber(text: string): number | undefined {
  const clean = text.trim().replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(clean)) return undefined;
  return Number(clean);
}
