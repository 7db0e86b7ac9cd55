import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { assembleLab, parseCodeCells } from "./lab-source.js";
import { toNotebook } from "./to-notebook.js";
import { translateCode, type CodeTexts } from "./translate-code.js";

/** A notebook as it should be in the clone. */
export interface MadeNotebook {
  /** Path relative to the clone, with `/` between folders. */
  readonly path: string;
  readonly content: string;
}

/**
 * Makes every notebook from `notebooks/source/<lab>/code.ts`, what its cells say in other languages (`strings.json`) and
 * `<language>.md`, without writing anything.
 *
 * @param root the clone's folder
 */
export async function makeNotebooks(root: string): Promise<MadeNotebook[]> {
  const source = join(root, "notebooks", "source");
  const labs = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const made = await Promise.all(labs.map(({ name }) => makeLab(join(source, name), name)));
  return made.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function makeLab(folder: string, lab: string): Promise<MadeNotebook[]> {
  const code = parseCodeCells(await readFile(join(folder, "code.ts"), "utf8"), `${lab}/code.ts`);
  const texts = JSON.parse(await readFile(join(folder, "strings.json"), "utf8")) as CodeTexts;
  const proseFiles = (await readdir(folder)).filter((name) => name.endsWith(".md"));
  return Promise.all(
    proseFiles.map(async (name) => {
      const language = name.slice(0, -".md".length);
      const said = language === "en" ? code : translateCode(code, texts, language, `${lab}/strings.json`);
      const cells = assembleLab(await readFile(join(folder, name), "utf8"), said, `${lab}/${name}`);
      return { path: `notebooks/${language}/${lab}.ipynb`, content: toNotebook(cells, { lab, language }) };
    }),
  );
}
