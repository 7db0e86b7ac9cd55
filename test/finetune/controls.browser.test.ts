import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JupyterLab } from "../support/jupyterlab.js";
import { canBrowse, PICTURES, startKernelLab } from "../support/kernel-lab.js";
import { type LabFolder, makeLabFolder } from "../support/lab-folder.js";
import { openNotebook } from "../support/notebook-browser.js";

const LINE = `JSON.stringify({ messages: [
  { role: "user", content: "Capital of town " + n + "?" },
  { role: "assistant", content: "Answer " + n + ", dear reader." },
] })`;
const CELLS = [
  `import { chatPlayground, openLab, watchJob } from "tunelab";
import { AzureOpenAI, toFile } from "openai";
await openLab("fine-tune");
const client = new AzureOpenAI({ apiVersion: "2024-10-21" });
const model = process.env.AZURE_OPENAI_DEPLOYMENT!;
const chat = chatPlayground({ client, models: [model, model], parameters: { temperature: 0.7, maxTokens: 16 } });
chat.panel()`,
  `const lines = Array.from({ length: 12 }, (_, n) => ${LINE});
const uploaded = await client.files.create({ file: await toFile(Buffer.from(lines.join("\\n")), "t.jsonl"), purpose: "fine-tune" });
const job = await client.fineTuning.jobs.create({ model: "gpt-4o-mini", training_file: uploaded.id,
  method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 20 } } } });
const watched = await watchJob(client, job.id);
watched.status`,
];
const DEADLINE = { timeout: 120_000 } as const;
const cell = (page: Page, at: number): Locator => page.locator(".jp-Notebook .jp-CodeCell").nth(at);

describe.skipIf(!canBrowse)("what a learner can press in a lab", () => {
  let folder: LabFolder;
  let lab: JupyterLab;
  beforeAll(async () => {
    folder = await makeLabFolder();
    lab = await startKernelLab("controls.ipynb", CELLS, { env: folder.environment });
  }, 120_000);
  afterAll(async () => {
    await lab?.stop();
    await folder?.remove();
  });

  it("is a conversation as a form, and a running job's end", async () => {
    const report = await openNotebook(lab, "controls.ipynb", { visit: useThem, timeoutMs: 120_000 });
    expect(report.visited).toMatchObject({
      turns: 1,
      columns: 2,
      broken: "Line 1 of the examples is no question with its answer.",
      sent: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "1+1?" },
        { role: "assistant", content: "2" },
      ],
      cleared: "",
      status: "'cancelled'",
      buttonsLeft: 0,
    });
    expect(report.pageErrors).toEqual([]);
    expect(report.externalRequests).toEqual([]);
  }, 400_000);
});

async function runCell(page: Page, at: number): Promise<void> {
  await cell(page, at).locator(".cm-content").click(DEADLINE);
  await page.keyboard.press("Control+Enter");
}

async function useThem(page: Page): Promise<unknown> {
  await page.waitForFunction(
    `window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle"`,
    undefined,
    DEADLINE,
  );
  await page.setViewportSize({ width: 1200, height: 1000 });
  await runCell(page, 0);
  const form = cell(page, 0);
  const message = form.getByLabel("Message");
  await message.waitFor(DEADLINE);
  await message.fill("Hello");
  await message.press("Enter");
  const turn = form.locator(".jupyter-widgets-output-area table, .widget-output table");
  await form
    .getByText(/tokens?\)|cut at the limit/)
    .nth(1)
    .waitFor(DEADLINE);
  const turns = await turn.count();
  const columns = await turn.first().locator("th").count();

  await form.getByLabel("System").fill("Be brief.");
  await form.getByLabel("Examples").fill("no arrow");
  await message.fill("Again");
  await form.getByRole("button", { name: "Send", exact: true }).click(DEADLINE);
  const refusal = form.getByText("is no question with its answer");
  await refusal.waitFor(DEADLINE);
  const broken = (await refusal.innerText()).split("\n")[0];
  await form.getByLabel("Examples").fill("1+1? => 2");
  await form.getByRole("button", { name: "Send", exact: true }).click(DEADLINE);
  await form
    .getByText(/a new session begins/)
    .first()
    .waitFor(DEADLINE);
  await form.locator("button:not([disabled])", { hasText: "Send" }).waitFor(DEADLINE);
  await form
    .locator(".widget-vbox")
    .first()
    .screenshot({ path: join(PICTURES, "chat-panel.png") });
  const sent = await page.evaluate(
    `new Promise((resolve) => {
      const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
      const future = kernel.requestExecute({ code: "JSON.stringify(chat.messages().slice(0, 3))" });
      future.onIOPub = ({ header, content }) => { if (header.msg_type === "execute_result") resolve(content.data["text/plain"]); };
    })`,
  );
  await form.getByRole("button", { name: "New session" }).click(DEADLINE);
  await turn.first().waitFor({ ...DEADLINE, state: "detached" });
  const cleared = await message.inputValue();

  await runCell(page, 1);
  const cancel = cell(page, 1).getByRole("button", { name: "Cancel job" });
  await cancel.scrollIntoViewIfNeeded(DEADLINE);
  await page.screenshot({ path: join(PICTURES, "watch-buttons.png") });
  await cancel.click(DEADLINE);
  const result = cell(page, 1).locator(".jp-OutputArea-executeResult .jp-OutputArea-output");
  await result.waitFor(DEADLINE);
  await page.waitForTimeout(500);
  const status = (await result.innerText()).trim();
  const buttonsLeft = await cell(page, 1).locator(".jp-OutputArea button.jupyter-button").count();
  await page.screenshot({ path: join(PICTURES, "watch-ended.png") });
  const parsed = JSON.parse(String(sent).slice(1, -1)) as unknown;
  return { turns, columns, broken, sent: parsed, cleared, status, buttonsLeft };
}
