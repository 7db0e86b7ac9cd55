import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { madeFolder, MadeThings, type MadeThing } from "./made-things.js";

/** Something that a notebook made and has not removed since. */
export interface NotebookThing extends MadeThing {
  /** Name of the notebook, without its folder. */
  readonly notebook: string;
}

/**
 * Lists what all notebooks of this machine made and have not removed, at every provider; replays are left out.
 *
 * @param folder where the lists are. @default .tunelab/made in the project
 * @example
 * (await listMadeThings()).map(({ notebook, kind, id }) => `${notebook}: ${kind} ${id}`); // ["01-fine-tune: file file-1"]
 */
export async function listMadeThings(folder: string = madeFolder()): Promise<readonly NotebookThing[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /-[0-9a-f]{12}\.json$/.test(name)).sort();
  const lists = await Promise.all(
    names.map(async (name) => {
      const notebook = basename(name, ".json").replace(/-[0-9a-f]{12}$/, "");
      const things = await new MadeThings({ path: join(folder, name) }).all();
      return things.map((thing) => ({ ...thing, notebook }));
    }),
  );
  return lists.flat();
}
