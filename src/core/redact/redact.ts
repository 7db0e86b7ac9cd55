import { redactAssignments } from "./secret-assignments.js";
import { isSecretEntry, redactEntries } from "./secret-entries.js";
import { isSecretProperty, isWorkingFolder } from "./secret-names.js";
import { redactShapes } from "./secret-shapes.js";
import { secretValues } from "./secret-values.js";
import { keepTableWidths } from "./table-widths.js";
import { withoutCodes } from "./terminal-codes.js";

/** Options of {@link redact} and {@link redactValue}. */
export interface RedactOptions {
  /** Values that are removed beside those of the environment, such as a key from a file. */
  readonly secrets?: readonly string[];
  /** Environment whose secret variables are removed by their value. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Removes secrets from a text that will be shown or stored: the values of the environment's variables that are named like
 * secrets, any passed on top, and whatever looks like a provider's key, a token, a password or a connection string.
 *
 * Where many texts are cleaned, `secretValues(process.env)` once and `{ secrets, env: {} }` each time save the look at the
 * whole environment.
 *
 * @example
 * redact("Authorization: Bearer abcdef123456"); // "Authorization: Bearer [redacted]"
 */
export function redact(text: string, options: RedactOptions = {}): string {
  const { secrets = [], env = process.env } = options;
  return redactKnown(text, secretValues(env, secrets));
}

/**
 * Removes secrets from plain data: from every text in it as {@link redact} does, and texts under a property that says
 * secret as a whole. Other values than lists and plain objects are handed through.
 *
 * @example
 * redactValue({ model: "gpt-4o", apiKey: "0011223344556677" }); // { model: "gpt-4o", apiKey: "[redacted]" }
 */
export function redactValue<T>(value: T, options: RedactOptions = {}): T {
  const { secrets = [], env = process.env } = options;
  const known = secretValues(env, secrets);
  const seen = new Map<object, unknown>();
  const clean = (part: unknown): unknown => {
    if (typeof part === "string") return redactKnown(part, known);
    if (typeof part !== "object" || part === null) return part;
    const before = seen.get(part);
    if (before !== undefined) return before;
    if (Array.isArray(part)) {
      const list: unknown[] = [];
      seen.set(part, list);
      const isPair = part.length === 2 && isEntry(part[0], part[1]);
      for (const item of part) list.push(isPair && list.length === 1 ? "[redacted]" : clean(item));
      return list;
    }
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== null && prototype !== Object.prototype) return part;
    const copy: Record<string, unknown> = {};
    seen.set(part, copy);
    const { name: given, value: beside } = part as { readonly name?: unknown; readonly value?: unknown };
    for (const [name, item] of Object.entries(part)) {
      const hidden = isSecretOf(name, item) || (name === "value" && isEntry(given, beside));
      const masked = Array.isArray(item) ? item.map((one) => (isSecretOf(name, one) ? "[redacted]" : one)) : item;
      Object.defineProperty(copy, name, {
        value: hidden ? "[redacted]" : clean(masked),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  };
  return clean(value) as T;
}

const isEntry = (name: unknown, value: unknown): boolean =>
  typeof name === "string" && typeof value === "string" && isSecretEntry(name, value);

function isSecretOf(name: string, value: unknown): boolean {
  if (typeof value !== "string" || value === "" || isWorkingFolder(name, value)) return false;
  return isSecretProperty(name) || isSecretEntry(name, value);
}

function redactKnown(text: string, values: readonly string[]): string {
  const clean = (part: string): string => {
    const unknown = values.reduce((rest, value) => rest.replaceAll(value, "[redacted]"), part);
    return redactEntries(redactAssignments(redactShapes(unknown)));
  };
  const cleaned = keepTableWidths(text, clean);
  if (withoutCodes(cleaned) === cleaned) return cleaned;
  // A secret with colours in its middle is one only without them; they go with it, and other lines keep theirs.
  const withoutColours = (part: string): string => {
    const plain = withoutCodes(part);
    const again = keepTableWidths(plain, clean);
    return again === plain ? part : again;
  };
  return withoutColours(cleaned.split("\n").map(withoutColours).join("\n"));
}
