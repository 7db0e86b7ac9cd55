/**
 * Writes a number for people: four significant digits, no exponent where it is not needed.
 *
 * @example
 * shortNumber(0.123456); // "0.1235"
 */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return "n/a";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return String(Number(value.toPrecision(4)));
}
