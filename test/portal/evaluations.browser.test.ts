import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPortal } from "../../scripts/build-portal.mjs";
import { findChromium, startBrowser } from "../support/chromium.js";
import type { RunTable } from "../../src/portal/api-types/index.js";
import { runDetails, RUNS, SERVER_RUNS } from "./support/fake-runs.js";
import { FakeService } from "./support/fake-service.js";
import { openPage } from "./support/portal-browser.js";

describe.skipIf(findChromium() === undefined)("evaluations and clean-up in the portal", { timeout: 180_000 }, () => {
  const fake = new FakeService();
  let pages: string;
  let server: string;
  let browser: Browser;
  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), "tunelab-portal-"));
    await buildPortal(pages);
    fake.pagesFolder = pages;
    server = await fake.start();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await fake.stop();
    await rm(pages, { recursive: true, force: true });
  });

  it("lead to each run on the MLflow server that is configured", async () => {
    const { page, context } = await openPage(browser, server, { route: "/runs" });
    const link = page.getByRole("region", { name: "On the MLflow server" }).getByRole("link");
    expect(await link.getAttribute("href")).toBe(SERVER_RUNS.runs[0]!.page);
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
    expect(await link.innerText()).toBe("polite-dolphin-481");
    await context.close();
  });

  it("say in their place that the server does not answer, and show the local runs all the same", async () => {
    fake.answers.set("GET portal/api/server-runs", {
      status: 502,
      body: { error: { code: "tracker_unavailable", message: "The server does not answer.", hint: "Start it." } },
    });
    const { page, context } = await openPage(browser, server, { route: "/runs" });
    const region = page.getByRole("region", { name: "On the MLflow server" });
    await region.getByText("The server does not answer.").waitFor();
    await page.getByRole("link", { name: "tuned" }).waitFor();
    fake.answers.clear();
    await region.getByRole("button", { name: "Try again" }).click();
    await region.getByRole("link", { name: "polite-dolphin-481" }).waitFor();
    await context.close();
  });

  it("show the trace that a row came from, beside its scores and reasons", async () => {
    const { page, context } = await openPage(browser, server, { route: "/runs/run-a" });
    const row = page.getByRole("region", { name: "Row 1", exact: true });
    await row.getByText("The answer repeats what the context says.").waitFor();
    expect(fake.seen.some(({ path }) => path.includes("/traces"))).toBe(false);
    await row.getByText("Trace of this row").click();
    await row.getByText("gpt-4o-ft").first().waitFor();
    expect(fake.seen.filter(({ path }) => path.includes("/traces")).map(({ path }) => path)).toEqual([
      "portal/api/runs/run-a/traces?trace=tr-1",
    ]);
    // A row without a trace offers none.
    await page.getByRole("button", { name: "Show row 2", exact: true }).click();
    const second = page.getByRole("region", { name: "Row 2", exact: true });
    await second.waitFor();
    expect(await second.getByText("Trace of this row").count()).toBe(0);
    await context.close();
  });

  it("show of an application's rows what was asked and answered, and why a score is missing", async () => {
    const request = (question: string): object => ({ question });
    const answer: RunTable = {
      name: "genai_eval_results.json",
      columns: ["trace_id", "safe/value", "safe/error_message", "request_time", "request", "response"],
      rows: [
        ["tr-1", "yes", "", 1, request("What is Spark?"), "A data engine."],
        ["tr-2", null, "The judge's answer was no JSON.", 2, request("Who was Ada?"), "The first programmer."],
        ["tr-3", "no", "", 3, request("Where?"), "There."],
      ],
      scores: [{ column: "safe/value", name: "safe", greaterIsBetter: true, reason: null, scored: 2, mean: 0.5 }],
    };
    fake.answers.set("GET portal/api/runs/run-a/table", { status: 200, body: answer });
    const stopped = { ...runDetails(RUNS.runs[1]!), status: "KILLED" };
    const tags = { "tunelab.rowsAsked": "8", "tunelab.rowsDone": "3" };
    fake.answers.set("GET portal/api/runs/run-a", { status: 200, body: { ...stopped, tags } });
    const { page, context } = await openPage(browser, server, { route: "/runs/run-a" });
    await page.getByText("It was interrupted: 3 of 8 rows have an answer.").waitFor();
    expect(await page.getByRole("columnheader").allInnerTexts()).toEqual(["#", "request", "response", "safe"]);
    await page.getByRole("cell", { name: "What is Spark?", exact: true }).waitFor();
    await page.getByRole("button", { name: "0 to 1: 1" }).waitFor();
    await page.getByRole("button", { name: "Errors" }).click();
    await page.getByText("1 of 3 rows").waitFor();
    await page
      .getByRole("region", { name: "Row 2", exact: true })
      .getByText("The judge's answer was no JSON.")
      .waitFor();
    fake.answers.clear();
    await context.close();
  });

  it("write the numbers beside a distribution's bars in whole", async () => {
    const rows = Array.from({ length: 12_345 }, (_, index) => [`Question ${index}`, 1 + (index % 2)]);
    const scores = [{ column: "score", name: "score", greaterIsBetter: true, reason: null, scored: 12_345, mean: 1.5 }];
    const body: RunTable = { name: "t.json", columns: ["inputs", "score"], rows, scores };
    fake.answers.set("GET portal/api/runs/run-a/table", { status: 200, body });
    const { page, context } = await openPage(browser, server, { route: "/runs/run-a" });
    const left = await page
      .locator(".histogram-grid text", { hasText: "6,173" })
      .evaluate((text) => text.getBoundingClientRect().left - text.closest("svg")!.getBoundingClientRect().left);
    expect(left).toBeGreaterThanOrEqual(0);
    fake.answers.clear();
    await context.close();
  });

  it("compared, have the scores of the whole run first, which no row has", async () => {
    const { page, context } = await openPage(browser, server, { route: "/compare?a=run-a&b=run-b" });
    const cells = page.locator("table.folds tbody tr").first().locator("th, td");
    await cells.first().waitFor();
    expect(await cells.allInnerTexts()).toEqual([
      "exact_match/v1",
      "0.25",
      "0.5",
      "+0.25",
      "of the whole run, without an interval",
    ]);
    await context.close();
  });

  it("are printed whole: the numbers of the rows, and no table wider or longer than its place", async () => {
    const { page, context } = await openPage(browser, server, { route: "/compare?a=run-a&b=run-b", width: 794 });
    await page.getByRole("heading", { name: "Rows by largest change" }).waitFor();
    await page.emulateMedia({ media: "print" });
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll(".table-frame, .window")].flatMap((box) => {
        const place = box.getBoundingClientRect();
        return [...box.querySelectorAll("table, .window-row")]
          .map((part) => part.getBoundingClientRect())
          .filter(({ right, bottom }) => right > place.right + 1 || bottom > place.bottom + 1);
      }),
    );
    expect(cut).toEqual([]);
    expect(await page.locator(".row-number .button").first().innerText()).toMatch(/^\d$/);
    expect(await page.locator(".row-number .button").first().isVisible()).toBe(true);
    await context.close();
  });

  it("say which notebook made what, tick what one made, and name what only the notebook can delete", async () => {
    const { page, context } = await openPage(browser, server, { route: "/clean-up" });
    await page.getByText("made by 01-fine-tune").first().waitFor();
    expect(await page.getByText("made by 01-fine-tune").count()).toBe(2);
    await page.getByRole("button", { name: "01-fine-tune (2)" }).click();
    expect(await page.locator("[data-row] input:checked").count()).toBe(2);
    await page.getByRole("button", { name: "Delete 2" }).waitFor();
    const elsewhere = page.getByRole("region", { name: "Made at other providers" });
    await elsewhere.getByText("https://mine.openai.azure.com").waitFor();
    expect(await elsewhere.getByRole("checkbox").count()).toBe(0);
    await context.close();
  });
});
