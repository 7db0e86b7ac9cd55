// Measures what open pages of the portal cost the service, in its own CPU time, and how soon a step reaches them.
// The trainer is a stand-in that only reports steps, so that nothing of a training is counted.
// Usage: npm run build && node bench/portal-streams.mjs [steps, 300] [milliseconds between steps, 50] [pages, 10]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fork } from "node:child_process";
import { startStandInJob } from "./stand-in-job.mjs";

const [steps = 300, between = 50, pages = 10] = process.argv.slice(2, 5).map(Number);

async function measure() {
  for (const open of [0, pages]) {
    const directory = mkdtempSync(join(tmpdir(), "tunelab-streams-"));
    const { service, trainer, job } = await startStandInJob(directory, steps);
    const child = open === 0 ? undefined : await openPages(service, job.id, open);
    const before = process.cpuUsage();
    for (let step = 1; step <= steps; step++) {
      trainer.step(step, Date.now());
      await sleep(between);
    }
    await sleep(1000);
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    console.log(`${open} pages: ${(milliseconds / steps).toFixed(2)} ms of CPU a step`);
    if (child !== undefined) {
      child.send("report");
      const delays = (await new Promise((resolve) => child.once("message", resolve))).sort((a, b) => a - b);
      const at = (share) => delays[Math.floor((delays.length - 1) * share)];
      console.log(
        `a step reached its pages after ${at(0.5)} ms (median), ${at(0.95)} ms (95 %), ${at(1)} ms (longest)`,
      );
    }
    if (open === 0) await measureHistory(service, job.id);
    child?.kill();
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  process.exit(0);
}

/** Size and time of a job's whole history in one answer. */
async function measureHistory(service, id) {
  const started = performance.now();
  const answer = await fetch(`${service.url}/portal/api/jobs/${id}/metrics`, {
    headers: { "api-key": service.keys.apiKey },
  });
  const text = await answer.text();
  console.log(
    `${JSON.parse(text).step.length} steps of metrics: ${(text.length / 1000).toFixed(0)} kB in ${(performance.now() - started).toFixed(0)} ms`,
  );
}

/** Pages read in a process of their own, whose CPU time is not the service's. */
function openPages(service, jobId, count) {
  const argv = [steps, between, count, "pages", service.url, service.keys.apiKey, jobId].map(String);
  const child = fork(new URL(import.meta.url), argv);
  return new Promise((resolve) => child.once("message", () => resolve(child)));
}

async function readAsPages() {
  const [url, key, jobId] = process.argv.slice(6, 9);
  const delays = [];
  const openAll = Array.from({ length: pages }, async () => {
    const topics = encodeURIComponent(`jobs,job:${jobId}@0`);
    const { body } = await fetch(`${url}/portal/api/events?topics=${topics}`, { headers: { "api-key": key } });
    void (async () => {
      let text = "";
      for await (const part of body.pipeThrough(new TextDecoderStream())) {
        text += part;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
          text = text.slice(end + 2);
          const event = data === undefined ? {} : JSON.parse(data);
          // The stand-in's loss is the time at which the step was reported.
          if (event.type === "metrics") for (const sent of event.columns.train_loss) delays.push(Date.now() - sent);
        }
      }
    })();
  });
  await Promise.all(openAll);
  process.send("open");
  process.on("message", () => process.send(delays));
}

if (process.argv[5] === "pages") await readAsPages();
else await measure();
