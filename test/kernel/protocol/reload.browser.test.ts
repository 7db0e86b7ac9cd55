import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KERNEL_NAME, languageInfo, writeKernelSpec } from "../../../src/kernel/index.js";
import { findChromium } from "../../support/chromium.js";
import { hasJupyterLab, startJupyterLab, type JupyterLab } from "../../support/jupyterlab.js";
import { openNotebook } from "../../support/notebook-browser.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const DEADLINE = { timeout: 60_000 } as const;

const SLOW = `import { existsSync } from "node:fs";
console.log("before the reload");
while (!existsSync("go-on")) await new Promise((wake) => setTimeout(wake, 50));
console.log("after the reload");
6 * 7`;

const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: KERNEL_NAME, display_name: "TypeScript (tunelab)", language: "typescript" },
    language_info: languageInfo("6.0.3"),
  },
  cells: [SLOW, "'the next cell'"].map((source, at) => ({
    cell_type: "code",
    id: `cell-${at}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  })),
};

describe.skipIf(findChromium() === undefined || !hasJupyterLab)("a page of JupyterLab that is reloaded", () => {
  let folder: string;
  let lab: JupyterLab;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tunelab-reload-"));
    const spec = join(folder, "share", "kernels", KERNEL_NAME);
    await writeKernelSpec(spec, { mainPath: join(PROJECT, "dist/kernel/main.js") });
    await mkdir(join(folder, "notebooks"));
    await writeFile(join(folder, "notebooks", "slow.ipynb"), JSON.stringify(notebook));
    lab = await startJupyterLab({ jupyterPath: [join(folder, "share")], root: join(folder, "notebooks") });
  }, 120_000);
  afterAll(async () => {
    await lab?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it("sees that the kernel is busy, and gets what the cell put out with the next one", async () => {
    const visit = async (page: Page): Promise<unknown> => {
      await waitFor(page, "idle");
      await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-cell-and-select-next")`);
      await page.getByText("before the reload", { exact: true }).waitFor(DEADLINE);
      await page.reload();
      await waitFor(page, "busy");
      await writeFile(join(folder, "notebooks", "go-on"), "");
      await waitFor(page, "idle");
      await page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".cm-content").click(DEADLINE);
      await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-cell-and-select-next")`);
      await page.getByText("'the next cell'").nth(1).waitFor(DEADLINE);
      return page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".jp-OutputArea-output").allInnerTexts();
    };
    const report = await openNotebook(lab, "slow.ipynb", { visit });
    expect((report.visited as string[]).map((text) => text.trim())).toEqual([
      "Output of Cell 1, which ran while this page was reloaded or another one connected:\nbefore the reload\nafter the reload",
      "42",
      "Until here it is the output of Cell 1.",
      "'the next cell'",
    ]);
    expect(report.pageErrors).toEqual([]);
  }, 240_000);
});

const waitFor = async (page: Page, status: "idle" | "busy"): Promise<void> => {
  const read = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status";
  await page.waitForFunction(`${read} === "${status}"`, undefined, DEADLINE);
};
