// Writes to a local store as a second process would: node write-from-another-process.mjs <folder> <run> <writer>
import { LocalTracker } from "../../dist/tracking/index.js";

const [folder, runId, writer] = process.argv.slice(2);
const tracker = new LocalTracker(folder);
await tracker.createExperiment("made by both");
for (let step = 0; step < 100; step += 1) {
  const point = { key: "shared", value: Number(writer) + step / 1000, timestamp: step, step };
  await tracker.logBatch(runId, { metrics: [point], tags: { [`writer${writer}`]: String(step) } });
}
