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

/** Groups of three digits after the first, parted as English, Portuguese, French or Swiss readers part them. */
const GROUPED = /^[+-]?[1-9]\d{0,2}([.,'’\s])\d{3}(\1\d{3})*$/;

/**
 * Reads a whole number, also one whose thousands are parted: "1,000", "1.000" and "1 000" are all a thousand, since no
 * one writes three decimals where only whole numbers are taken. `undefined` when it is no whole number.
 *
 * @example
 * readWholeNumber("1,000"); // 1000
 * readWholeNumber("1,5"); // undefined
 */
export function readWholeNumber(text: string): number | undefined {
  const clean = text.trim();
  const value = GROUPED.test(clean) ? Number(clean.replace(/[^\d+-]/g, "")) : readNumber(clean);
  return Number.isInteger(value) ? value : undefined;
}
