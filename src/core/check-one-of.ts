import { say } from "../texts/index.js";
import { optionError, quoteGiven } from "./option-error.js";

/**
 * An option that takes one of a few words, checked: from JavaScript, from JSON or with a typing error any word may come, and one
 * that is passed over would look as if it had been followed. Throws `invalid_option`.
 *
 * @example
 * checkOneOf("unit", "wrods", ["chars", "words"]); // unit must be one of chars, words, got "wrods".
 */
export function checkOneOf<T extends string>(name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw optionError(name, say("option.oneOf", { names: allowed.join(", ") }), quoteGiven(value));
}
