import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JupyterLab } from "../support/jupyterlab.js";
import { canBrowse, PICTURES, startKernelLab } from "../support/kernel-lab.js";
import { openNotebook } from "../support/notebook-browser.js";

const PROJECT = resolve(import.meta.dirname, "../..");

const CONTROLS = `import { widgets } from "tunelab";
let clicks = 0;
const slider = widgets.slider({ label: "temperature", max: 10, value: 2 });
const bar = widgets.progressBar({ label: "clicks", max: 3 });
const model = widgets.dropdown({ label: "model", options: ["base", "tuned"] });
const name = widgets.text({ label: "name" });
const go = widgets.button({ label: "Go" }).onClick(() => { bar.value = ++clicks; });
widgets.box([slider, model, name, go, bar])`;
const OWN = `const counter = widgets.widget({
  esm: \`export default { render({ model, el }) {
    const button = document.createElement("button");
    const draw = () => { button.textContent = "count " + model.get("count") + " of " + model.get("bytes").byteLength; };
    button.className = "own";
    button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
    model.on("change:count", draw);
    draw();
    el.append(button);
  } }\`,
  state: { count: 0, bytes: new Uint8Array([1, 2, 3]) },
});
counter`;
const INTERACT = 'widgets.interact(({ n, loud }) => `n is ${n}${loud ? "!" : ""}`, { n: [0, 5], loud: false })';
const AWAITING = `while (clicks === 0) await new Promise((resolve) => setTimeout(resolve, 50));
[slider.value, model.value, name.value, clicks]`;
const AFTER = `[slider.value, clicks, counter.get("count")]`;

const CELLS = [CONTROLS, OWN, INTERACT, AWAITING, AFTER];

const hasFrontEnds = (): Promise<boolean> =>
  readFile(join(PROJECT, ".tunelab/python/share/jupyter/labextensions/anywidget/package.json")).then(
    () => true,
    () => false,
  );

describe.skipIf(!canBrowse || !(await hasFrontEnds()))("widgets in JupyterLab", () => {
  let lab: JupyterLab;
  beforeAll(async () => {
    lab = await startKernelLab("controls.ipynb", CELLS);
  }, 120_000);
  afterAll(() => lab?.stop());

  it("are moved and clicked while a cell awaits, and go on after a reload", async () => {
    const report = await openNotebook(lab, "controls.ipynb", { visit: useControls });
    expect(report.visited).toEqual({
      awaited: "[ 3, 'tuned', 'Ada', 1 ]",
      own: "count 1 of 3",
      interacted: "n is 1!",
      restored: { slider: "3", own: "count 1 of 3" },
      after: "[ 4, 2, 2 ]",
      isStillTyped: true,
      withoutKernel: [
        ["temperature: 4", "model: tuned", "name: Ada", "[Go]", "clicks: 2"],
        ["count: 2", "bytes: 3 bytes"],
        ["n: 1", "loud: true", "n is 1!"],
      ],
    });
    expect(report.pageErrors).toEqual([]);
    expect(report.externalRequests).toEqual([]);
    // What a reader sees of a notebook that nobody runs: what its widgets were last.
    const saved = await readFile(join(lab.root, "controls.ipynb"), "utf8");
    expect(saved).toContain('"temperature: 4');
    const { stdout: html } = await promisify(execFile)(
      join(PROJECT, ".tunelab/python/bin/jupyter"),
      ["nbconvert", "--to", "html", "--stdout", join(lab.root, "controls.ipynb")],
      { maxBuffer: 10_000_000 },
    );
    for (const shown of ["<p>temperature: 4</p>", "<p>model: tuned</p>", "<p>name: Ada</p>", "n is 1!"])
      expect(html).toContain(shown);
  }, 300_000);
});

const DEADLINE = { timeout: 60_000 } as const;
const cell = (page: Page, at: number) => page.locator(".jp-Notebook .jp-CodeCell").nth(at);

async function runCell(page: Page, at: number): Promise<void> {
  await cell(page, at).locator(".cm-content").click(DEADLINE);
  await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-cell")`);
}

async function useControls(page: Page): Promise<unknown> {
  await page.setViewportSize({ width: 1200, height: 1500 });
  await waitUntilIdle(page);
  for (const [at, shown] of [".noUi-handle", "button.own", ".noUi-handle"].entries()) {
    await runCell(page, at);
    await cell(page, at).locator(shown).waitFor(DEADLINE);
  }
  await runCell(page, 3);
  const controls = cell(page, 0);
  await controls.locator(".noUi-handle").focus(DEADLINE);
  await page.keyboard.press("ArrowRight");
  await controls.locator("select").selectOption("tuned", DEADLINE);
  await controls.locator("input[type=text]").fill("Ada", DEADLINE);
  await page.waitForTimeout(500);
  await controls.getByRole("button", { name: "Go" }).click(DEADLINE);
  const awaited = await resultOf(page, 3);

  await cell(page, 1).locator("button.own").click(DEADLINE);
  await cell(page, 1).getByText("count 1 of 3").waitFor(DEADLINE);
  const own = await cell(page, 1).locator("button.own").innerText();

  await cell(page, 2).locator(".noUi-handle").focus(DEADLINE);
  await page.keyboard.press("ArrowRight");
  await cell(page, 2).locator("input[type=checkbox]").check(DEADLINE);
  await cell(page, 2).getByText("n is 1!").waitFor(DEADLINE);
  const interacted = (
    await cell(page, 2).locator(".widget-output, .jupyter-widgets-output-area").first().innerText()
  ).trim();
  await page.screenshot({ path: join(PICTURES, "widgets.png"), clip: { x: 40, y: 90, width: 1120, height: 900 } });

  await page.evaluate(`window.jupyterapp.commands.execute("docmanager:save")`);
  await page.reload();
  await waitUntilIdle(page);
  await controls.locator(".widget-readout").waitFor(DEADLINE);
  await cell(page, 1).locator("button.own").waitFor(DEADLINE);
  const restored = {
    slider: (await controls.locator(".widget-readout").innerText()).trim(),
    own: await cell(page, 1).locator("button.own").innerText(),
  };
  await controls.locator(".noUi-handle").focus(DEADLINE);
  await page.keyboard.press("ArrowRight");
  await controls.getByRole("button", { name: "Go" }).click(DEADLINE);
  await cell(page, 1).locator("button.own").click(DEADLINE);
  await cell(page, 1).getByText("count 2 of 3").waitFor(DEADLINE);
  await page.waitForTimeout(500);
  await runCell(page, 4);
  const after = await resultOf(page, 4);

  const name = controls.locator("input[type=text]");
  await name.focus(DEADLINE);
  await page.evaluate(`window.jupyterapp.commands.execute("docmanager:save")`);
  const isStillTyped = await name.evaluate((node) => node === document.activeElement);

  // The widgets go with the kernel; a page that is loaded then has what was saved.
  await page.evaluate(`window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()`);
  await waitUntilIdle(page);
  await page.reload();
  await waitUntilIdle(page);
  const withoutKernel: string[][] = [];
  for (const at of [0, 1, 2]) {
    const output = cell(page, at).locator(".jp-OutputArea-output").first();
    await output.locator("p, pre").first().waitFor(DEADLINE);
    withoutKernel.push((await output.innerText()).split("\n").filter((line) => line !== ""));
  }
  await page.screenshot({
    path: join(PICTURES, "widgets-saved.png"),
    clip: { x: 40, y: 90, width: 1120, height: 900 },
  });
  return { awaited, own, interacted, restored, after, isStillTyped, withoutKernel };
}

async function waitUntilIdle(page: Page): Promise<void> {
  const status = "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status";
  await page.waitForFunction(`${status} === "idle"`, undefined, DEADLINE);
}

async function resultOf(page: Page, at: number): Promise<string> {
  const output = cell(page, at).locator(".jp-OutputArea-executeResult .jp-OutputArea-output");
  await output.waitFor(DEADLINE);
  return (await output.innerText()).trim();
}
