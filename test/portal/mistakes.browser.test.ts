import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findChromium, startBrowser } from "../support/chromium.js";
import { goTo, openPage, type PageFaults } from "./support/portal-browser.js";
import { type PortalService, startPortalService } from "./support/portal-service.js";

const PICTURES = process.env.TUNELAB_SCREENSHOTS;

const line = (index: number): string =>
  JSON.stringify({
    messages: [
      { role: "user", content: `What should I see in town ${index}? 🏰` },
      { role: "assistant", content: `Take tram ${index} to the harbour.` },
    ],
  });
const lines = (count: number, end = "\n"): string => Array.from({ length: count }, (_, i) => line(i) + end).join("");

const payload = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(content),
});

// What someone does who has not read how it is meant: each must end in words that help, and in nothing half done.
describe.skipIf(findChromium() === undefined)("mistakes in the portal", { timeout: 300_000 }, () => {
  let portal: PortalService;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: PageFaults;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tunelab-mistakes-"));
    portal = await startPortalService();
    browser = await startBrowser();
    ({ page, context, faults } = await openPage(browser, portal.url, { token: await portal.token() }));
    context.setDefaultTimeout(45_000);
  });
  afterEach(async ({ task }) => {
    if (PICTURES === undefined) return;
    const name = task.name.replace(/\W+/g, "-").slice(0, 40);
    await page.screenshot({ path: join(PICTURES, `mistake-${name}.png`), fullPage: true });
  });
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const upload = (name: string, content: string | Buffer): Promise<void> =>
    page.getByLabel("Upload files").setInputFiles(payload(name, content));

  it("a file of 0 bytes is called empty", async () => {
    await goTo(page, "/files");
    await upload("empty.jsonl", "");
    const alert = page.getByRole("alert");
    await alert.getByText("empty.jsonl was not uploaded").waitFor();
    await alert.getByText("The file is empty.").waitFor();
    await page.getByRole("button", { name: "Close" }).first().click();
  });

  it("a file of too few examples is called that, and none of its lines wrong", async () => {
    await goTo(page, "/files");
    await upload("two.jsonl", lines(2));
    await page.getByRole("heading", { name: "two.jsonl" }).waitFor();
    await page.getByText("The file has too few examples: ten are needed.").waitFor();
    expect(await page.locator("main").innerText()).not.toContain("cannot be used");
    expect(await page.getByRole("link", { name: "Use for fine-tuning" }).count()).toBe(0);
    await goTo(page, "/files");
    await page.locator("[data-row]", { hasText: "two.jsonl" }).getByText("too few examples").waitFor();
  });

  it("a table or a document of Word is called what it is, and no line of it is held against JSON", async () => {
    await goTo(page, "/files");
    await upload("table.csv", "question,answer\nWhat?,That.\nWhy?,Because.\n");
    await page.getByText("This is a table, and no JSON lines").waitFor();
    await page.getByText("Write each row as one JSON object").first().waitFor();
    expect(await page.locator("main").innerText()).not.toMatch(/Complete the line|Line 2/);
    await goTo(page, "/files");
    await upload("letter.docx", Buffer.from("504b03041400060008000000210000", "hex"));
    await page.getByText("This is a document of Word or Excel").waitFor();
  });

  it("a file's wrong lines are counted once each, and without what is wrong with the whole file", async () => {
    await goTo(page, "/files");
    const twice = JSON.stringify({
      messages: [
        { role: "wizard", content: "x" },
        { role: "assistant", content: 5 },
      ],
    });
    await upload("wrong.jsonl", `${lines(2)}${twice}\n[]\n`);
    await page.getByRole("heading", { name: "wrong.jsonl" }).waitFor();
    await page.getByText("2 lines cannot be used").waitFor();
    await page.getByText("2 of 4 lines are right.").waitFor();
    await goTo(page, "/files");
    await page.locator("[data-row]", { hasText: "wrong.jsonl" }).getByText("has problems").waitFor();
  });

  it("a file from Windows, with a byte order mark and CRLF, is read as what it is", async () => {
    await goTo(page, "/files");
    await upload("windows.jsonl", `\uFEFF${lines(12, "\r\n")}`);
    await page.getByRole("heading", { name: "windows.jsonl" }).waitFor();
    await page.getByText("12 examples").first().waitFor();
    expect(await page.locator("main").innerText()).not.toMatch(/[1-9]\d* error/);
    await goTo(page, "/files/open");
    await page.locator("input[type=file]").setInputFiles(payload("local.jsonl", `\uFEFF${lines(3, "\r\n")}`));
    await page.getByText("What should I see in town 2?").first().waitFor();
    expect(await page.getByText("🏰").count()).toBeGreaterThan(0);
  });

  it("an emoji in a suffix is refused at its field, before anything is sent", async () => {
    await goTo(page, "/jobs/new?suffix=ft-🚀");
    const field = page.getByLabel("Model suffix");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const hint = await field.getAttribute("aria-describedby");
    expect(
      await page.evaluate(
        (ids) =>
          ids
            .split(" ")
            .map((id) => document.getElementById(id)?.innerText)
            .join(" "),
        hint!,
      ),
    ).toMatch(/letters|A–Z|digits/i);
    expect(await page.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  });

  it("a file of 100,000 lines is uploaded and read, and the page can be used meanwhile", async () => {
    const path = join(folder, "many.jsonl");
    await writeFile(path, lines(100_000));
    await goTo(page, "/files");
    await page.getByLabel("Upload files").setInputFiles(path);
    await page.getByRole("heading", { name: "many.jsonl" }).waitFor({ timeout: 120_000 });
    await goTo(page, "/deployments");
    await page.goBack();
    await page
      .getByText(/100,000 examples/)
      .first()
      .waitFor({ timeout: 180_000 });
  });

  it("a deployment's name that is taken is warned of, and two are not made of it", async () => {
    await goTo(page, "/deployments");
    for (const capacity of ["5", "7"]) {
      await page.getByRole("button", { name: "Deploy model" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Deployment name").fill("twice");
      expect(await dialog.getByText("A deployment of this name exists.").count()).toBe(capacity === "5" ? 0 : 1);
      await dialog.getByLabel("Tokens per Minute Rate Limit (thousands)").fill(capacity);
      await dialog.getByRole("button", { name: "Deploy" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.getByRole("link", { name: "twice", exact: true }).waitFor();
    }
    const row = page.locator("[data-row]", { hasText: "twice" });
    await row.getByText("7,000").waitFor();
    expect(await row.count()).toBe(1);
    for (const name of ["a", "-", "ü", "with space", "x".repeat(65), "🚀🚀", "..", "/"]) {
      await page.getByRole("button", { name: "Deploy model" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Deployment name").fill(name);
      const isRefused = await dialog.getByRole("button", { name: "Deploy" }).isDisabled();
      if (!isRefused) {
        await dialog.getByRole("button", { name: "Deploy" }).click();
        await dialog.getByRole("alert").waitFor();
      }
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    expect(await page.locator("tbody [data-row]").count()).toBe(
      await page.locator("tbody [data-row]", { hasText: /gpt|twice|smol/ }).count(),
    );
  });

  it("two tabs that delete the same thing both say that it is gone", async () => {
    await goTo(page, "/files");
    await upload("shared.jsonl", lines(12));
    await page.getByRole("heading", { name: "shared.jsonl" }).waitFor();
    const other = await context.newPage();
    await other.goto(`${portal.url}#/files`);
    await goTo(page, "/files");
    for (const tab of [page, other]) {
      await tab.getByRole("button", { name: "Delete: shared.jsonl" }).click();
      await tab.getByRole("dialog").waitFor();
    }
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name: "shared.jsonl" }).waitFor({ state: "detached" });
    await other.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await other.getByText("shared.jsonl was deleted").waitFor();
    expect(await other.getByRole("alert").count()).toBe(0);
    await other.close();
  });

  it("a page of what was deleted meanwhile says so, and offers a way on", async () => {
    await goTo(page, "/files/file-that-was");
    expect(await page.locator("main").innerText()).toMatch(/not here|deleted|no file/i);
    await goTo(page, "/chat?m=deployment-that-was");
    expect(await page.locator("main").innerText()).not.toMatch(/undefined|NaN|\[object/);
  });

  it("an upload that breaks off says so, leaves nothing half done, and works when the service is back", async () => {
    await goTo(page, "/files");
    const before = await page.locator("tbody [data-row]").count();
    await page.route("**/files?*", (route) =>
      route.request().method() === "POST" ? route.abort("connectionreset") : route.continue(),
    );
    await upload("cut.jsonl", lines(12));
    await page
      .getByRole("alert")
      .getByText(/does not answer|connection/)
      .waitFor();
    expect(await page.locator("tbody [data-row]").count()).toBe(before);
    await page.unroute("**/files?*");
    await page.getByRole("button", { name: "Close" }).first().click();
    await portal.restart(500);
    await page.getByText("Live", { exact: true }).waitFor();
    await upload("cut.jsonl", lines(12));
    await page.getByRole("heading", { name: "cut.jsonl" }).waitFor();
  });

  it("an upload in the middle of which the service ends says so, leaves no file, and works when it is back", async () => {
    await goTo(page, "/files");
    const before = await page.locator("tbody [data-row]").count();
    // Four parts of 8 MB.
    const long = Array.from({ length: 300 }, (_, i) => line(i).replace("Take tram", `Take${" tram".repeat(20_000)}`));
    const path = join(folder, "long.jsonl");
    await writeFile(path, `${long.join("\n")}\n`);
    let parts = 0;
    let back: Promise<void> | undefined;
    await page.route("**/uploads/*/parts*", async (route) => {
      parts += 1;
      if (parts === 2) {
        back = portal.restart(3000);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      await route.continue();
    });
    await page.getByLabel("Upload files").setInputFiles(path);
    await page.getByRole("alert").getByText("long.jsonl was not uploaded").waitFor();
    await page.getByRole("button", { name: "Close" }).first().click();
    await back;
    expect(parts).toBe(2);
    await page.unroute("**/uploads/*/parts*");
    await page.getByText("Live", { exact: true }).waitFor();
    await page.reload();
    await page.getByLabel("Upload files").waitFor({ state: "attached" });
    expect(await page.locator("tbody [data-row]").count()).toBe(before);
    await upload("after.jsonl", lines(12));
    await page.getByRole("heading", { name: "after.jsonl" }).waitFor();
  });

  it("a parameter that cannot be used is shown, also where its fold was closed", async () => {
    await goTo(page, "/chat");
    const temperature = page.getByLabel("Temperature");
    await page.getByText("Parameters", { exact: true }).click();
    await temperature.fill("hot");
    await page.reload();
    await temperature.waitFor({ state: "visible" });
    expect(await temperature.getAttribute("aria-invalid")).toBe("true");
    await temperature.fill("");
  });

  it("nothing of it failed in the page or went elsewhere", () => {
    expect(faults.pageErrors).toEqual([]);
    expect(faults.foreign).toEqual([]);
    expect(faults.violations).toEqual([]);
  });
});
