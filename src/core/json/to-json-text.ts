import { randomUUID } from "node:crypto";
import { TunelabError } from "../errors.js";

/** Stands before a whole number's digits until its quotes are taken away; no text holds it but by looking for it. */
const MARK = `bigint-${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, "g");

/**
 * Writes a value as JSON text, bigints as bare digits, as Python's `json.dumps` writes its whole numbers; `JSON.stringify`
 * throws at them. `JSON.parse` reads digits beyond ±2^53 as the nearest number, other languages read them exactly.
 *
 * What JSON has no place for at all (`undefined`, a function) is `null`. Throws `not_json` for what refers to itself.
 *
 * @example
 * toJsonText({ id: 9007199254740993n }); // '{"id":9007199254740993}'
 */
export function toJsonText(value: unknown, indent?: number): string {
  try {
    // Without a function that sees every value it is several times as fast, and most data has no bigint.
    return JSON.stringify(value, undefined, indent) ?? "null";
  } catch {
    return withBigints(value, indent);
  }
}

function withBigints(value: unknown, indent: number | undefined): string {
  const mark = (_: string, part: unknown): unknown => (typeof part === "bigint" ? `${MARK}${part}` : part);
  try {
    return JSON.stringify(value, mark, indent).replaceAll(MARKED, "$1");
  } catch (cause) {
    throw new TunelabError(`The value cannot be written as JSON: ${(cause as Error).message.split("\n")[0]}`, {
      code: "not_json",
      hint: "JSON holds texts, numbers, booleans, null, lists and objects of these, and nothing that holds itself.",
      cause,
    });
  }
}
