import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, type Page } from "playwright-core";

/** What should never happen on a page. */
export interface PageFaults {
  /** Errors and warnings in the console. */
  readonly console: string[];
  readonly pageErrors: string[];
  /** Requests to anything but the page's own server. */
  readonly foreign: string[];
  /** What the page's policy has refused. */
  readonly violations: string[];
}

/** Options of {@link openPage}. */
export interface OpenPageOptions {
  /** @default 1280 */
  readonly width?: number;
  /** @default "light" */
  readonly theme?: "light" | "dark";
  /** @default "en" */
  readonly language?: string;
  /** Hash route to open, such as `/jobs`. @default "/jobs" */
  readonly route?: string;
  /** One-time token; without one the page is opened as it is. @default "good" */
  readonly token?: string | undefined;
}

export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: PageFaults;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Notes whatever goes wrong on a page from now on. */
export async function collectFaults(page: Page, server: string): Promise<PageFaults> {
  const faults: PageFaults = { console: [], pageErrors: [], foreign: [], violations: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.console.push(message.text());
  });
  page.on("pageerror", (error) => faults.pageErrors.push(String(error.stack ?? error)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(server).host) faults.foreign.push(request.url());
  });
  await page.exposeFunction("reportViolation", (text: string) => faults.violations.push(text));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const report = (globalThis as unknown as { reportViolation: (text: string) => void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return faults;
}

/** Opens the portal signed in, in a context of its own. */
export async function openPage(browser: Browser, server: string, options: OpenPageOptions = {}): Promise<OpenedPage> {
  const { width = 1280, theme = "light", language = "en", route = "/jobs", token = "good" } = options;
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    locale: language,
    timezoneId: "UTC",
    acceptDownloads: true,
  });
  // Sharing the machine with other work, a page may take its time; a test says what it waits for, not how long.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const faults = await collectFaults(page, server);
  const fragment = token === undefined ? route : `token=${token}&to=${encodeURIComponent(route)}`;
  await page.goto(`${server}#${fragment}`);
  await page.locator("h1").first().waitFor();
  return { page, context, faults };
}

/** Goes to another page of the portal and waits until it is shown, with its data. */
export async function goTo(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#${route}`);
  await settle(page);
}

/** Waits until the page shows its title and nothing is loading any more. */
export async function settle(page: Page): Promise<void> {
  // The former page stands until the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .waiting, .link-state.starting") === null);
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe finds by WCAG 2.2 AA and its best practices, one line for each place. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(`typeof axe === "undefined" && (() => {${AXE}})()`).catch(() => undefined);
  const result = await page.evaluate<AxeResult>(`axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] })`);
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} — ${failureSummary.replace(/\s+/g, " ")}`),
  );
}

/** By how many pixels the page is wider than its window. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
