import { signal } from "@preact/signals";
import { chooseLocale, fill, LOCALES, type Locale } from "../../texts/index.js";
import { recall, remember } from "../state/remember.js";
import type { Dictionary, Key } from "./en/index.js";

export type { Key } from "./en/index.js";

export { LOCALES, type Locale };

const LOADERS: Readonly<Record<Locale, () => Promise<{ readonly dictionary: Dictionary }>>> = {
  en: () => import("./en/index.js"),
  "pt-BR": () => import("./pt-BR/index.js"),
  fr: () => import("./fr/index.js"),
};

export const locale = signal<Locale>("en");
const dictionary = signal<Dictionary | undefined>(undefined);

/**
 * Loads the language that was chosen here, else that of the notebook whose link was followed last, else the browser's.
 *
 * @param linked language that came with a link
 */
export async function startLocale(linked?: string): Promise<void> {
  if (linked !== undefined) remember("linked-language", linked);
  const kept = [recall("language"), recall("linked-language")];
  await show(chooseLocale([...kept, ...navigator.languages].filter((tag) => tag !== undefined)));
}

/** Changes the language for good. */
export async function setLocale(next: Locale): Promise<void> {
  // Before the texts are fetched: a link that is followed meanwhile must find the choice.
  remember("language", next);
  await show(next);
}

let wanted: Locale | undefined;

async function show(next: Locale): Promise<void> {
  wanted = next;
  const loaded = await LOADERS[next]();
  if (wanted !== next) return;
  dictionary.value = loaded.dictionary;
  locale.value = next;
  document.documentElement.lang = next;
}

/** Whether there is a text of this name. */
export function isKey(name: string): name is Key {
  return dictionary.value !== undefined && Object.hasOwn(dictionary.value, name);
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
