import { currentLocale, numberFormat } from "../../../texts/index.js";

/**
 * Writes a number for people, as their language writes it: four significant digits, no exponent where it is not needed.
 *
 * @example
 * shortNumber(0.123456); // "0.1235"
 */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return "n/a";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e9)) return String(Number(value.toPrecision(4)));
  const digits = Number.isInteger(value) ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 };
  return numberFormat(currentLocale(), { ...digits, useGrouping: false }).format(value);
}
