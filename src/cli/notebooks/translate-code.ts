import { TunelabError } from "../../core/index.js";
import type { CodeCell } from "./lab-source.js";

/** What code cells say, by the English text as it stands in `code.ts`, and then by language. */
export type CodeTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a text stands in a cell: in quotation marks, as a template, or as a comment to the end of its line. */
const FORMS: readonly ((text: string) => string)[] = [
  (text) => `"${text}"`,
  (text) => `\`${text}\``,
  (text) => `// ${text}\n`,
  (text) => `-- ${text}\n`,
  (text) => `# ${text}\n`,
];

/**
 * The code cells of a lab in another language: strings and comments that `texts` names are said in it, and nothing else
 * changes. A text is found whole only: as a string, a template (then with its `${…}`), or a comment.
 *
 * Throws `invalid_lab_source` for a text that no cell has, one without this language, and one that would change what the
 * code does: another set of `${…}`, or a quotation mark or line break that would end the string.
 *
 * @example
 * translateCode(cells, { "Job ID:": { fr: "Identifiant de la tâche :" } }, "fr");
 */
export function translateCode(
  cells: readonly CodeCell[],
  texts: CodeTexts,
  language: string,
  file = "strings.json",
): CodeCell[] {
  const codes = cells.map(({ code }) => `${code}\n`);
  for (const [english, translations] of Object.entries(texts)) {
    const text = translations[language];
    if (text === undefined) throw invalid(`${file}: "${english}" has no text in ${language}.`);
    if (endsOf(text) !== endsOf(english) || placesOf(text) !== placesOf(english)) {
      throw invalid(`${file}: "${text}" would change what the code does that says "${english}".`);
    }
    let found = false;
    for (const index of codes.keys()) {
      for (const form of FORMS) {
        found ||= codes[index]!.includes(form(english));
        codes[index] = codes[index]!.replaceAll(form(english), () => form(text));
      }
    }
    if (!found) throw invalid(`${file}: no cell says "${english}".`);
  }
  return cells.map((cell, index) => ({ ...cell, code: codes[index]!.slice(0, -1) }));
}

/** The `${…}` of a template, whatever their order. */
const placesOf = (text: string): string => (text.match(/\$\{[^}]*\}/g) ?? []).sort().join();

/** What could end a string or a line, in order. */
const endsOf = (text: string): string => (text.match(/["`\n]/g) ?? []).join("");

function invalid(message: string): TunelabError {
  return new TunelabError(message, {
    code: "invalid_lab_source",
    hint: "docs/notebooks.md explains how the sources of the notebooks are written.",
  });
}
