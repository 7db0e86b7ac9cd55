import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPortal } from "../../scripts/build-portal.mjs";
import { findChromium, startBrowser } from "../support/chromium.js";
import { FakeService } from "./support/fake-service.js";
import { findBarriers, goTo, openPage, overhang, settle } from "./support/portal-browser.js";

const PICTURES = process.env.TUNELAB_SCREENSHOTS;

/** Every page of the portal, and what shows its hardest content. */
const ROUTES = [
  "/jobs",
  "/jobs/new?file=file-travel&suffix=ft-travel&n_epochs=3",
  "/jobs/new?file=file-broken",
  "/jobs/ftjob-44444444444444444444444444444444/metrics?smooth=0.6&table=1",
  "/jobs/ftjob-22222222222222222222222222222222/metrics?log=1",
  "/jobs/ftjob-11111111111111111111111111111111/logs",
  "/jobs/ftjob-11111111111111111111111111111111/checkpoints",
  "/jobs/ftjob-0a1b2c3d4e5f60718293a4b5c6d7e8f9/details",
  "/jobs/compare?ids=ftjob-11111111111111111111111111111111,ftjob-44444444444444444444444444444444",
  "/files",
  "/files/file-travel?tab=tokens",
  "/files/file-travel?tab=examples",
  "/files/file-broken?line=3",
  "/files/open",
  "/deployments",
  "/chat?m=gpt-4o&m=museum-guide",
  "/runs",
  "/runs/run-a?mode=low&metric=groundedness/v1/mean",
  "/compare?a=run-a&b=run-b",
  "/connection",
  "/clean-up",
  "/nowhere",
  "/jobs/ftjob-unknown",
] as const;

const LANGUAGES = ["en", "pt-BR", "fr"] as const;
const THEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 320] as const;
const VIEWS = LANGUAGES.flatMap((language) =>
  THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))),
);

describe.skipIf(findChromium() === undefined)("the portal's pages", { timeout: 600_000 }, () => {
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

  it.each(VIEWS)(
    "keep to their policy, host and width, without an error: $language, $theme, $width px",
    async ({ language, theme, width }) => {
      const { page, context, faults } = await openPage(browser, server, { language, theme, width });
      const wide: string[] = [];
      for (const [index, route] of ROUTES.entries()) {
        await goTo(page, route);
        if ((await overhang(page)) > 0) wide.push(route);
        if (PICTURES !== undefined) {
          await page.screenshot({
            path: join(PICTURES, `portal-${index}-${language}-${theme}-${width}.png`),
            fullPage: true,
          });
        }
      }
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      // The one route that is not there answers 404, and a browser reports that by itself.
      const expected = faults.console.filter((text) => !text.includes("404 (Not Found)"));
      expect({ ...faults, console: expected, wide }).toEqual({
        console: [],
        pageErrors: [],
        foreign: [],
        violations: [],
        wide: [],
      });
      await context.close();
    },
  );

  it.each([
    { language: "en", theme: "light", width: 1280 },
    { language: "en", theme: "dark", width: 1280 },
    { language: "fr", theme: "light", width: 320 },
    { language: "pt-BR", theme: "dark", width: 320 },
  ] as const)("hold no barrier that axe finds: $language, $theme, $width px", async ({ language, theme, width }) => {
    const { page, context } = await openPage(browser, server, { language, theme, width });
    const barriers = new Map<string, string>();
    for (const route of ROUTES) {
      await goTo(page, route);
      // What is on every page is named once, with the first.
      for (const text of await findBarriers(page)) if (!barriers.has(text)) barriers.set(text, route);
    }
    expect([...barriers]).toEqual([]);
    await context.close();
  });

  it.each(["/deployments", "/chat?m=gpt-4o", "/jobs"])("fit at 200 % zoom and in projector size: %s", async (route) => {
    const { page, context } = await openPage(browser, server, { width: 640, route, language: "fr" });
    await page.getByRole("button", { name: "Affichage" }).click();
    await page.getByRole("button", { name: "Texte plus grand" }).click();
    expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe("21px");
    expect(await overhang(page)).toBe(0);
    await page.reload();
    await settle(page);
    expect(await page.evaluate(() => document.documentElement.dataset["size"])).toBe("projector");
    await context.close();
  });

  it("show text that comes from data as text", async () => {
    const { page, context, faults } = await openPage(browser, server, { route: "/runs/run-a?q=onerror" });
    await settle(page);
    expect(await page.getByText("<img src=x onerror=alert(1)> **no**").count()).toBeGreaterThan(0);
    await goTo(page, "/files/file-travel?tab=examples");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("And in Lyon? <img src=x onerror=alert(1)>").waitFor();
    await goTo(page, "/jobs/ftjob-11111111111111111111111111111111/logs");
    await page.getByText("<script>alert(1)</script>").waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(faults.pageErrors).toEqual([]);
    await context.close();
  });
});
