import { SECRET_SETTINGS } from "./known-settings.js";

/** Shapes of secrets that are recognised wherever they come from. */
const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/-]{8,}=*/gi, "$1 [redacted]"],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(\.[\w-]*)?/g, "[redacted]"],
  [/\bsk-[A-Za-z0-9_-]{8,}/g, "[redacted]"],
  [/\bdapi[0-9a-f]{16,}\b/g, "[redacted]"],
  [/((?:api[-_]?key|access_?token|password|secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]{6,}/gi, "$1[redacted]"],
  [/(\/\/[^\s:/@]+:)[^\s@/]+@/g, "$1[redacted]@"],
  [/([?&](?:sig|code|token|key)=)[^&\s"']{6,}/gi, "$1[redacted]"],
];

/** Shorter values are too likely to stand for something else in a text. */
const MIN_SECRET_LENGTH = 6;

/**
 * Removes secrets from a text that will be shown or stored: the values of the secret settings of the environment, any
 * passed on top, and whatever looks like a key, a token or a password.
 *
 * @example
 * redact("Authorization: Bearer abcdef123456"); // "Authorization: Bearer [redacted]"
 */
export function redact(
  text: string,
  options: { readonly secrets?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): string {
  const { secrets = [], env = process.env } = options;
  const values = [...secrets, ...SECRET_SETTINGS.map((name) => env[name] ?? "")]
    .filter((value) => value.length >= MIN_SECRET_LENGTH)
    .sort((left, right) => right.length - left.length);
  const known = values.reduce((rest, value) => rest.replaceAll(value, "[redacted]"), text);
  return SHAPES.reduce((rest, [shape, replacement]) => rest.replace(shape, replacement), known);
}

/**
 * Shows that a secret is there without showing it: its length, and the last four characters of a long one.
 *
 * @example
 * maskSecret("0123456789abcdef0123456789abcdef"); // "•••• cdef (32 characters)"
 */
export function maskSecret(value: string): string {
  const tail = value.length >= 20 ? ` ${value.slice(-4)}` : "";
  return `••••${tail} (${value.length} characters)`;
}
