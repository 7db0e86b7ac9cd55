import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { LANGUAGES, type Language } from "./notebook-choice.js";

/** Folder of a person's own copies, which git ignores. */
export const OWN_LABS = "my-labs";

/**
 * Makes a person's own copy of the notebooks of a language and of their data, so that running them leaves the clone as it is
 * and a pull never conflicts. Made once: what is there stays, and notebooks that are new are added.
 *
 * Each copy has an id in its metadata, by which what it makes is known after it was renamed. With `renew` all are copied
 * anew, and the earlier ones are kept in a folder with the time in its name. Returns the folder, relative to the clone.
 *
 * @example
 * await prepareOwnLabs(root, "fr"); // "my-labs/fr"
 */
export async function prepareOwnLabs(
  root: string,
  language: Language,
  options: { readonly renew?: boolean; readonly now?: () => Date } = {},
): Promise<string> {
  const { renew = false, now = () => new Date() } = options;
  const folder = `${OWN_LABS}/${language}`;
  const target = join(root, folder);
  if (renew && existsSync(target)) {
    await rename(target, `${target}-${now().toISOString().slice(0, 19).replaceAll(":", "-")}`);
  }
  await mkdir(target, { recursive: true });
  const source = join(root, "notebooks", language);
  for (const name of await readdir(source).catch(() => [])) {
    if (!name.endsWith(".ipynb") || existsSync(join(target, name))) continue;
    await writeFile(join(target, name), withId(await readFile(join(source, name), "utf8")));
  }
  // Cells name these files as ../data/….
  const data = join(root, "notebooks", "data");
  if (existsSync(data)) await cp(data, join(root, OWN_LABS, "data"), { recursive: true, force: renew });
  return folder;
}

/**
 * The language whose own copies a notebook is one of, whether they have been made or not; nothing for any other notebook.
 *
 * @param asked path of a notebook, absolute or relative to the clone
 *
 * @example
 * ownLabsLanguage(root, "my-labs/fr/01-dear-reader.ipynb"); // "fr"
 */
export function ownLabsLanguage(root: string, asked: string): Language | undefined {
  const [folder, language] = relative(root, resolve(root, asked)).split(sep);
  return folder === OWN_LABS ? LANGUAGES.find((tag) => tag === language) : undefined;
}

function withId(text: string): string {
  const notebook = JSON.parse(text) as { metadata?: { tunelab?: object } };
  const metadata = { ...notebook.metadata, tunelab: { ...notebook.metadata?.tunelab, id: randomUUID() } };
  return `${JSON.stringify({ ...notebook, metadata }, null, 1)}\n`;
}
