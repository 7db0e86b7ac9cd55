import { signal } from "@preact/signals";
import { recall, remember } from "../state/remember.js";
import type { Dictionary, Key } from "./en/index.js";

export type { Key } from "./en/index.js";

/** Languages of the page, each by its own name. */
export const LOCALES = { en: "English", "pt-BR": "Português", fr: "Français" } as const;
export type Locale = keyof typeof LOCALES;

const LOADERS: Readonly<Record<Locale, () => Promise<{ readonly dictionary: Dictionary }>>> = {
  en: () => import("./en/index.js"),
  "pt-BR": () => import("./pt-BR/index.js"),
  fr: () => import("./fr/index.js"),
};

export const locale = signal<Locale>("en");
const dictionary = signal<Dictionary | undefined>(undefined);

/**
 * The first of the wanted languages that the page has, by its main part.
 *
 * @example
 * chooseLocale(["de", "pt-PT"]); // "pt-BR"
 */
export function chooseLocale(wanted: readonly string[]): Locale {
  const known = Object.keys(LOCALES) as Locale[];
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0];
    const found = known.find((name) => name.toLowerCase().split("-")[0] === language);
    if (found !== undefined) return found;
  }
  return "en";
}

/** Loads the language that was chosen here, else the one given by the service, else the browser's. */
export async function startLocale(preferred?: string): Promise<void> {
  const kept = recall("language");
  await show(chooseLocale([kept, preferred, ...navigator.languages].filter((tag) => tag !== undefined)));
}

/** Changes the language for good. */
export async function setLocale(next: Locale): Promise<void> {
  await show(next);
  remember("language", next);
}

async function show(next: Locale): Promise<void> {
  const loaded = await LOADERS[next]();
  dictionary.value = loaded.dictionary;
  locale.value = next;
  document.documentElement.lang = next;
}

/**
 * The text of a key in the language that is shown. `{name}` is replaced by a parameter; where a text has two forms
 * divided by `|`, the parameter `n` chooses: the first is of one, the second of many.
 *
 * @example
 * t("jobs.count", { n: 3 }); // "3 jobs"
 */
export function t(key: Key, parameters: Readonly<Record<string, string | number>> = {}): string {
  return fill(dictionary.value?.[key] ?? "", parameters, locale.value);
}

/** Puts parameters into a text; the part of {@link t} that needs no page. */
export function fill(text: string, parameters: Readonly<Record<string, string | number>>, language: Locale): string {
  const forms = text.split("|");
  const { n } = parameters;
  const isOne = typeof n === "number" && new Intl.PluralRules(language).select(n) === "one";
  const form = forms.length === 2 ? forms[isOne ? 0 : 1]! : text;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}
