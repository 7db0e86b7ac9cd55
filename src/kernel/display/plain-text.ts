import { inspect } from "node:util";
import { startOf } from "../../core/essentials/index.js";
import { say } from "../../texts/kernel/index.js";

/** Characters of `text/plain` shown at most. */
const TEXT_LIMIT = 100_000;

/**
 * Shows a value as text, as Node's REPL does; what is left out is counted.
 *
 * Never runs getters of the value, and never throws.
 *
 * @example
 * toPlainText(new Map([["a", 1]])); // "Map(1) { 'a' => 1 }"
 */
export function toPlainText(value: unknown): string {
  try {
    return cutText(inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 50_000, breakLength: 100 }));
  } catch (error) {
    return `[${say("cells.notShown", { reason: error instanceof Error ? error.message : say("cells.inspectionFailed") })}]`;
  }
}

/** Cuts a long text and says how many characters are left out. */
export function cutText(text: string, limit = TEXT_LIMIT): string {
  const start = startOf(text, limit);
  if (start.length === text.length) return text;
  return `${start}\n… ${say("cells.moreCharacters", { n: text.length - start.length })}`;
}
