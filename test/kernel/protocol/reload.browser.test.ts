import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JupyterLab } from "../../support/jupyterlab.js";
import { canBrowse, startKernelLab } from "../../support/kernel-lab.js";
import { openNotebook } from "../../support/notebook-browser.js";

const DEADLINE = { timeout: 60_000 } as const;

const SLOW = `import { existsSync } from "node:fs";
console.log("before the reload");
while (!existsSync("go-on")) await new Promise((wake) => setTimeout(wake, 50));
console.log("after the reload");
6 * 7`;

const CELLS = [SLOW, "'the next cell'"];

describe.skipIf(!canBrowse)("a page of JupyterLab that is reloaded", () => {
  let lab: JupyterLab;
  beforeAll(async () => {
    lab = await startKernelLab("slow.ipynb", CELLS);
  }, 120_000);
  afterAll(() => lab?.stop());

  it("sees that the kernel is busy, and gets what the cell put out with the next one", async () => {
    const visit = async (page: Page): Promise<unknown> => {
      await waitFor(page, "idle");
      await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-cell-and-select-next")`);
      await page.getByText("before the reload", { exact: true }).waitFor(DEADLINE);
      await page.reload();
      await waitFor(page, "busy");
      await writeFile(join(lab.root, "go-on"), "");
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
