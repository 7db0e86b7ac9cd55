import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, startBrowser } from "../support/chromium.js";
import { goTo, openPage, type PageFaults } from "./support/portal-browser.js";
import { type PortalService, startPortalService } from "./support/portal-service.js";

const SYSTEM = "You are a travel guide who answers in one sentence.";
const line = (index: number): string =>
  JSON.stringify({
    messages: [
      { role: "system", content: SYSTEM },
      { role: "user", content: `What should I see in town ${index}?` },
      { role: "assistant", content: `Take tram ${index} to the harbour.` },
    ],
  });
const TRAINING = Array.from({ length: 12 }, (_, index) => `${line(index)}\n`).join("");
const BROKEN = `${line(0)}\n{"messages":[{"role":"teacher","content":"Hi"}]}\n{"messages":\n${Array.from({ length: 9 }, (_, index) => line(index)).join("\n")}\n`;

const payload = (name: string, text: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(text),
});

/** Lets a file fall on the page, as a learner drags it out of a folder. */
async function dropFile(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ({ name: fileName, text: content }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName, { type: "application/json" }));
      const target = document.querySelector("main")!;
      target.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: transfer }));
      target.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
    },
    { name, text },
  );
}

/** Where the first job of this file is; the tests go on from each other as the lab does. */
const made = { jobRoute: "" };

// The steps of the labs in their order, numbered as in the labs' own sequence; each goes on from the one before.
describe.skipIf(findChromium() === undefined)("what the labs do in a portal", { timeout: 300_000 }, () => {
  let portal: PortalService;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: PageFaults;
  beforeAll(async () => {
    portal = await startPortalService();
    browser = await startBrowser();
    ({ page, context, faults } = await openPage(browser, portal.url, { token: await portal.token() }));
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  });
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  it("1: creating a resource needs nothing here, and the page says so", async () => {
    await goTo(page, "/connection");
    await page.getByText("Create an Azure OpenAI resource").waitFor();
    expect(await page.getByText("Steps of the labs that need nothing here").count()).toBe(1);
  });

  it("2: endpoint, key and ids are copied under the labs' labels, the key masked", async () => {
    const { apiKey } = portal.test.service.keys;
    expect(await page.locator("main").innerText()).not.toContain(apiKey);
    await page.getByRole("button", { name: "Copy: KEY 1" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(apiKey);
    await page.getByRole("button", { name: "Copy: Endpoint" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(portal.url.slice(0, -1));
    for (const label of ["Subscription ID", "Resource group", "Resource name"]) {
      expect(await page.getByText(label, { exact: true }).count()).toBeGreaterThan(0);
    }
  });

  it("3: the temporary access token is copied", async () => {
    await page.getByRole("button", { name: "Copy: Temporary access token" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(portal.test.service.keys.managementToken);
    await page.getByRole("button", { name: "Copy as .env" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
      "AZURE_OPENAI_ENDPOINT=http://127.0.0.1",
    );
  });

  it("4: a base model is deployed with name, type, version, tokens a minute and filter", async () => {
    await goTo(page, "/deployments");
    await page.getByRole("button", { name: "Deploy model" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Deployment name").fill("gpt-4o-lab");
    expect(await dialog.getByLabel("Deployment type").inputValue()).toBe("Standard");
    await dialog.getByLabel("Tokens per Minute Rate Limit (thousands)").fill("10");
    expect(await dialog.getByText(/^Model version: .* \(default\)$/).count()).toBe(1);
    expect(await dialog.getByLabel("Content filter").locator("option:checked").textContent()).toBe("Default");
    expect(await dialog.getByLabel("Enable dynamic quota").isChecked()).toBe(false);
    await dialog.getByRole("button", { name: "Deploy" }).click();
    await page.getByRole("link", { name: "gpt-4o-lab", exact: true }).waitFor();
    expect((await portal.test.manage("/deployments/gpt-4o-lab?api-version=2023-05-01")).status).toBe(200);
  });

  it("5: the quota is shown, and a refusal says in words what to do", async () => {
    await page.getByText("10 of 1,000 used").first().waitFor();
    await portal.test.request("/tunelab/teaching-switches", { method: "PATCH", json: { quotaZero: true } });
    await page.getByText("Teaching switches are on").waitFor();
    await page.getByRole("button", { name: "Deploy model" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Deploy" }).click();
    await page
      .getByRole("alert")
      .getByText(/new capacity in quota Tokens Per Minute/)
      .waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("teaching switch quotaZero");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Turn all off" }).click();
    await page.getByText("Teaching switches are on").waitFor({ state: "detached" });
  });

  it("6: a file's token counts and its examples as chats are shown", async () => {
    await goTo(page, "/files");
    await dropFile(page, "travel.jsonl", TRAINING);
    await page.getByRole("heading", { name: "travel.jsonl" }).waitFor();
    await page.getByText("This file can be used").waitFor();
    for (const measure of ["min", "max", "mean", "median", "p5", "p95"]) {
      expect(await page.getByRole("rowheader", { name: measure, exact: true }).count()).toBe(1);
    }
    await page.getByRole("tab", { name: "Examples" }).click();
    await page.getByText("What should I see in town 0?").waitFor();
  });

  it("7: a simulation's output is opened without being uploaded, and a broken file says why, line by line", async () => {
    await goTo(page, "/files/open");
    const before = await portal.test.request("/openai/v1/files").then((answer) => answer.json());
    const conversation = { messages: [{ role: "user", content: "Where is the harbour?" }], finish_reason: ["stop"] };
    await page
      .locator("input[type=file]")
      .setInputFiles(payload("simulation_output.jsonl", JSON.stringify(conversation)));
    await page.locator(".bubble-text", { hasText: "Where is the harbour?" }).waitFor();
    await page
      .locator("input[type=file]")
      .setInputFiles(
        payload(
          "groundedness_eval_output.json",
          JSON.stringify({ rows: [{ question: "Where?" }], metrics: { groundedness: 3.25 } }),
        ),
      );
    await page.getByText("3.25").waitFor();
    expect(await portal.test.request("/openai/v1/files").then((answer) => answer.json())).toEqual(before);

    await goTo(page, "/files");
    await dropFile(page, "broken.jsonl", BROKEN);
    await page.getByText("Line 2", { exact: true }).waitFor();
    await page.getByText("Line 3", { exact: true }).waitFor();
    await page.getByText("Use system, user, assistant or tool.").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    expect(await readFile(await (await download).path(), "utf8")).toBe(BROKEN);
  });

  it("8: a job is created on one page from a dropped file", async () => {
    await goTo(page, "/jobs/new");
    await dropFile(page, "ft-travel.jsonl", TRAINING);
    await page.getByText("This file can be used").waitFor();
    await page.getByLabel("Model suffix").fill("ft-travel");
    await page.getByText("Task parameters").click();
    await page.getByLabel("Epochs").fill("2");
    await page.getByLabel("Seed").fill("105");
    await page.locator(".estimate").getByText("24", { exact: true }).waitFor();
    expect(await page.getByLabel("Customization method").inputValue()).toBe("supervised");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByRole("heading", { name: "ft-travel" }).waitFor();
    made.jobRoute = new URL(page.url()).hash.slice(1);
    expect(made.jobRoute).toMatch(/^\/jobs\/ftjob-[0-9a-f]{32}$/);
  });

  it("9: the job is watched in its Logs, and its status changes by itself", async () => {
    await page.getByRole("tab", { name: "Logs" }).click();
    await page.getByRole("log").getByText("Job started.").waitFor();
    await page.locator(".page-head .status", { hasText: "succeeded" }).waitFor();
    await page.getByRole("log").getByText("Job succeeded.").waitFor();
    await goTo(page, "/jobs");
    const row = page.locator("[data-row]", { hasText: "ft-travel" });
    expect(await row.innerText()).toContain("seed 105");
    expect(await row.innerText()).toContain("succeeded");
  });

  it("10: loss and accuracy are explored in its Metrics, and saved", async () => {
    await goTo(page, `${made.jobRoute}/metrics`);
    await page.getByRole("figure", { name: "Loss by step" }).locator("canvas").waitFor();
    await page.getByRole("figure", { name: "Token accuracy by step" }).locator("canvas").waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("25");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const csv = await readFile(await (await download).path(), "utf8");
    expect(csv.split("\n")[0]).toContain("train_loss");
    expect(csv.trim().split("\n")).toHaveLength(25);
    await page.getByRole("img", { name: /^Loss by step/ }).focus();
    await page.keyboard.press("+");
    await page.getByRole("button", { name: "Show all" }).click();
  });

  it("11: the tuned model is deployed with two clicks, and its state changes by itself", async () => {
    await portal.test.request("/tunelab/teaching-switches", { method: "PATCH", json: { clockScale: 0.02 } });
    await page.getByRole("button", { name: "Deploy" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Deploy" }).click();
    await page.getByRole("link", { name: "Open in playground" }).waitFor();
    await goTo(page, "/deployments");
    const row = page.locator("[data-row]", { hasText: "ft-travel" });
    expect(await row.innerText()).toContain("creating");
    await row.getByText("succeeded").waitFor();
    await portal.test.request("/tunelab/teaching-switches", { method: "PATCH", json: { clockScale: 0 } });
  });

  it("12: “Open in playground” leads to the playground from deployment and job", async () => {
    await page
      .locator("[data-row]", { hasText: "ft-travel" })
      .getByRole("link", { name: "Open in playground" })
      .click();
    await page.getByRole("heading", { name: "Playground" }).waitFor();
    expect(await page.getByLabel("Deployment", { exact: true }).inputValue()).toBe("ft-travel");
    await goTo(page, made.jobRoute);
    await page.getByRole("link", { name: "Open in playground" }).click();
    await page.getByRole("heading", { name: "Playground" }).waitFor();
  });

  it("13: a system message and an example are saved through the labs' dialog, and a question is answered", async () => {
    await page.getByLabel("System message").fill("You teach about AI.");
    await page.getByRole("button", { name: "Add an example" }).click();
    const example = page.getByRole("group", { name: "Example 1" });
    await example.getByLabel("User").fill("What is AI?");
    await example.getByLabel("Assistant").fill("Machines that learn.");
    await page.getByText("not saved, not sent").waitFor();
    await page.getByRole("button", { name: "Save changes" }).click();
    const dialog = page.getByRole("dialog", { name: "Update system message?" });
    expect(
      await dialog.getByRole("button", { name: "Continue" }).evaluate((button) => button === document.activeElement),
    ).toBe(true);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Parameters", { exact: true }).click();
    await page.getByLabel("Max response").fill("12");
    const request = page.waitForRequest((sent) => sent.url().includes("/chat/completions"));
    await page.getByLabel("User message").fill("What is artificial intelligence?");
    await page.keyboard.press("Enter");
    expect((await request).postDataJSON()).toMatchObject({
      model: "ft-travel",
      max_tokens: 12,
      messages: [
        { role: "system", content: "You teach about AI." },
        { role: "user", content: "What is AI?" },
        { role: "assistant", content: "Machines that learn." },
        { role: "user", content: "What is artificial intelligence?" },
      ],
    });
    await page.locator(".answer-facts", { hasText: /\d+ tokens?/ }).waitFor();
    await page.reload();
    expect(await page.getByLabel("System message").inputValue()).toBe("You teach about AI.");
  });

  it("13b: base and tuned answer one prompt side by side, and the cell for it is shown", async () => {
    await goTo(page, "/chat?m=gpt-4o&m=ft-travel");
    await page.getByLabel("User message").fill("Where to go?");
    await page.getByRole("button", { name: "Send" }).click();
    await page
      .locator(".turn")
      .last()
      .locator(".answer-facts", { hasText: /\d+ tokens?/ })
      .nth(1)
      .waitFor();
    await page.getByRole("button", { name: "View code" }).click();
    expect(await page.getByRole("dialog").locator("pre").innerText()).toContain('models: ["gpt-4o", "ft-travel"]');
    await page.getByRole("button", { name: "Close" }).click();
  });

  it("14: an evaluation's run is opened, and two are compared", async () => {
    await goTo(page, "/runs");
    expect(await page.locator("main").innerText()).toContain(portal.runs.folder);
    await page.getByRole("link", { name: "before", exact: true }).click();
    await page.getByRole("heading", { name: "before" }).waitFor();
    await page.getByText("A poet.").first().waitFor();
    await page.getByRole("button", { name: /^1 to 2: 2$/ }).click();
    await page.getByText("2 of 3 rows").waitFor();

    await goTo(page, "/runs");
    await page.getByLabel("Mark before to compare").check();
    await page.getByLabel("Mark after to compare").check();
    await page.getByRole("link", { name: "Compare the two" }).click();
    await page.getByRole("heading", { name: "Runs compared" }).waitFor();
    await page.getByText("3 pairs of rows").waitFor();
    expect(await page.getByLabel("Columns that tell rows apart").inputValue()).toBe("inputs");
    const similarity = page.getByRole("row", { name: /^answer_similarity [0-9]/ });
    await similarity.getByText("cannot tell them apart").waitFor();
    expect(await similarity.innerText()).toContain("3 / 0 / 0 of 3");
    await page.getByText("gpt-4o-ft").first().waitFor();
  });

  it("15: everything that was made is ticked, confirmed by “delete”, and gone", async () => {
    await goTo(page, "/clean-up");
    await page.getByText("$1,241.00 a month").first().waitFor();
    await page.getByLabel("Select all").check();
    await page.getByRole("button", { name: /^Delete \d+/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Type delete to confirm").fill("del");
    expect(await dialog.getByRole("button", { name: "Delete", exact: true }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    await dialog.getByLabel("Type delete to confirm").fill("delete");
    await page.keyboard.press("Enter");
    await page.getByText("There is nothing to clean up.").waitFor();
    const files = (await (await portal.test.request("/openai/v1/files")).json()) as { data: unknown[] };
    expect(files.data).toEqual([]);
  });

  it("16: clusters, libraries and volumes are the notebook's: the bar has the seven pages and no other", async () => {
    const links = await page.getByRole("navigation").getByRole("link").allInnerTexts();
    expect(links).toEqual([
      "Fine-tuning",
      "Data",
      "Deployments",
      "Playground",
      "Evaluations",
      "Connection",
      "Clean up",
    ]);
  });

  it("nothing of it went elsewhere, broke the policy or failed in the page", () => {
    expect(faults.pageErrors).toEqual([]);
    expect(faults.foreign).toEqual([]);
    expect(faults.violations).toEqual([]);
    // The refusal for lack of quota is the one answer that the browser reports as an error by itself.
    expect(faults.console.filter((text) => !text.includes("400 (Bad Request)"))).toEqual([]);
  });
});
