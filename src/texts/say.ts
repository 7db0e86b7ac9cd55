import { currentLocale } from "./current-locale.js";
import { dictionary as en } from "./en/index.js";
import { fill, type Placeholders } from "./fill.js";
import { dictionary as fr } from "./fr/index.js";
import type { Locale } from "./locales.js";
import { dictionary as pt } from "./pt-BR/index.js";

type English = typeof en;

/** Name of a text. */
export type TextKey = keyof English;

/** The texts of each language. */
export const DICTIONARIES: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, "pt-BR": pt, fr };

/** A text's placeholders, and the number that chooses between its forms. */
type Names<Text extends string> = Placeholders<Text> | (Text extends `${string}|${string}` ? "n" : never);

type Parameters<Key extends TextKey> = [Names<English[Key]>] extends [never]
  ? []
  : [Readonly<Record<Names<English[Key]>, string | number>>];

/**
 * A text in the language of this process; the compiler knows which parameters it has.
 *
 * @example
 * say("table.rows", { n: 1200 }); // "1,200 rows"
 */
export function say<Key extends TextKey>(key: Key, ...parameters: Parameters<Key>): string {
  const locale = currentLocale();
  return fill(DICTIONARIES[locale][key], parameters[0] ?? {}, locale);
}
