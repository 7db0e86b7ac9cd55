import { currentLocale } from "../texts/index.js";

/**
 * The language that JupyterLab's extension speaks around an output, which is told of it; undefined for English, which goes
 * without saying: outputs of English notebooks are as short as they can be.
 *
 * @example
 * pageLanguage(); // "fr" in a French notebook
 */
export function pageLanguage(): string | undefined {
  const language = currentLocale();
  return language === "en" ? undefined : language;
}
