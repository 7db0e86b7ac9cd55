/** Words that are frequent in one of the languages and rare in the others. */
const WORDS: Readonly<Record<"en" | "pt" | "fr", ReadonlySet<string>>> = {
  en: new Set("the of and in was is to for that with his her he she it on by from as at were which had has".split(" ")),
  pt: new Set(
    "o os uma um do da dos das em no na não foi com para seu sua mais que são ao pelo pela também".split(" "),
  ),
  fr: new Set(
    "le les une des du et est dans sur pour par avec qui il elle son sa ses au aux fut cette ce sont".split(" "),
  ),
};

/** Fewer frequent words than this say nothing. */
const LEAST_WORDS = 5;

/**
 * The language of a text among English, Portuguese and French, by its frequent words; `undefined` where they do not tell.
 *
 * @example
 * languageOfText("Isaac Asimov foi um escritor e bioquímico que nasceu na Rússia e é autor de mais de 500 livros."); // "pt"
 */
export function languageOfText(text: string): "en" | "pt" | "fr" | undefined {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = Object.entries(WORDS).map(([language, known]) => ({
    language: language as "en" | "pt" | "fr",
    found: words.filter((word) => known.has(word)).length,
  }));
  const [best, second] = counts.sort((a, b) => b.found - a.found);
  const isClear = best!.found >= LEAST_WORDS && best!.found > 1.5 * second!.found;
  return isClear ? best!.language : undefined;
}
