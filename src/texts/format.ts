import { currentLocale } from "./current-locale.js";
import { dateFormat, numberFormat } from "./formatters.js";

/**
 * A number as this process's language writes it, with at most (`digits`) or exactly (`fixed`) so many decimals.
 *
 * @example
 * formatNumber(1234.5); // "1,234.5"
 */
export function formatNumber(
  value: number,
  options: { readonly digits?: number; readonly fixed?: number } = {},
): string {
  const { fixed, digits = fixed ?? 3 } = options;
  return numberFormat(currentLocale(), {
    maximumFractionDigits: digits,
    minimumFractionDigits: fixed,
  }).format(value);
}

/**
 * A number with its sign, also where it is above zero, and three decimals.
 *
 * @example
 * formatSigned(0.5); // "+0.500"
 */
export function formatSigned(value: number): string {
  return numberFormat(currentLocale(), {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
    signDisplay: "exceptZero",
  }).format(value);
}

/**
 * An amount in US dollars with cents.
 *
 * @example
 * formatDollars(1241); // "$1,241.00"
 */
export function formatDollars(amount: number, digits = 2): string {
  return numberFormat(currentLocale(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}

/**
 * A day as the language writes it, from an ISO date.
 *
 * @example
 * formatDay("2027-04-01"); // "April 1, 2027"
 */
export function formatDay(iso: string): string {
  return dateFormat(currentLocale(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
}
