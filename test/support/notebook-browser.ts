import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { startBrowser } from "./chromium.js";
import { type JupyterLab } from "./jupyterlab.js";

/** Options of {@link openNotebook}. */
export interface OpenNotebookOptions<T> {
  /** @default "light" */
  readonly theme?: "light" | "dark";
  /** Restarts the kernel and runs all cells. @default false */
  readonly run?: boolean;
  /** For opening, and again for running. @default 120_000 */
  readonly timeoutMs?: number;
  /** Of the window, in pixels. @default 1200 */
  readonly width?: number;
  /** Writes a picture of the whole notebook to this file. @default none */
  readonly screenshot?: string;
  /** Looks at the page, or uses it, before it is closed; what it returns is in the report. */
  readonly visit?: (page: Page) => Promise<T>;
}

/** One output as the page shows it. */
export interface OutputReport {
  readonly mimeType: string;
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** One cell as the page shows it. */
export interface CellReport {
  readonly type: "code" | "markdown" | "raw";
  readonly trusted: boolean;
  readonly source: string;
  readonly prompt: string;
  readonly outputs: readonly OutputReport[];
  /** Of the cell's error output, if it has one. */
  readonly error?: { readonly ename: string; readonly evalue: string; readonly traceback: string };
}

/** What happened while a notebook was open. Everything but `cells`, `visited` and `milliseconds` should be empty. */
export interface NotebookReport<T> {
  readonly cells: readonly CellReport[];
  /** Errors and warnings in the browser's console. */
  readonly console: readonly string[];
  readonly pageErrors: readonly string[];
  readonly failedRequests: readonly string[];
  /** Requests to anything but the server. */
  readonly externalRequests: readonly string[];
  readonly dialogs: readonly string[];
  readonly visited: T | undefined;
  readonly milliseconds: { readonly open: number; readonly run: number };
}

const READ_CELLS = `(() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  return notebook.widgets.map((cell) => {
    const model = cell.model.sharedModel.toJSON();
    const error = (model.outputs ?? []).find((output) => output.output_type === "error");
    const shown = [...cell.node.querySelectorAll(".jp-OutputArea-child > .jp-OutputArea-output")];
    return {
      type: cell.model.type,
      trusted: cell.model.trusted,
      source: cell.model.sharedModel.source,
      prompt: cell.node.querySelector(".jp-InputPrompt")?.textContent ?? "",
      outputs: shown.map((node) => {
        const { width, height } = node.getBoundingClientRect();
        return { mimeType: node.dataset.mimeType ?? "", text: node.innerText, width: Math.round(width), height: Math.round(height) };
      }),
      ...(error === undefined ? {} : { error: { ename: error.ename, evalue: error.evalue, traceback: (error.traceback ?? []).join("\\n") } }),
    };
  });
})()`;

const KERNEL_STATUS = `window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status`;

const wait = (milliseconds: number): Promise<void> => new Promise((wake) => setTimeout(wake, milliseconds));

/** Dialogs stop everything and should not appear: reported, then accepted. */
async function acceptDialogs(page: Page, seen: string[]): Promise<void> {
  for (const dialog of await page.$$(".jp-Dialog")) {
    const text = await dialog.innerText().catch(() => "");
    if (text === "") continue;
    seen.push(text.replace(/\s+/g, " "));
    await (await dialog.$(".jp-Dialog-button.jp-mod-accept"))?.click().catch(() => undefined);
    await wait(300);
  }
}

async function until(check: () => Promise<boolean>, what: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`The notebook took too long: ${what} after ${timeoutMs / 1000} s.`);
    await wait(100);
  }
}

/** How far the notebook's content reaches beyond the window, and where its last cell ends. */
const MEASURE = `(() => {
  const scroller = document.querySelector(".jp-WindowedPanel-outer") ?? document.querySelector(".jp-Notebook");
  scroller.scrollTop = 0;
  const cells = [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
  return { hidden: Math.ceil(scroller.scrollHeight - scroller.clientHeight), bottom: Math.ceil(cells.at(-1).getBoundingClientRect().bottom) };
})()`;

/** JupyterLab draws only the cells in sight, so the window grows until all of them are, then fits the last one. */
async function showWholeNotebook(page: Page, width: number): Promise<void> {
  const measure = (): Promise<{ hidden: number; bottom: number }> => page.evaluate(MEASURE);
  let height = 900;
  for (let attempt = 0; attempt < 6; attempt++) {
    const { hidden } = await measure();
    if (hidden <= 2) break;
    height = Math.min(height + hidden + 20, 15_000);
    await page.setViewportSize({ width, height });
    await wait(700);
  }
  const { bottom } = await measure();
  await page.setViewportSize({ width, height: Math.max(500, Math.min(height, bottom + 70)) });
  await wait(700);
}

async function runAll(page: Page, timeoutMs: number, dialogs: string[]): Promise<void> {
  const isIdle = async (): Promise<boolean> => {
    await acceptDialogs(page, dialogs);
    return (await page.evaluate(KERNEL_STATUS)) === "idle";
  };
  await until(isIdle, "the kernel was not idle before the run", timeoutMs);
  await page.evaluate(`void (window.tunelabRun = "running",
    window.jupyterapp.commands.execute("notebook:run-all-cells").then(
      () => { window.tunelabRun = "done"; }, (error) => { window.tunelabRun = "failed: " + error; }))`);
  const isDone = async (): Promise<boolean> => {
    await acceptDialogs(page, dialogs);
    return (await page.evaluate<string>("window.tunelabRun")) !== "running";
  };
  await until(isDone, "cells were still running", timeoutMs);
  await until(isIdle, "the kernel was not idle after the run", 30_000);
}

interface Faults {
  readonly console: string[];
  readonly pageErrors: string[];
  readonly failedRequests: string[];
  readonly externalRequests: string[];
  readonly dialogs: string[];
}

/** JupyterLab's own word on a busy machine: of each of its parts that took more than five seconds. */
const SAYS_SLOW = /^Plugin @jupyter\S+ .*to activate\.$/;

function collectFaults(page: Page, lab: JupyterLab): Faults {
  const faults: Faults = { console: [], pageErrors: [], failedRequests: [], externalRequests: [], dialogs: [] };
  const { host } = new URL(lab.url);
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type()) || SAYS_SLOW.test(message.text())) return;
    faults.console.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.pageErrors.push(String(error.stack ?? error)));
  page.on("requestfailed", (request) => {
    faults.failedRequests.push(`${request.url()} ${request.failure()?.errorText ?? ""}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.failedRequests.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) faults.externalRequests.push(request.url());
  });
  return faults;
}

/** Ends the sessions of a notebook, so that the next visit starts with a kernel of its own. */
async function endSessions(lab: JupyterLab, notebook: string): Promise<void> {
  const headers = { Authorization: `token ${lab.token}` };
  const answer = await fetch(`${lab.url}api/sessions`, { headers });
  for (const { id, path } of (await answer.json()) as { id: string; path: string }[]) {
    if (path === notebook) await fetch(`${lab.url}api/sessions/${id}`, { method: "DELETE", headers });
  }
}

async function visitNotebook<T>(
  page: Page,
  lab: JupyterLab,
  notebook: string,
  options: OpenNotebookOptions<T>,
): Promise<NotebookReport<T>> {
  const { theme = "light", timeoutMs = 120_000, width = 1200 } = options;
  const faults = collectFaults(page, lab);
  const started = Date.now();
  const path = notebook.split("/").map(encodeURIComponent).join("/");
  // A workspace of its own never restores what another test had open.
  const workspace = `test-${process.pid}-${started}`;
  await page.goto(`${lab.url}lab/workspaces/${workspace}/tree/${path}?reset&token=${lab.token}`, {
    timeout: timeoutMs,
  });
  await page.waitForSelector(".jp-NotebookPanel .jp-Notebook .jp-Cell", { timeout: timeoutMs });
  const opened = Date.now();
  const themeName = theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light";
  await page.evaluate(`window.jupyterapp.shell.collapseLeft()`);
  await page.evaluate(`window.jupyterapp.commands.execute("apputils:change-theme", { theme: "${themeName}" })`);
  await until(
    async () => (await page.evaluate<string>("document.body.dataset.jpThemeLight")) === String(theme === "light"),
    "the theme had not changed",
    timeoutMs,
  );
  await acceptDialogs(page, faults.dialogs);
  const runStarted = Date.now();
  if (options.run === true) await runAll(page, timeoutMs, faults.dialogs);
  const ran = Date.now();
  await wait(1_000);
  await showWholeNotebook(page, width);
  const cells = await page.evaluate<CellReport[]>(READ_CELLS);
  if (options.screenshot !== undefined) {
    await mkdir(dirname(options.screenshot), { recursive: true });
    await page.screenshot({ path: options.screenshot });
  }
  const visited = await options.visit?.(page);
  await acceptDialogs(page, faults.dialogs);
  return { cells, ...faults, visited, milliseconds: { open: opened - started, run: ran - runStarted } };
}

/**
 * Opens a notebook in a running JupyterLab with a real browser, optionally runs it, and reports what the page shows and
 * everything that went wrong.
 *
 * @example
 * const report = await openNotebook(lab, "en/00-welcome.ipynb", { run: true, screenshot: "/tmp/welcome.png" });
 */
export async function openNotebook<T = undefined>(
  lab: JupyterLab,
  notebook: string,
  options: OpenNotebookOptions<T> = {},
): Promise<NotebookReport<T>> {
  const { width = 1200, theme: colorScheme = "light" } = options;
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    return await visitNotebook(page, lab, notebook, options);
  } finally {
    await browser.close();
    await endSessions(lab, notebook);
  }
}
