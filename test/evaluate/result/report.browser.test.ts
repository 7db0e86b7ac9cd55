import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../../src/core/index.js";
import * as azureEvaluation from "../../../src/azure-evaluation/index.js";
import { compare, evaluate } from "../../../src/evaluate/index.js";
import { findChromium, startBrowser } from "../../support/chromium.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Seven scores and four texts, as an evaluation of answers by all text metrics has. */
async function evaluateRows(rows: number) {
  const data = Array.from({ length: rows }, (_, row) => ({
    query: `Where was the person number ${row + 1} of the long list of museum founders born, and in which year exactly?`,
    response: row % 3 === 0 ? "I do not know." : "The founder was born in Warsaw in 1867 and moved to Paris later.",
    context: "Marie Curie was born in Warsaw in 1867. ".repeat(20),
    ground_truth: "She was born in Warsaw in 1867.",
  }));
  return azureEvaluation.evaluate({
    data,
    evaluators: {
      f1: new azureEvaluation.F1ScoreEvaluator(),
      bleu: new azureEvaluation.BleuScoreEvaluator(),
      gleu: new azureEvaluation.GleuScoreEvaluator(),
      meteor: new azureEvaluation.MeteorScoreEvaluator(),
      rouge: new azureEvaluation.RougeScoreEvaluator({ rougeType: "rougeL" }),
      local_fact_check: new azureEvaluation.LocalFactCheck(),
      is_short: ({ response }) => String(response).length < 40,
    },
  });
}

const folder = temporaryFolder("tunelab-report");

describe.skipIf(findChromium() === undefined)("the report in a browser", () => {
  let browser: Browser;
  let path: string;
  let cell: string;
  beforeAll(async () => {
    browser = await startBrowser();
    const result = await evaluateRows(10);
    path = join(folder, "report.html");
    await result.toHTML(path);
    const bundle = (await result[JUPYTER_DISPLAY]()) as Readonly<Record<string, string>>;
    cell = bundle["text/html"]!;
  }, 120_000);
  afterAll(() => browser.close());

  const measure = async (width: number, file = path) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    try {
      await page.goto(`file://${file}`);
      return await page.evaluate(() => {
        const isCut = (part: Element): boolean => part.scrollWidth > part.clientWidth + 1;
        const captions = [...document.querySelectorAll("caption")].map((part) => part.getBoundingClientRect().height);
        const rows = [...document.querySelectorAll("table.rows tbody tr")];
        return {
          cut: [document.documentElement, ...document.querySelectorAll("div")].filter(isCut).length,
          height: document.documentElement.scrollHeight,
          highestCaption: Math.max(...captions),
          rows: rows.length,
        };
      });
    } finally {
      await page.close();
    }
  };

  it.each([320, 500, 700, 900, 1100, 1200])("has nothing wider than its page at %d px", async (width) => {
    const { cut, highestCaption, rows } = await measure(width);
    expect({ cut, rows }).toEqual({ cut: 0, rows: 10 });
    // A caption in a column of one letter each is 100 px high.
    expect(highestCaption).toBeLessThan(30);
  });

  it("keeps pictures and texts of a cell's display readable in an exported notebook on a narrow screen", async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 900 } });
    try {
      // The rules of an exported notebook that squeeze a table.
      await page.setContent(`<style>table { table-layout: fixed; max-width: 100%; }</style>${cell}`);
      const widths = await page.evaluate(() => {
        for (const fold of document.querySelectorAll("details")) fold.open = true;
        const least = (selector: string): number =>
          Math.min(...[...document.querySelectorAll(selector)].map((part) => part.getBoundingClientRect().width));
        return {
          picture: least("table.scores svg"),
          text: least('td[data-label="response"]'),
          page: document.documentElement.scrollWidth,
        };
      });
      expect(widths.picture).toBeGreaterThan(100);
      expect(widths.text).toBeGreaterThan(120);
      expect(widths.page).toBe(320);
    } finally {
      await page.close();
    }
  });

  it("fits the scores of a result and of a comparison on a printed page of an exported notebook", async () => {
    const metrics = { targets: "truth", predictions: "answer", modelType: "text-summarization" } as const;
    const run = (answer: string, runName: string) =>
      evaluate({
        ...metrics,
        data: Array.from({ length: 12 }, (_, row) => ({ answer: `${answer} ${row}`, truth: `${row}` })),
        runName,
      });
    const comparison = compare(await run("About as much as", "base"), await run("It is", "better"));
    const page = await browser.newPage({ viewport: { width: 652, height: 900 } });
    try {
      const html = String((comparison[JUPYTER_DISPLAY]() as Readonly<Record<string, unknown>>)["text/html"]);
      for (const shown of [html, cell]) {
        await page.setContent(`<!doctype html><style>body { margin: 0; font: 13px sans-serif; }</style>${shown}`);
        const room = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.querySelector("table")!.parentElement!;
          return clientWidth - scrollWidth;
        });
        expect(room).toBe(0);
      }
      await page.setContent(html);
      expect(await page.getByText("0 / 0 / 12 of 12").count()).toBeGreaterThan(0);
    } finally {
      await page.close();
    }
  });

  it("says on paper how many of its rows are there", async () => {
    const file = join(folder, "long.html");
    const data = Array.from({ length: 101 }, (_, row) => ({ response: `answer ${row}` }));
    const evaluators: azureEvaluation.Evaluators = { length: ({ response }) => ({ letters: String(response).length }) };
    await (await azureEvaluation.evaluate({ data, evaluators })).toHTML(file);
    const page = await browser.newPage();
    try {
      await page.goto(`file://${file}`);
      await page.emulateMedia({ media: "print" });
      const foot = page.locator("p.tools");
      expect(await foot.innerText()).toBe("100 / 101");
      expect(await page.locator("div.tools").isVisible()).toBe(false);
    } finally {
      await page.close();
    }
  });

  it("shows ten rows of seven scores and four texts on two screens", async () => {
    expect((await measure(1200)).height).toBeLessThan(1800);
  });
});
