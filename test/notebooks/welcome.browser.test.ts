import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jupyterPaths } from "../../src/cli/jupyter/jupyter-paths.js";
import { findChromium } from "../support/chromium.js";
import { startJupyterLab, type JupyterLab } from "../support/jupyterlab.js";
import { makeLabFolder, type LabFolder } from "../support/lab-folder.js";
import { openNotebook } from "../support/notebook-browser.js";

const PICTURES = process.env.TUNELAB_SCREENSHOTS ?? resolve(import.meta.dirname, "../../.tunelab/screenshots");

describe.skipIf(findChromium() === undefined)("the welcome notebook in a browser", () => {
  let folder: LabFolder;
  let lab: JupyterLab;
  beforeAll(async () => {
    folder = await makeLabFolder();
    lab = await startJupyterLab({
      jupyterPath: [jupyterPaths().share],
      root: folder.notebooks,
      env: folder.environment,
    });
  });
  afterAll(async () => {
    await lab?.stop();
    await folder?.remove();
  });

  it.each(["light", "dark"] as const)(
    "runs in the %s theme with nothing to complain about",
    async (theme) => {
      const report = await openNotebook(lab, "en/00-welcome.ipynb", {
        theme,
        run: true,
        screenshot: join(PICTURES, `welcome-${theme}.png`),
        visit: (page) => page.locator(".tunelab-plotly .main-svg .bars .point").count(),
      });
      expect(report.cells.flatMap(({ error }) => (error === undefined ? [] : [error]))).toEqual([]);
      expect(report.console.filter((message) => message.startsWith("error"))).toEqual([]);
      expect(report.pageErrors).toEqual([]);
      expect(report.dialogs).toEqual([]);
      expect(report.externalRequests).toEqual([]);
      expect(report.visited, "bars of the interactive histogram").toBeGreaterThan(3);
    },
    240_000,
  );
});
