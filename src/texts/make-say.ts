import { currentLocale } from "./current-locale.js";
import { fill, type Placeholders } from "./fill.js";
import type { Locale } from "./locales.js";

/** A text's placeholders, and the number that chooses between its forms. */
type Names<Text extends string> = Placeholders<Text> | (Text extends `${string}|${string}` ? "n" : never);

type Parameters<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [Readonly<Record<Names<Text>, string | number>>];

/** Says a text of a dictionary in the language of this process; the compiler knows which parameters it has. */
export type Say<English extends Readonly<Record<string, string>>> = <Key extends keyof English & string>(
  key: Key,
  ...parameters: Parameters<English[Key]>
) => string;

/**
 * Makes the function that says the texts of these dictionaries.
 *
 * @example
 * const say = makeSay({ en: { rows: "{n} row|{n} rows" }, "pt-BR": …, fr: … });
 * say("rows", { n: 2 }); // "2 rows"
 */
export function makeSay<English extends Readonly<Record<string, string>>>(
  dictionaries: Readonly<Record<Locale, Readonly<Record<keyof English, string>>>>,
): Say<English> {
  return (key, ...parameters) => {
    const locale = currentLocale();
    return fill(dictionaries[locale][key], parameters[0] ?? {}, locale);
  };
}
