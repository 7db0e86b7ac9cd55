import { page as en } from "../en/page.js";
import { page as fr } from "../fr/page.js";
import type { Locale } from "../locales.js";
import { page as pt } from "../pt-BR/page.js";

/** What JupyterLab's page says around tables and figures, in the language that these come with. */
export const PAGE_DICTIONARIES: Readonly<Record<Locale, Readonly<Record<keyof typeof en, string>>>> = {
  en,
  "pt-BR": pt,
  fr,
};
