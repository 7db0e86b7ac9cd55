import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findProjectRoot, TunelabError } from "../core/index.js";
import { jupyterPaths } from "./jupyter/jupyter-paths.js";
import { chooseLanguage, LANGUAGES, type Language } from "./jupyter/notebook-choice.js";
import { runNotebook, type CellRun } from "./jupyter/run-notebook.js";

const HELP = `npm run labs -- [--all] [--language <tag>] [lab …]

Runs notebooks from top to bottom without a browser and prints a table: time, cells, errors, the slowest cells.

  --all               every notebook in every language
  --language <tag>    only this language (default: en)
  --output <folder>   keeps the notebooks as they were run, in <folder>/<language>
  lab                 start of a lab's name, for example 01; default: all labs of the language`;

/** Runs notebooks headless and prints what each took; the exit code is 1 if any cell ended with an error. */
export async function labs(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      all: { type: "boolean" },
      language: { type: "string" },
      output: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const languages = values.all ? LANGUAGES : [chooseLanguage(values.language ?? "en")];
  const notebooks = (await Promise.all(languages.map((language) => listNotebooks(language)))).flat();
  const chosen = notebooks.filter(
    ({ name }) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)),
  );
  if (chosen.length === 0) {
    throw new TunelabError(`No notebook matches ${positionals.join(" ") || languages.join(", ")}.`, {
      code: "notebook_not_found",
      hint: `There are: ${notebooks.map(({ path }) => path).join(", ")}`,
    });
  }
  let failed = 0;
  for (const { path } of chosen) failed += (await runAndPrint(path, values.output)) ? 0 : 1;
  console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function listNotebooks(language: Language): Promise<{ path: string; name: string }[]> {
  const names = await readdir(join(findProjectRoot(), "notebooks", language)).catch(() => []);
  return names
    .filter((name) => name.endsWith(".ipynb"))
    .sort()
    .map((name) => ({ path: `notebooks/${language}/${name}`, name }));
}

async function runAndPrint(path: string, output: string | undefined): Promise<boolean> {
  const paths = jupyterPaths();
  const run = await runNotebook(paths, join(paths.root, path));
  if (output !== undefined) {
    const kept = resolve(output, relative("notebooks", path));
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(kept, run.notebook);
  }
  const errors = run.cells.filter(({ error }) => error !== undefined);
  console.log(
    `${errors.length === 0 ? "ok " : "BAD"}  ${path.padEnd(50)} ${seconds(run.milliseconds).padStart(8)}  ${run.cells.length} cells`,
  );
  const optional = run.cells.filter(({ tags }) => tags.includes("optional"));
  if (optional.length > 0) {
    console.log(`       ${seconds(totalOf(optional)).padStart(8)}  of it in the ${optional.length} optional cells`);
  }
  const slowest = [...run.cells].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 3);
  for (const cell of slowest.filter(({ milliseconds }) => milliseconds > 1000)) {
    console.log(`       ${seconds(cell.milliseconds).padStart(8)}  ${cell.id}`);
  }
  for (const cell of errors) console.log(`       ${cell.id}: ${cell.error}`);
  return errors.length === 0;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function totalOf(cells: readonly CellRun[]): number {
  return cells.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
