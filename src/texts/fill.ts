import { numberFormat, pluralRules } from "./formatters.js";
import type { Locale } from "./locales.js";

/** The names in braces of a text: `"{n} of {total}"` has `"n" | "total"`. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/**
 * Puts parameters into a text: numbers as the language writes them, texts as they are. Where a text has two forms divided
 * by `|`, the parameter `n` chooses: the first is of one, the second of many. A parameter that ends a sentence by itself, as the
 * message of an error does, takes the place of the text's full stop too.
 *
 * @example
 * fill("{n} job|{n} jobs", { n: 1500 }, "en"); // "1,500 jobs"
 */
export function fill(text: string, parameters: Readonly<Record<string, string | number>>, locale: Locale): string {
  const forms = text.split("|");
  const { n } = parameters;
  const isOne = typeof n === "number" && pluralRules(locale).select(n) === "one";
  const form = forms.length === 2 ? forms[isOne ? 0 : 1]! : text;
  return form.replace(/\{(\w+)\}(\.(?!\S))?/g, (whole, name: string, stop = "") => {
    if (!Object.hasOwn(parameters, name)) return whole;
    const value = parameters[name];
    if (typeof value === "number") return `${numberFormat(locale).format(value)}${stop}`;
    const words = String(value);
    return /[.!?…]$/.test(words) ? words : `${words}${stop}`;
  });
}
