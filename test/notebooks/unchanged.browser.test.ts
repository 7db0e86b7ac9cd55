import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jupyterPaths } from "../../src/cli/jupyter/jupyter-paths.js";
import { findChromium } from "../support/chromium.js";
import { startJupyterLab, type JupyterLab } from "../support/jupyterlab.js";
import { makeLabFolder, type LabFolder } from "../support/lab-folder.js";
import { openNotebook } from "../support/notebook-browser.js";

/** What JupyterLab would save of the notebook's metadata, and whether it marks the notebook as changed. */
const STATE = `(async () => {
  const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
  await sessionContext.ready;
  await sessionContext.session.kernel.info;
  await new Promise((done) => setTimeout(done, 1000));
  return { dirty: context.model.dirty, metadata: context.model.sharedModel.metadata };
})()`;

describe.skipIf(findChromium() === undefined)("a notebook that was opened and not touched", () => {
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

  it("is not marked as changed", async () => {
    const { visited } = await openNotebook(lab, "en/00-welcome.ipynb", { visit: (page) => page.evaluate(STATE) });
    expect(visited).toMatchObject({ dirty: false });
  }, 240_000);
});
