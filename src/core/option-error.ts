import { say } from "../texts/index.js";
import { TunelabError } from "./errors.js";

/**
 * The error `invalid_option` for an option that is not what it must be: `expected` is said in the notebook's language,
 * `got` is the value as it is shown, and the hint is to leave the option out where no other is given.
 *
 * @example
 * throw optionError("retries", say("option.whole", { low: "0", high: "100" }), "101");
 * // retries must be a whole number from 0 to 100, got 101.
 */
export function optionError(
  name: string,
  expected: string,
  got: string,
  hint = say("option.leaveOut", { name }),
): TunelabError {
  return new TunelabError(say("option.mustBe", { name, expected, got }), { code: "invalid_option", hint });
}

/**
 * What was given, for the text of an error: NaN as NaN, for which JSON has no word.
 *
 * @example
 * quoteGiven("0.5"); // "\"0.5\""
 */
export const quoteGiven = (value: unknown): string =>
  typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
