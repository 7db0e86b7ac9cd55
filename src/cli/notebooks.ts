import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot } from "../core/index.js";
import { makeNotebooks } from "./notebooks/make-notebooks.js";

const HELP = `tunelab notebooks [--check]

Makes notebooks/<language>/*.ipynb from notebooks/source. With --check nothing is written: the notebooks that
differ from their sources are listed, and the exit code is 1 if there are any.`;

/** Writes the notebooks made from their sources, or with `--check` lists those that differ. */
export async function notebooks(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const root = findProjectRoot();
  let different = 0;
  for (const { path, content } of await makeNotebooks(root)) {
    const file = join(root, path);
    if ((await readFile(file, "utf8").catch(() => undefined)) === content) continue;
    different += 1;
    console.log(`${values.check ? "differs from its source" : "written"}: ${path}`);
    if (values.check) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return values.check && different > 0 ? 1 : 0;
}
