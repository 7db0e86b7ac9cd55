import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Page } from "playwright-core";
import { type DisplayBundle } from "../../src/core/index.js";
import { PARTS_MIME, PLOTLY_MIME, TABLE_MIME, composeDisplay, figure, table } from "../../src/display/index.js";
import { progressBundle } from "../../src/display/progress/progress-state.js";
import { writeLabextension } from "../../src/jupyterlab-extension/index.js";
import { findChromium } from "../support/chromium.js";
import { hasJupyterLab, startJupyterLab, type JupyterLab } from "../support/jupyterlab.js";
import { openNotebook, type NotebookReport } from "../support/notebook-browser.js";
import { notebookWithOutputs } from "./display-notebook.js";

const PICTURES = process.env.TUNELAB_SCREENSHOTS;
const canRun = hasJupyterLab && findChromium() !== undefined;

const ROWS = Array.from({ length: 30 }, (_, row) => ({
  name: `row ${row}`,
  score: row === 3 ? null : ((row * 7) % 30) / 30,
  note: row === 5 ? "A long answer. ".repeat(30) : `**note** <b>${row}</b> 🎉`,
}));

async function makeBundles(): Promise<DisplayBundle[]> {
  const loss = figure({
    data: ROWS.map((_, step) => ({ step, loss: 3 / (step + 1) })),
    kind: "line",
    x: "step",
    y: "loss",
    title: "Training loss",
  });
  const remote = figure({
    data: [{ y: [1, 3, 2] }, { type: "scattermap", lat: [1], lon: [2] }],
    layout: {
      title: { text: "With things from elsewhere" },
      images: [{ source: "https://example.org/spy.png", x: 0, y: 1, sizex: 1, sizey: 1 }],
    },
  });
  const scores = table(ROWS, { caption: "Scores", maxRows: 10, shade: { score: { from: 0, to: 1 } } });
  return [
    await loss.toBundle(),
    scores.toBundle(),
    { data: { ...table(ROWS, { shade: { score: {} } }).toBundle().data, [TABLE_MIME]: undefined } },
    await remote.toBundle({ picture: false }),
    progressBundle({ label: "Scoring", status: "done", done: 30, total: 30, unit: "rows", elapsedMs: 2000, rate: 15 }),
  ];
}

/** A table and a figure as a French notebook makes them. */
async function makeFrenchBundles(): Promise<DisplayBundle[]> {
  process.env["TUNELAB_LANGUAGE"] = "fr";
  try {
    const remote = figure({ data: [{ y: [1] }, { type: "scattermap", lat: [1], lon: [2] }] });
    return [table(ROWS, { maxRows: 10 }).toBundle(), await remote.toBundle({ picture: false })];
  } finally {
    delete process.env["TUNELAB_LANGUAGE"];
  }
}

const makeParts = async (title: string): Promise<DisplayBundle["data"]> =>
  composeDisplay([
    figure({ data: [{ y: [2, 1] }], layout: { title: { text: title } } }),
    table([{ part: "a cell" }], { caption: "A part's caption" }),
    {
      html: '<p onclick="1">A part with <a href="http://127.0.0.1:1/#/jobs">a link</a></p>',
      text: "A part with a link",
    },
    "A part <b>in words</b>",
  ]);

interface HtmlTableLook {
  readonly background: string;
  readonly headerPosition: string;
  readonly folded: number;
}

const NAMES = `[...document.querySelectorAll(".tunelab-table tbody tr td:first-child")].map((cell) => cell.textContent)`;
const TITLE_COLOR = `getComputedStyle(document.querySelector(".tunelab-plotly .gtitle")).fill`;
const LINE_COLOR = `getComputedStyle(document.querySelector(".tunelab-plotly .js-line")).stroke`;
const LIGHT_TITLE = "rgb(51, 51, 51)";
const DARK_TITLE = "rgb(224, 224, 224)";

const LOOK_AT_HTML_TABLE = `(() => {
  const output = document.querySelectorAll(".jp-Notebook .jp-Cell")[2].querySelector(".jp-OutputArea-output");
  return {
    background: getComputedStyle(output.querySelector("tbody td:nth-child(2)")).backgroundColor,
    headerPosition: getComputedStyle(output.querySelector("th")).position,
    folded: output.querySelectorAll("details").length,
  };
})()`;

async function hoverPlot(page: Page): Promise<string> {
  const plot = page.locator(".tunelab-plotly").first();
  const box = (await plot.locator(".nsewdrag").first().boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const hover = plot.locator(".hoverlayer").first();
  await hover.locator("text").first().waitFor({ state: "attached", timeout: 10_000 });
  return (await hover.textContent()) ?? "";
}

async function checkPlots(page: Page): Promise<void> {
  expect(await hoverPlot(page)).toMatch(/0\.\d/);
  expect(await page.locator(".tunelab-plotly").first().getAttribute("aria-label")).toBe(
    'Figure "Training loss": line, 30 points; step: 0 to 29; loss: 0.1 to 3',
  );
  expect(await page.locator(".modebar-btn[data-title*='Cloud'], .modebar-btn--logo, .plotlyjsicon").count()).toBe(0);
  expect(await page.locator(".tunelab-plotly > small").allInnerTexts()).toEqual([
    "",
    "Left out, because it would be loaded from the network: 1 image, 1 map.",
  ]);
}

async function checkTable(page: Page): Promise<void> {
  const names = (): Promise<string[]> => page.evaluate(NAMES);
  expect((await names()).slice(0, 3)).toEqual(["row 0", "row 1", "row 2"]);
  await page.locator(".tunelab-table th button", { hasText: "score" }).click();
  expect((await names()).slice(0, 3)).toEqual(["row 0", "row 13", "row 26"]);
  await page.locator(".tunelab-table button[title='Next page']").click();
  expect(await names()).toHaveLength(10);
  expect((await names())[0]).toBe("row 10");
  await page.locator(".tunelab-table input").click();
  await page.keyboard.type("row 12");
  expect(await names()).toEqual(["row 12"]);
  expect(await page.locator(".tunelab-table [role=status]").innerText()).toBe("30 rows × 3 columns (1 row matches)");
}

async function changeTheme(page: Page, theme: "Light" | "Dark"): Promise<void> {
  await page.evaluate(`window.jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab ${theme}" })`);
  await page.waitForFunction(`${TITLE_COLOR} === "${theme === "Dark" ? DARK_TITLE : LIGHT_TITLE}"`);
}

/** Replaces the outputs of the first two cells as `update_display_data` does, then deletes the first one. */
async function checkUpdates(page: Page): Promise<void> {
  const title = page.locator(".tunelab-plotly .gtitle").first();
  const output = (data: DisplayBundle["data"]): string =>
    JSON.stringify({ output_type: "display_data", data, metadata: {} });
  const set = (cell: number, data: DisplayBundle["data"]): Promise<unknown> =>
    page.evaluate(
      `window.jupyterapp.shell.currentWidget.content.widgets[${cell}].model.outputs.set(0, ${output(data)})`,
    );
  const spec = (text: string): DisplayBundle["data"] => ({
    [PLOTLY_MIME]: { data: [{ y: [3, 1] }], layout: { title: { text } } },
    "text/plain": "",
  });
  await set(0, spec("Second state"));
  await page.waitForFunction(`document.querySelector(".tunelab-plotly .gtitle").textContent === "Second state"`);
  await set(0, { [PLOTLY_MIME]: "not a figure", "text/plain": "" });
  await set(0, spec("Third state"));
  await page.waitForFunction(`document.querySelector(".tunelab-plotly .gtitle")?.textContent === "Third state"`);
  expect(await title.count()).toBe(1);
  await set(1, table([{ other: "only row" }]).toBundle().data);
  await page.waitForFunction(`${NAMES}.join() === "only row"`);
  expect(await page.locator(".tunelab-table table").count()).toBe(1);
  await page.evaluate(`window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0`);
  await page.evaluate(`window.jupyterapp.commands.execute("notebook:delete-cell")`);
  await page.waitForFunction(`document.querySelectorAll(".tunelab-plotly").length === 1`);
}

function expectNoFaults(report: NotebookReport<unknown>): void {
  const { console, pageErrors, failedRequests, externalRequests, dialogs } = report;
  expect({ console, pageErrors, failedRequests, externalRequests, dialogs }).toEqual({
    console: [],
    pageErrors: [],
    failedRequests: [],
    externalRequests: [],
    dialogs: [],
  });
}

describe.skipIf(!canRun)(
  "saved outputs in JupyterLab (needs chromium and the project's JupyterLab)",
  { timeout: 180_000 },
  () => {
    let folder: string;
    let lab: JupyterLab;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "tunelab-labextension-"));
      await writeLabextension(join(folder, "labextensions"));
      lab = await startJupyterLab({ jupyterPath: [folder] });
      const bundles = await makeBundles();
      for (const name of ["untrusted", "trusted"]) {
        await writeFile(join(lab.root, `${name}.ipynb`), notebookWithOutputs(name, bundles));
      }
      await lab.trust("trusted.ipynb");
      await writeFile(join(lab.root, "french.ipynb"), notebookWithOutputs("french", await makeFrenchBundles()));
      await writeFile(
        join(lab.root, "parts.ipynb"),
        notebookWithOutputs("parts", [{ data: await makeParts("First") }]),
      );
    });

    afterAll(async () => {
      await lab?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const open = <T>(name: string, theme: "light" | "dark", visit: (page: Page) => Promise<T>) =>
      openNotebook(lab, name, {
        theme,
        visit,
        ...(PICTURES === undefined ? {} : { screenshot: join(PICTURES, `${name}-${theme}.png`) }),
      });

    it("are interactive, offline and follow the theme in a notebook that nobody trusted", async () => {
      const report = await open<HtmlTableLook>("untrusted.ipynb", "dark", async (page) => {
        expect(await page.evaluate(TITLE_COLOR)).toBe(DARK_TITLE);
        expect(await page.evaluate(LINE_COLOR)).toBe("rgb(86, 180, 233)");
        await checkPlots(page);
        await checkTable(page);
        const look = await page.evaluate<HtmlTableLook>(LOOK_AT_HTML_TABLE);
        await changeTheme(page, "Light");
        expect(await page.evaluate(LINE_COLOR)).toBe("rgb(0, 114, 178)");
        return look;
      });
      expectNoFaults(report);
      expect(report.cells.every((cell) => !cell.trusted)).toBe(true);
      expect(report.cells.map((cell) => cell.outputs[0]?.mimeType)).toEqual([
        PLOTLY_MIME,
        TABLE_MIME,
        "text/html",
        PLOTLY_MIME,
        "text/html",
      ]);
      expect(report.cells[0]!.outputs[0]!.height).toBeGreaterThanOrEqual(400);
      // The sanitiser takes the sticky header, and leaves the tint and the fold.
      expect(report.visited).toEqual({ background: "rgba(213, 94, 0, 0.4)", headerPosition: "static", folded: 1 });
    });

    it("speak the language that they were made in", async () => {
      const report = await open<void>("french.ipynb", "light", async (page) => {
        const bar = page.locator(".tunelab-table-bar");
        const filter = bar.locator("input");
        expect(await filter.getAttribute("placeholder")).toBe("Filtrer les lignes");
        expect(await filter.getAttribute("aria-label")).toBe("Filtrer les lignes");
        expect(await bar.locator("button").evaluateAll((all) => all.map((one) => one.getAttribute("title")))).toEqual([
          "Page précédente",
          "Page suivante",
        ]);
        expect(await page.locator(".tunelab-table th button").first().getAttribute("title")).toBe("Trier par name");
        await filter.fill("row 12");
        expect(await bar.locator("[role=status]").innerText()).toBe("30 lignes × 3 colonnes (1 ligne correspond)");
        expect(await page.locator(".tunelab-plotly > small").innerText()).toBe(
          "Omis, car cela serait chargé depuis le réseau : 1 carte.",
        );
      });
      expectNoFaults(report);
    });

    it("are interactive, keep their header in sight and are updated in place in a trusted notebook", async () => {
      const report = await open<HtmlTableLook>("trusted.ipynb", "light", async (page) => {
        expect(await page.evaluate(TITLE_COLOR)).toBe(LIGHT_TITLE);
        await checkPlots(page);
        await checkTable(page);
        const look = await page.evaluate<HtmlTableLook>(LOOK_AT_HTML_TABLE);
        await checkUpdates(page);
        return look;
      });
      expectNoFaults(report);
      expect(report.cells.every((cell) => cell.trusted)).toBe(true);
      expect(report.visited).toEqual({ background: "rgba(213, 94, 0, 0.4)", headerPosition: "sticky", folded: 1 });
    });

    it("of several parts show all of them, and are updated without a new plot", async () => {
      const report = await open<void>("parts.ipynb", "light", async (page) => {
        const parts = page.locator(".tunelab-parts");
        await parts.locator(".gtitle", { hasText: "First" }).waitFor();
        expect(await parts.locator("caption").innerText()).toBe("A part's caption");
        expect(await parts.locator("tbody td").allInnerTexts()).toEqual(["a cell"]);
        expect(await parts.locator("a").getAttribute("href")).toBe("http://127.0.0.1:1/#/jobs");
        expect(await parts.locator("[onclick]").count()).toBe(0);
        expect(await parts.locator("p").last().innerText()).toBe("A part <b>in words</b>");
        await parts.locator(".js-plotly-plot").evaluate((plot) => plot.classList.add("kept"));
        const output = JSON.stringify({ output_type: "display_data", data: await makeParts("Second"), metadata: {} });
        await page.evaluate(`window.jupyterapp.shell.currentWidget.content.widgets[0].model.outputs.set(0, ${output})`);
        await parts.locator(".kept .gtitle", { hasText: "Second" }).waitFor();
      });
      expectNoFaults(report);
      expect(report.cells[0]!.outputs.map(({ mimeType }) => mimeType)).toEqual([PARTS_MIME]);
    });
  },
);
