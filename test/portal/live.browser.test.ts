import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildPortal } from "../../scripts/build-portal.mjs";
import { findChromium, startBrowser } from "../support/chromium.js";
import { DEPLOYMENTS, FILES, JOBS } from "./support/fake-data.js";
import { FakeService } from "./support/fake-service.js";
import { goTo, openPage, settle } from "./support/portal-browser.js";
import { startPortalService } from "./support/portal-service.js";

const RUNNING = JOBS.find(({ status }) => status === "running")!;

/** Makes a page believe that another tab covers it, or that it is seen again. */
async function setVisible(page: Page, isVisible: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    isVisible ? "visible" : "hidden",
  );
}

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!check()) {
    if (Date.now() > deadline) throw new Error(`It took too long: ${String(check)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.skipIf(findChromium() === undefined)("a page of the portal that stays open", { timeout: 180_000 }, () => {
  let pages: string;
  let browser: Browser;
  let fake: FakeService;
  let server: string;
  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), "tunelab-portal-"));
    await buildPortal(pages);
    browser = await startBrowser();
  });
  beforeEach(async () => {
    fake = new FakeService();
    fake.pagesFolder = pages;
    server = await fake.start();
  });
  afterEach(() => fake.stop());
  afterAll(async () => {
    await browser?.close();
    await rm(pages, { recursive: true, force: true });
  });

  const hasAskedFor = (topic: string): boolean =>
    fake.seen.some(({ path }) => decodeURIComponent(path).includes(topic));

  it("shows changes of jobs as they come, and takes away what was deleted", async () => {
    const { page, context } = await openPage(browser, server);
    const row = page.locator("[data-row]", { hasText: "ft-travel" });
    await row.getByText("step 30/48").waitFor();
    fake.push({ type: "job", job: { ...RUNNING, step: 41, lastMetrics: { train_loss: 0.875 } } });
    await row.getByText("step 41/48").waitFor();
    expect(await row.innerText()).toContain("0.88");
    fake.push({ type: "gone", kind: "job", id: RUNNING.id });
    await row.waitFor({ state: "detached" });
    await context.close();
  });

  it("offers to deploy a job's model as long as there is one", async () => {
    const job = { ...JOBS.find(({ status }) => status === "succeeded")!, deployments: [] };
    const { page, context } = await openPage(browser, server, { route: `/jobs/${job.id}` });
    await settle(page);
    fake.push({ type: "job", job });
    await page.getByRole("button", { name: "Deploy", exact: true }).waitFor();
    fake.push({ type: "gone", kind: "model", id: job.fineTunedModel! });
    await page.getByRole("button", { name: "Deploy", exact: true }).waitFor({ state: "detached" });
    await page.getByRole("heading", { name: job.suffix! }).waitFor();
    await context.close();
  });

  it("asks for no estimate of numbers that their fields refuse", async () => {
    const file = FILES.find(({ status, purpose }) => status === "processed" && purpose === "fine-tune")!;
    const { page, context } = await openPage(browser, server, { route: `/jobs/new?file=${file.id}` });
    await settle(page);
    await page.getByText(/^Task parameters/).click();
    await page.getByLabel("Epochs").fill("2");
    await until(() => hasAskedFor("epochs=2"));
    await page.getByLabel("Epochs").fill("200");
    await page.getByText("A whole number from 1 to 50, or nothing.").waitFor();
    await page.getByLabel("Epochs").fill("3");
    await until(() => hasAskedFor("epochs=3"));
    expect(hasAskedFor("epochs=200")).toBe(false);
    await context.close();
  });

  it("draws measurements and log lines of the job that is open", async () => {
    const { page, context } = await openPage(browser, server, { route: `/jobs/${RUNNING.id}/metrics?table=1` });
    await page.locator('[aria-rowcount="31"]').waitFor();
    await until(() => hasAskedFor(`job:${RUNNING.id}@33`));
    fake.push({ type: "metrics", jobId: RUNNING.id, cursor: 40, step: [31, 32], columns: { train_loss: [1, 0.9] } });
    await page.locator('[aria-rowcount="33"]').waitFor();
    await page.getByRole("tab", { name: "Logs" }).click();
    await page.getByRole("log").getByText("Job started.").waitFor();
    // The stream is opened anew for another part of the page, from where it had come to.
    await until(() => hasAskedFor(`job:${RUNNING.id}@33`) && fake.listeners === 1);
    fake.push({
      type: "log",
      jobId: RUNNING.id,
      cursor: 41,
      lines: [{ id: "late", createdAt: RUNNING.createdAt, level: "warn", message: "A late line." }],
    });
    await page.getByRole("log").getByText("A late line.").waitFor();
    await context.close();
  });

  it("draws nothing while nothing changes: the computer is the training's", async () => {
    const { page, context } = await openPage(browser, server, { route: `/jobs/${RUNNING.id}` });
    await page.locator(".status.busy").waitFor();
    await settle(page);
    fake.push({ type: "job", job: { ...RUNNING, step: 31 } });
    await page.getByText("step 31/48").waitFor();
    const moving = () => document.getAnimations().filter(({ playState }) => playState === "running").length;
    expect(await page.evaluate(moving)).toBe(0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await page.evaluate(moving)).toBe(0);
    await context.close();
  });

  it("closes its stream while another tab covers it", async () => {
    const { page, context } = await openPage(browser, server);
    await settle(page);
    expect(fake.listeners).toBe(1);
    await setVisible(page, false);
    await until(() => fake.listeners === 0);
    await setVisible(page, true);
    await until(() => fake.listeners === 1);
    await page.getByText("Live", { exact: true }).waitFor();
    await context.close();
  });

  it("says that the connection is lost, keeps what it showed, and comes back by itself", async () => {
    const { page, context } = await openPage(browser, server);
    await settle(page);
    const row = page.locator("[data-row]", { hasText: "ft-travel" });
    await row.getByText("left").waitFor();
    const port = Number(new URL(server).port);
    await fake.stop();
    await page.locator(".link-state").getByText("Connection lost, trying again").waitFor();
    expect(await row.innerText()).toContain("step 30/48");
    expect(await row.innerText()).not.toContain("left");
    fake = new FakeService();
    fake.pagesFolder = pages;
    fake.me = { ...fake.me, service: { ...fake.me.service, startId: "start-2" } };
    await fake.start(port);
    await page.locator(".link-state").getByText("Live", { exact: true }).waitFor();
    await page.getByText("What you see is the last known state").waitFor({ state: "detached" });
    await context.close();
  });

  it("asks for nothing more when the session is over, and says how to sign in", async () => {
    const { page, context } = await openPage(browser, server);
    await settle(page);
    fake.isSignedIn = false;
    await goTo(page, "/connection").catch(() => undefined);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await until(() => fake.listeners === 0);
    const asked = fake.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(fake.seen.length).toBe(asked);
    await page.getByLabel("Or paste a link here").fill(`${server}#token=good`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Connection" }).waitFor();
    await context.close();
  });

  it("takes the token out of its address, and says when a link was used before", async () => {
    const first = await openPage(browser, server, { route: "/deployments" });
    expect(new URL(first.page.url()).hash).toBe("#/deployments");
    await first.page.reload();
    await first.page.getByRole("heading", { name: "Deployments" }).waitFor();
    await first.context.close();
    const second = await openPage(browser, server, { token: "used" });
    await second.page.getByText("This link has been used or is too old").waitFor();
    expect(second.page.url()).not.toContain("used");
    await second.context.close();
  });

  it("speaks the language of the notebook whose link was followed, until another is chosen", async () => {
    const { page, context } = await openPage(browser, server, { route: "/deployments" });
    const language = (): Promise<string> => page.evaluate(() => document.documentElement.lang);
    expect(await language()).toBe("en");
    await page.goto(`${server}#token=good&to=%2Ffiles&lang=fr`);
    await page.getByRole("heading", { name: "Données", exact: true }).waitFor();
    expect(new URL(page.url()).hash).toBe("#/files");
    await page.reload();
    await page.getByRole("heading", { name: "Données", exact: true }).waitFor();
    await page.getByLabel("Langue").selectOption("pt-BR");
    await page.getByRole("heading", { name: "Dados", exact: true }).waitFor();
    await page.goto(`${server}#token=good&to=%2Fdeployments&lang=en`);
    await page.getByRole("heading", { name: "Implantações", exact: true }).waitFor();
    expect(await language()).toBe("pt-BR");
    await context.close();
  });

  it("keeps a language that was chosen, though a link in another one is followed before its texts have come", async () => {
    const { page, context } = await openPage(browser, server, { route: "/deployments" });
    let isAsked = false;
    const held = new Set(["pt-BR", "fr"]);
    await context.route(/(?:pt-BR|fr)-[^/]+\.js/u, async (route) => {
      isAsked = true;
      const name = /pt-BR|fr/u.exec(route.request().url())![0];
      await until(() => !held.has(name));
      await route.continue();
    });
    await page.getByLabel("Language").selectOption("pt-BR");
    await until(() => isAsked);
    await page.goto(`${server}#token=good&to=%2Ffiles&lang=fr`);
    await page.waitForFunction(() => location.hash === "#/files");
    held.delete("pt-BR");
    await page.getByRole("heading", { name: "Dados", exact: true }).waitFor();
    held.delete("fr");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("pt-BR");
    await context.close();
  });

  it("goes on in every tab when another one signs in, with what was typed", async () => {
    const { page, context } = await openPage(browser, server, { route: "/chat" });
    await settle(page);
    await page.getByLabel("User message").fill("Half a question");
    fake.isSignedIn = false;
    await goTo(page, "/connection").catch(() => undefined);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    const other = await context.newPage();
    await other.goto(`${server}#token=good`);
    await page.getByRole("heading", { name: "Connection" }).waitFor();
    await page.reload();
    await goTo(page, "/chat");
    expect(await page.getByLabel("User message").inputValue()).toBe("Half a question");
    await context.close();
  });

  it("says of a text that can be no link what it says of a used one", async () => {
    const { page, context } = await openPage(browser, server);
    await settle(page);
    fake.isSignedIn = false;
    await goTo(page, "/connection").catch(() => undefined);
    await page.getByLabel("Or paste a link here").fill("x".repeat(300));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This link has been used or is too old").waitFor();
    await context.close();
  });

  it("keeps the set-up of each tab, whatever another one saves", async () => {
    const { page, context } = await openPage(browser, server, { route: "/chat" });
    await settle(page);
    const other = await context.newPage();
    await other.goto(`${server}#/chat`);
    await settle(other);
    await page.getByLabel("System message").fill("Draft of the first tab");
    await other.getByLabel("System message").fill("Saved by the second tab");
    await other.getByRole("button", { name: "Save changes" }).click();
    await other.getByRole("button", { name: "Continue" }).click();
    await page.reload();
    await settle(page);
    expect(await page.getByLabel("System message").inputValue()).toBe("Draft of the first tab");
    await other.reload();
    await settle(other);
    expect(await other.getByLabel("System message").inputValue()).toBe("Saved by the second tab");
    const later = await context.newPage();
    await later.goto(`${server}#/chat`);
    await settle(later);
    expect(await later.getByLabel("System message").inputValue()).toBe("Saved by the second tab");
    await context.close();
  });

  it("sends a job once while Ctrl+Enter is held", async () => {
    const file = FILES.find(({ status, purpose }) => status === "processed" && purpose === "fine-tune")!;
    const { page, context } = await openPage(browser, server, { route: `/jobs/new?file=${file.id}` });
    await settle(page);
    await page.getByRole("button", { name: "Create", disabled: false }).waitFor();
    await page.evaluate(() => {
      const press = (): boolean =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
      press();
      press();
    });
    const sent = (): number =>
      fake.seen.filter(({ method, path }) => method === "POST" && path.includes("fine_tuning/jobs")).length;
    await until(() => sent() > 0);
    await page.getByRole("alert").first().waitFor();
    expect(sent()).toBe(1);
    await context.close();
  });

  it("is printed without what is only for the screen, dark on white from a dark one too", async () => {
    const { page, context } = await openPage(browser, server, { theme: "dark" });
    await settle(page);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("nav, .top, main .button").filter({ visible: true }).count()).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(23, 32, 43)");
    await context.close();
  });

  it("is printed with the rows of a long table that are not drawn on the screen", async () => {
    const { page, context } = await openPage(browser, server, { route: `/jobs/${RUNNING.id}/metrics?table=1` });
    await until(() => hasAskedFor(`job:${RUNNING.id}@33`));
    const step = Array.from({ length: 3_000 }, (_, index) => 31 + index);
    fake.push({ type: "metrics", jobId: RUNNING.id, cursor: 4_000, step, columns: { train_loss: step.map(() => 1) } });
    await page.locator('[aria-rowcount="3031"]').waitFor();
    const onScreen = await page.locator("[aria-rowindex]").count();
    expect(onScreen).toBeLessThan(100);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await page.locator("[aria-rowindex]").count()).toBe(2_001);
    await page.emulateMedia({ media: "print" });
    await page.getByText("On paper: the first 2,000 of 3,030 rows.").waitFor();
    const [first, last] = await page
      .locator(".window-rows > .window-row")
      .evaluateAll((rows) => [rows[0]!, rows.at(-1)!].map((row) => row.getBoundingClientRect().top));
    expect(last! - first!).toBeGreaterThan(2_000 * 20);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.getByText("On paper").waitFor({ state: "hidden" });
    expect(await page.locator("[aria-rowindex]").count()).toBe(onScreen);
    await context.close();
  });

  it("says who is answering where another deployment has been chosen meanwhile", async () => {
    const { page, context } = await openPage(browser, server, { route: "/chat?m=gpt-4o" });
    await settle(page);
    fake.isReplyHeld = true;
    await page.getByLabel("User message").fill("Hi");
    await page.keyboard.press("Enter");
    await page.getByText("tram 28").waitFor();
    await page.getByLabel("Deployment", { exact: true }).selectOption(DEPLOYMENTS[1]!.name);
    await page.getByText("gpt-4o is answering; the next question can be sent after that.").waitFor();
    await page.getByLabel("User message").fill("And now?");
    expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByText("Enter sends").waitFor();
    expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(false);
    await context.close();
  });

  it("keeps what was answered when the service ends in the middle, and asks again when it is back", async () => {
    const { page, context } = await openPage(browser, server, { route: "/chat?m=gpt-4o" });
    await settle(page);
    fake.isReplyHeld = true;
    await page.getByLabel("User message").fill("Hi");
    await page.keyboard.press("Enter");
    await page.getByText("tram 28").waitFor();
    await fake.stop();
    await page.locator(".turn").getByRole("alert").waitFor();
    expect(await page.locator(".turn").innerText()).toContain("tram 28");
    const again = new FakeService();
    again.pagesFolder = pages;
    await again.start(Number(new URL(server).port));
    fake = again;
    await page.locator(".link-state").getByText("Live", { exact: true }).waitFor();
    await page.getByLabel("User message").fill("Again");
    await page.keyboard.press("Enter");
    await page.locator(".turn").nth(1).getByText("12 tokens").waitFor();
    await context.close();
  });

  it("keeps a question and what was answered so far over a reload, and gives an unanswered question back", async () => {
    const { page, context } = await openPage(browser, server, { route: "/chat?m=gpt-4o" });
    await settle(page);
    fake.isReplyHeld = true;
    await page.getByLabel("User message").fill("Hi");
    await page.keyboard.press("Enter");
    await page.getByText("tram 28").waitFor();
    await page.reload();
    await page.locator(".turn").getByText("tram 28").waitFor();
    expect(await page.locator(".turn").innerText()).toMatch(/Hi[^]*stopped/);
    expect(await page.getByLabel("User message").inputValue()).toBe("");
    await page.route("**/portal/rest/openai/v1/chat/completions", () => undefined);
    await page.getByLabel("User message").fill("Are you there?");
    await page.keyboard.press("Enter");
    await page.getByText("Waiting for the answer").waitFor();
    await page.reload();
    await page.locator(".turn").nth(1).getByText("Are you there?").waitFor();
    expect(await page.getByLabel("User message").inputValue()).toBe("Are you there?");
    await context.close();
  });

  it("keeps one model's answer over a reload where the other one's failed, and why it did", async () => {
    const [first, second] = DEPLOYMENTS.map(({ name }) => name);
    const { page, context } = await openPage(browser, server, { route: `/chat?m=${first}&m=${second}` });
    await settle(page);
    await page.route("**/portal/rest/openai/v1/chat/completions", async (route) => {
      if ((route.request().postDataJSON() as { model: string }).model === first) return route.fallback();
      return route.fulfill({
        status: 404,
        json: { error: { code: "DeploymentNotFound", message: "None of that name." } },
      });
    });
    await page.getByLabel("User message").fill("Hi");
    await page.keyboard.press("Enter");
    await page.getByText(`There is no deployment ${second}`).waitFor();
    await page.reload();
    await page.getByText(`There is no deployment ${second}`).waitFor();
    expect(await page.locator(".turn").innerText()).toContain("tram 28");
    await context.close();
  });

  it("asks once where a job is paused by a double click", async () => {
    const { page, context } = await openPage(browser, server, { route: `/jobs/${RUNNING.id}` });
    await settle(page);
    await page.getByRole("button", { name: "Pause" }).dblclick();
    await until(() => fake.seen.some(({ path }) => path.includes("/pause")));
    await settle(page);
    expect(fake.seen.filter(({ path }) => path.includes("/pause"))).toHaveLength(1);
    fake.push({ type: "job", job: { ...RUNNING, status: "paused", estimatedFinish: null } });
    await page.getByRole("button", { name: "Resume" }).dblclick();
    await until(() => fake.seen.some(({ path }) => path.includes("/resume")));
    await settle(page);
    expect(fake.seen.filter(({ path }) => path.includes("/resume"))).toHaveLength(1);
    await context.close();
  });

  it("says that a proxy has answered where an answer is a page and no JSON", async () => {
    const { page, context } = await openPage(browser, server);
    await settle(page);
    await page.route("**/portal/api/connection", (route) =>
      route.fulfill({ status: 200, contentType: "text/html", body: "<html>Please sign in to the network</html>" }),
    );
    await goTo(page, "/connection");
    const alert = page.getByRole("alert");
    await alert.getByText("something between this page and the service, such as a proxy, has answered").waitFor();
    await alert.getByText("<html>Please sign in to the network</html>").waitFor();
    await context.close();
  });

  it("says that a deployment is gone which is deleted under its chat, and keeps the conversation", async () => {
    const { page, context } = await openPage(browser, server, { route: `/chat?m=${DEPLOYMENTS[0]!.name}` });
    await settle(page);
    await page.getByLabel("User message").fill("Hi");
    await page.keyboard.press("Enter");
    await page.getByText("12 tokens").waitFor();
    fake.push({ type: "gone", kind: "deployment", id: DEPLOYMENTS[0]!.name });
    fake.answers.set("POST portal/rest/openai/v1/chat/completions", {
      status: 404,
      body: { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } },
    });
    await page.getByText("answered by unknown").waitFor();
    await page.getByLabel("User message").fill("Still there?");
    await page.keyboard.press("Enter");
    await page.getByText(`There is no deployment ${DEPLOYMENTS[0]!.name}`).waitFor();
    expect(await page.locator(".turn").first().innerText()).toContain("tram 28");
    expect(await page.getByLabel("User message").inputValue()).toBe("Still there?");
    await context.close();
  });

  it("is used by keys alone", async () => {
    const { page, context } = await openPage(browser, server);
    await settle(page);
    for (const [letter, title] of [
      ["d", "Data"],
      ["p", "Deployments"],
      ["c", "Playground"],
      ["e", "Evaluations"],
      ["f", "Fine-tuning"],
    ] as const) {
      await page.keyboard.press("g");
      await page.keyboard.press(letter);
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await settle(page);
      // Where one has arrived is where reading goes on.
      await page.waitForFunction((name) => document.activeElement?.textContent === name, title);
    }
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("link", { name: "Compare 2" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("museum");
    await page.getByText("1 of 6 rows").waitFor();
    expect(new URL(page.url()).hash).toBe("#/jobs?q=museum");
    await page.keyboard.press("Tab");
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard" });
    await help.getByLabel("Use single keys").uncheck();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Fine-tuning");
    await context.close();
  });

  it("creates a job by keys alone, from the list to the last button", async () => {
    const file = FILES.find(({ status, purpose }) => status === "processed" && purpose === "fine-tune")!;
    const { page, context } = await openPage(browser, server);
    await settle(page);
    /** Presses Tab until the focus is on what has this name, as someone does who cannot use a mouse. */
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press("Tab");
        const focused = await page.evaluate(() => {
          const element = document.activeElement as HTMLInputElement | null;
          return element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
        });
        if (name.test(focused)) return;
      }
      throw new Error(`Tab never came to ${name}.`);
    };
    await tabTo(/^Fine-tune model$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Fine-tune model", level: 1 }).waitFor();
    await settle(page);
    await tabTo(/^Model suffix/);
    await page.keyboard.type("by-keys");
    await tabTo(/^Training data/);
    await page.keyboard.type(file.filename);
    await tabTo(/^Create$/);
    await page.keyboard.press("Enter");
    const created = () =>
      fake.seen.find(({ method, path }) => method === "POST" && path.includes("fine_tuning/jobs"))?.body;
    await until(() => created() !== undefined);
    expect(created()).toMatchObject({ suffix: "by-keys", training_file: file.id });
    await context.close();
  });

  it("moves between tabs by arrows, and to the content by its first link", async () => {
    const { page, context } = await openPage(browser, server, { route: `/jobs/${RUNNING.id}` });
    await settle(page);
    await page.getByRole("tab", { name: "Metrics" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("log").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Logs");
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Details");
    await page.reload();
    await settle(page);
    expect(await page.getByRole("tab", { name: "Details" }).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    await context.close();
  });

  it("shows an answer's error as a sentence, and stops an answer by Escape", async () => {
    const { page, context } = await openPage(browser, server, { route: "/chat?m=gone" });
    await settle(page);
    fake.answers.set("POST portal/rest/openai/v1/chat/completions", {
      status: 404,
      body: { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } },
    });
    await page.getByLabel("User message").fill("Hi");
    await page.keyboard.press("Enter");
    await page.getByText("There is no deployment gone").waitFor();
    // Nobody answered, so the question stands in its field again.
    expect(await page.getByLabel("User message").inputValue()).toBe("Hi");
    fake.answers.clear();
    fake.reply = "word ".repeat(2_000);
    await page.getByLabel("User message").fill("Go on");
    await page.keyboard.press("Enter");
    await page.locator(".turn").nth(1).waitFor();
    await page.keyboard.press("Escape");
    await page
      .locator(".turn")
      .nth(1)
      .locator(".answer-facts", { hasText: /stopped|tokens/ })
      .waitFor();
    await context.close();
  });
});

describe.skipIf(findChromium() === undefined)("the portal over the real service", { timeout: 300_000 }, () => {
  it("goes on after a restart of the service, and lets ten tabs be open", async () => {
    const portal = await startPortalService();
    const browser = await startBrowser();
    try {
      const { page, context, faults } = await openPage(browser, portal.url, { token: await portal.token() });
      await settle(page);
      await portal.restart(1_500);
      await page.locator(".link-state").getByText("Live", { exact: true }).waitFor();
      await goTo(page, "/deployments");
      await page.getByRole("link", { name: "gpt-4o", exact: true }).waitFor();

      await setVisible(page, false);
      for (let tab = 0; tab < 9; tab++) {
        const other = await context.newPage();
        await other.goto(`${portal.url}#/deployments`);
        await other.getByRole("link", { name: "gpt-4o", exact: true }).waitFor();
        await setVisible(other, false);
      }
      await setVisible(page, true);
      await page.locator(".link-state").getByText("Live", { exact: true }).waitFor();
      expect(faults.violations).toEqual([]);
      expect(faults.pageErrors).toEqual([]);
    } finally {
      await browser.close();
      await portal.stop();
    }
  });
});
