import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jupyterEnvironment, jupyterPaths } from "../../src/cli/jupyter/jupyter-paths.js";
import { runNotebook, type NotebookRun } from "../../src/cli/jupyter/run-notebook.js";
import { makeLabFolder, type LabFolder } from "../support/lab-folder.js";
import { HEADLESS_LABS } from "./lab-list.js";

/** Everything that a cell printed or returned as plain text. */
function textOf(run: NotebookRun, cell: string): string {
  const found = run.cells.find(({ id }) => id.endsWith(cell));
  if (found === undefined) throw new Error(`no cell ${cell}`);
  return found.outputs
    .map(({ text, data }) => [text ?? data?.["text/plain"] ?? ""].flat().join(""))
    .join("\n");
}

describe("without a browser", () => {
  let folder: LabFolder;
  beforeAll(async () => {
    folder = await makeLabFolder();
  });
  afterAll(() => folder.remove());

  /** Tables of the outputs that say nothing above their columns. */
  const tablesWithoutCaption = (run: NotebookRun): string[] =>
    run.cells.flatMap(({ outputs }) =>
      outputs
        .flatMap(({ data }) => [data?.["text/html"] ?? ""].flat().join("").match(/<table[^>]*>(?!\s*<caption).{0,80}/gs) ?? [])
    );

  it.each(["en", "pt-BR", "fr"])("%s becomes slides", async (language) => {
    const out = join(folder.notebooks, "slides");
    const source = join(folder.notebooks, language, "02-fine-tune-databricks.ipynb");
    const paths = jupyterPaths();
    const options = ["-m", "nbconvert", "--to", "slides", "--output-dir", out, "--output", language, source];
    await promisify(execFile)(paths.python, options, { env: jupyterEnvironment(paths, folder.environment) });
    const page = await readFile(join(out, `${language}.slides.html`), "utf8");
    expect(page.match(/<section>/g)).toHaveLength(25);
  }, 60_000);

  it.each(HEADLESS_LABS)(
    "%s runs to its end with no error",
    async (name) => {
      const run = await runNotebook(jupyterPaths(), join(folder.notebooks, "en", name), {
        environment: folder.environment,
      });
      expect(run.cells.filter(({ error }) => error !== undefined).map(({ id, error }) => `${id}: ${error}`)).toEqual(
        [],
      );
      expect(tablesWithoutCaption(run)).toEqual([]);
      if (name === "00-welcome.ipynb") {
        expect(textOf(run, "first-cell")).toBe("[ 7, 9, 8 ]");
        expect(textOf(run, "ask-model")).toMatch(/^smollm2-135m-instruct says: \S/);
        expect(textOf(run, "check-exercise")).toContain("Math.max takes numbers");
      }
      if (name === "04-synthetic-data.ipynb") {
        expect(textOf(run, "open-lab")).toContain("The lab's original text uses gpt-4o. gpt-4o (2024-08-06)");
        expect(textOf(run, "check-setup")).toContain("Nothing to set up on this machine: everything works");
        const checks = ["check-lines", "check-pairs", "check-many", "enough", "split"];
        expect(checks.map((cell) => textOf(run, cell).trim()).filter((text) => !text.startsWith("✓"))).toEqual([]);
        expect(textOf(run, "check-exercise")).toContain("expected false at [1], got true");
        expect(textOf(run, "drop-ungrounded")).toMatch(/^\d+ conversations: \d+ kept, \d+ dropped\./m);
        expect(textOf(run, "playground-again")).toContain("museum-guide-ft-travel");
      }
    },
    1_500_000,
  );
});
