import { dictionary as en } from "./en/index.js";
import { dictionary as fr } from "./fr/index.js";
import type { Locale } from "./locales.js";
import { makeSay } from "./make-say.js";
import { dictionary as pt } from "./pt-BR/index.js";

/** Name of a text. */
export type TextKey = keyof typeof en;

/** The texts of each language. */
export const DICTIONARIES: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, "pt-BR": pt, fr };

/**
 * A text in the language of this process; the compiler knows which parameters it has.
 *
 * @example
 * say("table.rows", { n: 1200 }); // "1,200 rows"
 */
export const say = makeSay<typeof en>(DICTIONARIES);
