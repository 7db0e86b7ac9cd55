/** Languages that people are spoken to in, each by its own name. */
export const LOCALES = { en: "English", "pt-BR": "Português", fr: "Français" } as const;
export type Locale = keyof typeof LOCALES;

/**
 * The first of the wanted languages that there is, by its main part; English where there is none.
 *
 * @example
 * chooseLocale(["de", "pt_PT.UTF-8"]); // "pt-BR"
 */
export function chooseLocale(wanted: readonly string[]): Locale {
  const known = Object.keys(LOCALES) as Locale[];
  const mainPart = (tag: string): string => tag.toLowerCase().split(/[-_.@]/)[0]!;
  for (const tag of wanted) {
    const found = known.find((name) => mainPart(name) === mainPart(tag));
    if (found !== undefined) return found;
  }
  return "en";
}
