import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JupyterLab } from "../../support/jupyterlab.js";
import { canBrowse, PICTURES, startKernelLab } from "../../support/kernel-lab.js";
import { openNotebook } from "../../support/notebook-browser.js";

const FIRST = `interface Loan {
  name: string;
  amount: number;
}

function interest(loan: Loan, rate: number): number {
  const yearly = loan.amount * rate;
  return yearly / 12;
}`;
const SECOND = `const loans: Loan[] = [
  { name: "car", amount: 12_000 },
  { name: "house", amount: 300_000 },
];
let total = 0;
for (const loan of loans) {
  total += interest(loan, 0.04);
}
total`;

const CELLS = [FIRST, SECOND];

describe.skipIf(!canBrowse)("JupyterLab's debugger", () => {
  let lab: JupyterLab;
  beforeAll(async () => {
    lab = await startKernelLab("loans.ipynb", CELLS);
  }, 120_000);
  afterAll(() => lab?.stop());

  it("stops at a breakpoint, shows variables and call stack, steps, goes on, and survives a reload", async () => {
    const report = await openNotebook(lab, "loans.ipynb", { visit: debugLoans });
    expect(report.visited).toEqual({
      stack: ["interest", "Cell 2"],
      atBreakpoint: ['loan {name: "car", amount: 12000}', "rate 0.04", "yearly undefined"],
      afterStep: ['loan {name: "car", amount: 12000}', "rate 0.04", "yearly 480"],
      secondHit: ['loan {name: "house", amount: 300000}', "rate 0.04", "yearly undefined"],
      result: "1040",
      afterReload: ["interest", "Cell 4"],
    });
    expect(report.pageErrors).toEqual([]);
    expect(report.externalRequests).toEqual([]);
  }, 240_000);
});

const FRAMES = ".jp-DebuggerCallstackFrame-name";
const VARIABLES = ".jp-DebuggerVariables jp-tree-view > jp-tree-item";
const DEADLINE = { timeout: 60_000 } as const;

async function debugLoans(page: Page): Promise<unknown> {
  await page.setViewportSize({ width: 1200, height: 640 });
  await waitUntilIdle(page);
  await page.locator(".jp-DebuggerBugButton").first().click(DEADLINE);
  const gutter = page.locator(".jp-Notebook .jp-Cell").first().locator(".cm-breakpoint-gutter .cm-gutterElement");
  // The first element of a gutter only measures it.
  await gutter.nth(7).click(DEADLINE);
  await page.locator(".jp-DebuggerBreakpoint").first().waitFor(DEADLINE);
  await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-all-cells")`);
  await waitForVariable(page, "yearly undefined");
  const stack = await texts(page, FRAMES);
  const atBreakpoint = await texts(page, VARIABLES);
  await press(page, "debugger:next");
  await waitForVariable(page, "yearly 480");
  const afterStep = await texts(page, VARIABLES);
  await page.screenshot({ path: join(PICTURES, "debugger.png") });
  await press(page, "debugger:continue");
  await waitForVariable(page, "amount: 300000");
  const secondHit = await texts(page, VARIABLES);
  await press(page, "debugger:continue");
  const output = page.locator(".jp-Notebook .jp-OutputArea-executeResult .jp-OutputArea-output");
  await output.waitFor(DEADLINE);
  const result = (await output.innerText()).trim();

  await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-all-cells")`);
  await waitForVariable(page, "yearly undefined");
  await page.reload();
  await waitForVariable(page, "yearly undefined");
  const afterReload = await texts(page, FRAMES);
  const isStopped = (): Promise<boolean> => page.locator(FRAMES).first().isVisible();
  // A page that has just come back may not have connected its buttons yet.
  for (let presses = 0; presses < 10 && (await isStopped()); presses += 1) {
    await press(page, "debugger:terminate");
    await page
      .locator(FRAMES)
      .first()
      .waitFor({ timeout: 5000, state: "detached" })
      .catch(() => undefined);
    if (await isStopped()) await page.screenshot({ path: join(PICTURES, `debugger-terminate-${presses}.png`) });
  }
  expect(await isStopped()).toBe(false);
  await waitUntilIdle(page);
  return { stack, atBreakpoint, afterStep, secondHit, result, afterReload };
}

/** Texts of all elements that a selector finds; a variable's name and value are parted by a space. */
const texts = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((nodes) =>
    nodes.map((node) => {
      const parts = [...node.querySelectorAll(":scope > span")].map((part) => part.textContent ?? "");
      return parts.length === 0 ? (node.textContent ?? "") : parts.join(" ");
    }),
  );

async function waitForVariable(page: Page, text: string): Promise<void> {
  const deadline = Date.now() + DEADLINE.timeout;
  while (!(await texts(page, VARIABLES)).some((shown) => shown.includes(text))) {
    if (Date.now() > deadline)
      throw new Error(`No variable with ${text}: ${(await texts(page, VARIABLES)).join("; ")}`);
    await page.waitForTimeout(100);
  }
}

/** Presses a button of the call stack's toolbar. */
const press = (page: Page, command: string): Promise<void> =>
  page.locator(`.jp-DebuggerSidebar [data-command="${command}"]`).click(DEADLINE);

async function waitUntilIdle(page: Page): Promise<void> {
  await page.waitForFunction(
    `window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle"`,
    undefined,
    DEADLINE,
  );
}
