import { say } from "../../texts/index.js";

/**
 * Shows that a secret is there without showing it: its length, and the last four characters of a long one.
 *
 * @example
 * maskSecret("0123456789abcdef0123456789abcdef"); // "•••• cdef (32 characters)"
 */
export function maskSecret(value: string): string {
  const tail = value.length >= 20 ? ` ${value.slice(-4)}` : "";
  return `••••${tail} (${say("core.characters", { n: value.length })})`;
}
