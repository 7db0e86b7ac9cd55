// Measures what a step costs an open page of the portal whose job has many already: the main thread's time from the
// step's arrival until its curves and its table have it, which another program's load does not change.
// Usage: npm run build && node bench/portal-points.mjs [points, 20000] [steps that follow, 20]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { startStandInJob } from "./stand-in-job.mjs";

const [points = 20_000, following = 20] = process.argv.slice(2, 4).map(Number);
const directory = mkdtempSync(join(tmpdir(), "tunelab-points-"));
const { service, trainer, job } = await startStandInJob(directory, points + 2 * following);
for (let step = 1; step <= points; step++) trainer.step(step, 4 - step / points + Math.sin(step) / 10);
while ((await stepsRecorded()) < points) await sleep(500);
const link = await fetch(`${service.url}/tunelab/portal-links`, {
  method: "POST",
  headers: { "api-key": service.keys.apiKey, "content-type": "application/json" },
  body: JSON.stringify({ page: `/jobs/${job.id}/metrics` }),
});
const { fragment } = await link.json();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${service.url}/#${fragment}`);
await page.locator("canvas").first().waitFor({ timeout: 120_000 });
const session = await page.context().newCDPSession(page);
// By the time of the thread, since that of the clock is also that of other programs.
await session.send("Performance.enable", { timeDomain: "threadTicks" });
let reported = points;
console.log("curves", await perStep());
await page.getByRole("button", { name: "Show as table" }).click();
await page.locator(`[aria-rowcount="${reported + 1}"]`).waitFor();
console.log("curves and table", await perStep());
await browser.close();
await service.stop();
rmSync(directory, { recursive: true, force: true });

async function stepsRecorded() {
  const headers = { "api-key": service.keys.apiKey };
  const answer = await fetch(`${service.url}/portal/api/jobs/${job.id}/metrics`, { headers });
  return (await answer.json()).step.length;
}

async function perStep() {
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  await sleep(3_000);
  const before = await read();
  for (let step = 0; step < following; step++) {
    trainer.step(++reported, 3);
    await sleep(500);
  }
  await sleep(1_000);
  const after = await read();
  const milliseconds = (name) => Number((((after[name] - before[name]) / following) * 1000).toFixed(1));
  return { mainThreadMs: milliseconds("TaskDuration"), scriptMs: milliseconds("ScriptDuration") };
}
