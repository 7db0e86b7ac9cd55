import { escapeHtml } from "../html.js";
import { MIN_SECRET_LENGTH } from "./secret-assignments.js";
import { isSecretName } from "./secret-names.js";

/** Values that say how something is done and are no secret, whatever the variable is called. */
const PLAIN_WORD =
  /^(?:true|false|none|null|auto|default|enabled?|disabled?|required|optional|always|never|string|number|boolean)$/i;

/**
 * Values of the variables that are named like secrets, longest first, each also as a URL, JSON and HTML spell it; values of
 * less than six characters are left out, since they are likely to stand for something else in a text.
 *
 * @example
 * secretValues({ HF_TOKEN: "abcdef 123", HOME: "/home/ada" }); // ["abcdef%20123", "abcdef 123"]
 */
export function secretValues(
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[] = [],
): string[] {
  const named = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isSecretName(name) && !PLAIN_WORD.test(value) ? [value] : [],
  );
  const spellings = [...secrets, ...named]
    .filter((value) => value.length >= MIN_SECRET_LENGTH)
    .flatMap((value) => [
      value,
      value.trim(),
      urlSpelling(value),
      JSON.stringify(value).slice(1, -1),
      escapeHtml(value),
    ])
    .filter((value) => value.length >= MIN_SECRET_LENGTH);
  return [...new Set(spellings)].sort((left, right) => right.length - left.length);
}

/** Half of a surrogate pair has no spelling in a URL. */
function urlSpelling(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}
