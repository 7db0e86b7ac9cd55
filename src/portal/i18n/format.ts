import { dateFormat, numberFormat, relativeFormat } from "../../texts/index.js";
import { locale } from "./translate.js";

/**
 * A number with at most the given digits after the point; "–" where there is none. One that those digits would make 0 is
 * written with two digits of its own: a loss of 0.0003 is none of 0.
 *
 * @example
 * number(0.41234); // "0.412"
 * number(0.000312); // "0.00031"
 */
export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const isLost = value !== 0 && digits > 0 && Math.abs(value) < 0.5 * 10 ** -digits;
  if (!isLost) return numberFormat(locale.value, { maximumFractionDigits: digits }).format(value);
  return numberFormat(locale.value, {
    maximumSignificantDigits: 2,
    notation: Math.abs(value) < 1e-6 ? "scientific" : "standard",
  }).format(value);
}

/** Whether numbers of the page's language have a comma before their decimals. */
export const writesDecimalComma = (): boolean => number(0.5).includes(",");

/**
 * A label with the colon that parts it from what it is of; French has a space before it.
 *
 * @example
 * withColon("Seed"); // "Seed:"
 */
export const withColon = (label: string): string => (locale.value === "fr" ? `${label}\u00a0:` : `${label}:`);

/** A share, 0 to 1, in hundredths. */
export function percent(share: number, digits = 0): string {
  return numberFormat(locale.value, { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** An amount in US dollars, with cents, and with more digits where it is under a cent. */
export function dollars(amount: number | null | undefined): string {
  if (amount === null || amount === undefined) return "–";
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2;
  return numberFormat(locale.value, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(amount);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size in bytes, in the unit that leaves one to three digits before the point. */
export function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, size < 1000 ? 0 : Math.floor(Math.log10(size) / 3));
  return numberFormat(locale.value, {
    style: "unit",
    unit: UNITS[power]!,
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(size / 1000 ** power);
}

/** Seconds as the two largest units that are not 0: "2 min 5 s". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, "day" | "hour" | "minute" | "second"])[] = [
    [Math.floor(whole / 86_400), "day"],
    [Math.floor(whole / 3600) % 24, "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) return unit(0, "second");
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, name]) => unit(value, name))
    .join(" ");
}

function unit(value: number, name: string): string {
  return numberFormat(locale.value, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
}

/** A moment as day and time, from Unix seconds. */
export function dateTime(seconds: number): string {
  return dateFormat(locale.value, { dateStyle: "medium", timeStyle: "short" }).format(seconds * 1000);
}

/** The time of day with seconds, from Unix seconds. */
export function clock(seconds: number): string {
  return dateFormat(locale.value, { timeStyle: "medium" }).format(seconds * 1000);
}

/** How long ago a moment was, from Unix seconds: "5 minutes ago". */
export function relativeTime(seconds: number, nowMs = Date.now()): string {
  const past = seconds - nowMs / 1000;
  const [divisor, name] =
    Math.abs(past) < 60
      ? [1, "second"]
      : Math.abs(past) < 3600
        ? [60, "minute"]
        : Math.abs(past) < 86_400
          ? [3600, "hour"]
          : [86_400, "day"];
  return relativeFormat(locale.value, { numeric: "auto" }).format(
    Math.round(past / (divisor as number)),
    name as "day",
  );
}
