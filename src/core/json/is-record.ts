/**
 * Whether a value is an object with named properties: neither `null` nor a list.
 *
 * @example
 * isRecord(JSON.parse("[1]")); // false
 */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
