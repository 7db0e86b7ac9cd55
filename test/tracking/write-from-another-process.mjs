// Writes to a local store as a second process would: node write-from-another-process.mjs <folder> <run> <writer>
import { LocalTracker } from "../../dist/tracking/index.js";

const [folder, runId, writer] = process.argv.slice(2);
const tracker = new LocalTracker(folder);
const experimentId = await tracker.createExperiment("made by both");
for (let step = 0; step < 100; step += 1) {
  const point = { key: "shared", value: Number(writer) + step / 1000, timestamp: step, step };
  await tracker.logBatch(runId, { metrics: [point], tags: { [`writer${writer}`]: String(step) } });
  // Both names are wanted by both, one as a file and one as a folder.
  const names = step % 2 === Number(writer) % 2 ? ["loss", "loss/val"] : ["loss/val", "loss"];
  const { info } = await tracker.createRun({ experimentId, runName: `${writer} ${step}` });
  for (const key of names) await tracker.logBatch(info.runId, { metrics: [{ ...point, key }], params: { [key]: "1" } });
  if (step % 20 === 0) await tracker.createExperiment(`number ${step}`);
  await tracker.updateRun(info.runId, { status: "FINISHED", endTime: step });
}
