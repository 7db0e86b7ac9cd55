import { existsSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { TunelabError } from "../../core/index.js";

/** Languages that the notebooks come in, as their folders below `notebooks/` are named. */
export const LANGUAGES = ["en", "pt-BR", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * Picks the notebooks' language: the one asked for, else the system's, else English.
 *
 * Throws `unknown_language` for a language that the notebooks do not come in.
 *
 * @example
 * chooseLanguage(undefined, { LANG: "pt_BR.UTF-8" }); // "pt-BR"
 */
export function chooseLanguage(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): Language {
  if (asked !== undefined) {
    const match = matchLanguage(asked);
    if (match !== undefined) return match;
    throw new TunelabError(`The labs do not come in "${asked}".`, {
      code: "unknown_language",
      hint: `Use --language with one of ${LANGUAGES.join(", ")}.`,
    });
  }
  const system = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return matchLanguage(system) ?? "en";
}

function matchLanguage(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split(/[-_.]/);
  return LANGUAGES.find((language) => language.toLowerCase().split("-")[0] === primary);
}

/**
 * Resolves which notebook to open, relative to the clone with `/` between folders.
 *
 * Without `asked` it is the welcome notebook of the language, of the person's own copies where there are some (the English
 * one where that is missing).
 * Throws `notebook_not_found` when the notebook asked for is not a file inside the clone.
 */
export function chooseNotebook(root: string, language: Language, asked?: string): string {
  if (asked === undefined) {
    const welcome = ["my-labs", "notebooks"].map((folder) => `${folder}/${language}/00-welcome.ipynb`);
    return welcome.find((path) => existsSync(join(root, path))) ?? "notebooks/en/00-welcome.ipynb";
  }
  const path = isAbsolute(asked) ? relative(root, asked) : asked;
  if (!path.startsWith("..") && existsSync(join(root, path))) return path.split(sep).join("/");
  throw new TunelabError(`There is no notebook "${asked}" in ${root}.`, {
    code: "notebook_not_found",
    hint: "Give --notebook a path relative to the clone, for example notebooks/en/00-welcome.ipynb.",
  });
}
