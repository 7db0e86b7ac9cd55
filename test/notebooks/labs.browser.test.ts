import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jupyterPaths } from "../../src/cli/jupyter/jupyter-paths.js";
import { findChromium } from "../support/chromium.js";
import { startJupyterLab, type JupyterLab } from "../support/jupyterlab.js";
import { makeLabFolder, type LabFolder } from "../support/lab-folder.js";
import { openNotebook } from "../support/notebook-browser.js";
import { BROWSER_LABS } from "./lab-list.js";

const PICTURES = process.env.TUNELAB_SCREENSHOTS ?? resolve(import.meta.dirname, "../../.tunelab/screenshots");

/** Pictures in the outputs that have no text alternative, and tables that have no caption. */
const WITHOUT_TEXT = `[
  ...[...document.querySelectorAll(".jp-OutputArea img")].filter(({ alt }) => !alt).map(({ src }) => src),
  ...[...document.querySelectorAll(".jp-OutputArea-output table")]
    .filter(({ caption }) => !caption?.textContent)
    .map(({ innerText }) => innerText.slice(0, 80)),
]`;

describe.skipIf(findChromium() === undefined)("the fine-tuning and evaluation labs in a browser", () => {
  let folder: LabFolder;
  let lab: JupyterLab;
  beforeAll(async () => {
    folder = await makeLabFolder();
    lab = await startJupyterLab({ jupyterPath: [jupyterPaths().share], root: folder.notebooks, env: folder.environment });
  });
  afterAll(async () => {
    await lab?.stop();
    await folder?.remove();
  });

  it.each(BROWSER_LABS)(
    "%s runs to its end with nothing to complain about",
    async (name) => {
      const report = await openNotebook(lab, `en/${name}`, {
        run: true,
        timeoutMs: 1_200_000,
        screenshot: join(PICTURES, name.replace(".ipynb", ".png")),
        visit: (page) => page.evaluate<string[]>(WITHOUT_TEXT),
      });
      expect(report.cells.flatMap(({ error }) => (error === undefined ? [] : [error]))).toEqual([]);
      // Folded cells show no prompt.
      const notRun = report.cells.filter(({ type, prompt }) => type === "code" && /\[[ *]\]/.test(prompt));
      expect(notRun.map(({ source }) => source)).toEqual([]);
      expect(report.console.filter((message) => message.startsWith("error"))).toEqual([]);
      expect(report.pageErrors).toEqual([]);
      expect(report.dialogs).toEqual([]);
      expect(report.externalRequests).toEqual([]);
      expect(report.visited).toEqual([]);
    },
    1_500_000,
  );
});
