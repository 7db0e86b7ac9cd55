import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as azureEvaluation from "../../../src/azure-evaluation/index.js";
import { findChromium } from "../../support/chromium.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const executablePath = findChromium();

/** Seven scores and four texts, as an evaluation of answers by all text metrics has. */
async function makeReport(rows: number): Promise<string> {
  const data = Array.from({ length: rows }, (_, row) => ({
    query: `Where was the person number ${row + 1} of the long list of museum founders born, and in which year exactly?`,
    response: row % 3 === 0 ? "I do not know." : "The founder was born in Warsaw in 1867 and moved to Paris later.",
    context: "Marie Curie was born in Warsaw in 1867. ".repeat(20),
    ground_truth: "She was born in Warsaw in 1867.",
  }));
  const result = await azureEvaluation.evaluate({
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
  const path = join(folder, `report-${rows}.html`);
  await result.toHTML(path);
  return path;
}

const folder = temporaryFolder("tunelab-report");

describe.skipIf(executablePath === undefined)("the report in a browser", () => {
  let browser: Browser;
  let path: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox", "--disable-gpu"] });
    path = await makeReport(10);
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

  it("shows ten rows of seven scores and four texts on two screens", async () => {
    expect((await measure(1200)).height).toBeLessThan(1800);
  });
});
