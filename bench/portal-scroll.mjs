// Measures how 10,000 rows of an evaluation scroll in the portal: frames a second, and what a frame costs the page's main
// thread, which another program's load does not change.
// Usage: npm run build && node bench/portal-scroll.mjs [folder of built pages, several are measured in turn] [...]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { portalRuns } from "../dist/cli/portal/portal-runs.js";
import { startService } from "../dist/service/index.js";
import { LocalTracker } from "../dist/tracking/index.js";

const ROWS = 10_000;
const ROUNDS = 3;
const FRAMES = 120;
const folders = process.argv.length > 2 ? process.argv.slice(2).map((folder) => resolve(folder)) : [undefined];

const directory = mkdtempSync(join(tmpdir(), "tunelab-scroll-"));
const store = join(directory, "mlruns");
const tracker = new LocalTracker(store);
const { info } = await tracker.createRun({ experimentId: "0", runName: "long" });
const columns = ["inputs", "outputs", "toxicity/v1/score", "similarity/v1/score"];
const data = Array.from({ length: ROWS }, (_, row) => [
  `What should I see in town ${row}?`,
  `Take tram ${row % 28} to the harbour and walk along the water until the light goes.`,
  (row % 20) / 20,
  1 + (row % 5),
]);
await tracker.logArtifact(info.runId, "eval_results_table.json", JSON.stringify({ columns, data }));
await tracker.logBatch(info.runId, {
  tags: { "mlflow.loggedArtifacts": '[{"path": "eval_results_table.json", "type": "table"}]' },
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const runs = portalRuns({ MLFLOW_TRACKING_URI: store });
for (let round = 0; round < ROUNDS; round++) {
  for (const pagesFolder of folders) console.log(pagesFolder ?? "dist/portal", await measure(pagesFolder));
}
await browser.close();
rmSync(directory, { recursive: true, force: true });

async function measure(pagesFolder) {
  const service = await startService({
    dataDirectory: mkdtempSync(join(directory, "data-")),
    environment: { TUNELAB_LOG_LEVEL: "error" },
    runs,
    ...(pagesFolder === undefined ? {} : { pagesFolder }),
  });
  const link = await fetch(`${service.url}/tunelab/portal-links`, {
    method: "POST",
    headers: { "api-key": service.keys.apiKey, "content-type": "application/json" },
    body: JSON.stringify({ page: `/runs/${info.runId}` }),
  });
  const { fragment } = await link.json();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${service.url}/#${fragment}`);
  await page.locator(".window [aria-rowindex='5']").waitFor({ timeout: 60_000 });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const read = async () =>
    Object.fromEntries((await session.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  const before = await read();
  const seconds = await page.evaluate(
    (frames) =>
      new Promise((done) => {
        const box = document.querySelector(".window");
        const start = performance.now();
        let frame = 0;
        const step = () => {
          box.scrollTop += 400;
          if (++frame < frames) requestAnimationFrame(step);
          else done((performance.now() - start) / 1000);
        };
        requestAnimationFrame(step);
      }),
    FRAMES,
  );
  const after = await read();
  const perFrame = (name) => Number((((after[name] - before[name]) / FRAMES) * 1000).toFixed(2));
  await page.close();
  await service.stop();
  return {
    framesPerSecond: Math.round(FRAMES / seconds),
    mainThreadMs: perFrame("TaskDuration"),
    scriptMs: perFrame("ScriptDuration"),
    styleMs: perFrame("RecalcStyleDuration"),
    layoutMs: perFrame("LayoutDuration"),
  };
}
