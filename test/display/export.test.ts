import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { figure, table } from "../../src/display/index.js";
import { progressBundle } from "../../src/display/progress/progress-state.js";
import { notebookWithOutputs } from "../jupyterlab-extension/display-notebook.js";
import { hasJupyterLab } from "../support/jupyterlab.js";

const PYTHON = resolve(import.meta.dirname, "../../.tunelab/python/bin/python");

describe.skipIf(!hasJupyterLab)("an HTML export by nbconvert (needs the project's Python environment)", () => {
  it("keeps the picture with its text alternative, and the words of table and progress, when it is sanitised", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tunelab-export-"));
    try {
      const bundles = [
        await figure({ data: [{ y: [1, 2] }], layout: { title: "Loss" } }).toBundle(),
        table([{ model: "tuned", score: 0.9 }], { caption: "Scores", shade: { score: {} } }).toBundle(),
        progressBundle({ label: "Scoring", status: "done", done: 3, total: 3, elapsedMs: 2000 }),
      ];
      await writeFile(join(folder, "it.ipynb"), notebookWithOutputs("export", bundles));
      const args = ["-m", "nbconvert", "--to", "html", "--template", "basic", "--HTMLExporter.sanitize_html=True"];
      await promisify(execFile)(PYTHON, [...args, join(folder, "it.ipynb")], { env: { ...process.env, HOME: folder } });
      const html = await readFile(join(folder, "it.html"), "utf8");
      expect(html).toMatch(
        /<img alt='Figure "Loss": line, 2 points; y: 1 to 2' height="400" src="data:image\/png;base64,[^"]+" width="700"\/>/,
      );
      expect(html).toContain("<b>Scores</b>");
      expect(html).toContain("<td>tuned</td><td>0.9</td>");
      expect(html).toContain("1 row × 2 columns");
      expect(html).toContain("3 of 3 (100 %)");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
