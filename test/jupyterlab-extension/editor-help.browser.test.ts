import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JupyterLab } from "../support/jupyterlab.js";
import { canBrowse, startKernelLab } from "../support/kernel-lab.js";
import { openNotebook } from "../support/notebook-browser.js";

const DEADLINE = { timeout: 60_000 } as const;

const CELLS = ["", "const notRunYet = 1;", 'const kept = "text";'];

const SOURCE = "window.jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel.getSource()";
const SETTINGS = "TypeScript (tunelab)";
const KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel";

/** Runs a cell in the kernel, the caret stays where it is. */
const run = (page: Page, cell: number): Promise<unknown> =>
  page.evaluate(
    `${KERNEL}.requestExecute({ code: window.jupyterapp.shell.currentWidget.content.widgets[${cell}].model.sharedModel.getSource() }).done.then(() => 1)`,
  );

/** Takes the tick of one of the switches on JupyterLab's page of settings away; resolves with what all are called there. */
async function switchOff(page: Page, title: string): Promise<string[]> {
  const id = await page.evaluate<string>("window.jupyterapp.shell.currentWidget.id");
  await page.evaluate(`void window.jupyterapp.commands.execute("settingeditor:open", { query: "${SETTINGS}" })`);
  const form = page.locator(".jp-SettingsForm");
  const box = form.getByRole("checkbox", { name: title });
  await box.waitFor(DEADLINE);
  const titles = await form.locator("label").allInnerTexts();
  await box.uncheck(DEADLINE);
  await page.evaluate(`window.jupyterapp.shell.activateById("${id}")`);
  return titles;
}

describe.skipIf(!canBrowse)("help while a cell is typed in JupyterLab", () => {
  let lab: JupyterLab;
  beforeAll(async () => {
    lab = await startKernelLab("typed.ipynb", CELLS);
  }, 120_000);
  afterAll(() => lab?.stop());

  it("underlines what is wrong before it is run, until it is mended, and brings the import of a completion", async () => {
    const visit = async (page: Page): Promise<unknown> => {
      await page.waitForFunction(`${KERNEL}?.status === "idle"`, undefined, DEADLINE);
      const marks = page.locator(".tunelab-error");
      const editor = page.locator(".jp-Notebook .jp-Cell").first().locator(".cm-content");
      await editor.click(DEADLINE);
      await page.keyboard.type("notRunYet; const wrong: number = 'text';");
      await marks.first().waitFor(DEADLINE);
      const underlined = await marks.evaluateAll((nodes) =>
        nodes.map((node) => [node.textContent, node.getAttribute("title")]),
      );
      const style = await marks.first().evaluate((node) => getComputedStyle(node).textDecorationStyle);
      for (let key = 0; key < "'text';".length; key += 1) await page.keyboard.press("Backspace");
      await page.keyboard.type("1;");
      await marks.first().waitFor({ ...DEADLINE, state: "detached" });

      await page.keyboard.press("Enter");
      await page.keyboard.type("readFileS");
      await page.evaluate(`void window.jupyterapp.commands.execute("completer:invoke-notebook")`);
      await page
        .waitForFunction(`${SOURCE}.includes("readFileSync")`, undefined, { timeout: 5_000 })
        .catch(async () => {
          await page.locator(".jp-Completer-item").first().click(DEADLINE);
        });
      await page.waitForFunction(`${SOURCE}.startsWith("import")`, undefined, DEADLINE);
      const completed = await page.evaluate<string>(SOURCE);

      await page.evaluate(`void ${KERNEL}.restart()`);
      await page.waitForFunction(`${KERNEL}?.status === "idle"`, undefined, DEADLINE);
      await editor.click(DEADLINE);
      await page.keyboard.press("Control+End");
      await page.keyboard.type(";nothing.here");
      // A mark of what was typed before the import came may still stand.
      await marks.filter({ hasText: "nothing" }).waitFor(DEADLINE);
      const afterRestart = await marks.allInnerTexts();

      await run(page, 2);
      await page.keyboard.press("Control+a");
      await page.keyboard.type("const n: number = kept;");
      await marks.filter({ hasText: /^n$/ }).waitFor(DEADLINE);
      await page.evaluate(`void ${KERNEL}.restart()`);
      // Nothing is typed: the type that was wrong is gone with the kernel.
      await marks.first().waitFor({ ...DEADLINE, state: "detached" });

      await page.keyboard.type("const other: number = 'text';");
      await marks.filter({ hasText: "other" }).waitFor(DEADLINE);
      const settings = await switchOff(page, "Underline errors while typing");
      await marks.first().waitFor({ ...DEADLINE, state: "detached" });
      return { underlined, style, completed, afterRestart, settings };
    };
    const report = await openNotebook(lab, "typed.ipynb", { visit });
    expect(report.visited).toEqual({
      underlined: [["wrong", "Type 'string' is not assignable to type 'number'."]],
      style: "wavy",
      completed: 'import { readFileSync } from "node:fs";\nnotRunYet; const wrong: number = 1;\nreadFileSync',
      afterRestart: ["nothing"],
      settings: ["Underline errors while typing", "Add imports on completion"],
    });
    expect(report.pageErrors).toEqual([]);
  }, 240_000);
});
