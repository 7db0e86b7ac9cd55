// Calibrates the embedded model as a likelihood judge and writes src/evaluate/judges/data/likelihood-calibration.json.
// node bench/calibrate-judge.mjs [tasks…]     (after npm run build; minutes on a quiet machine)
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibrateTask } from "../dist/evaluate/judges/index.js";
import { embeddedLikelihoods } from "./embedded-likelihoods.mjs";

const root = join(import.meta.dirname, "..");
const file = join(root, "src", "evaluate", "judges", "data", "likelihood-calibration.json");
const tasks = process.argv.slice(2);
if (tasks.length === 0) tasks.push("correctness", "relevance", "chunk_relevance", "sufficiency");

const { likelihoods, close } = embeddedLikelihoods();

for (const task of tasks) {
  const startedAt = performance.now();
  const calibrated = await calibrateTask(task, likelihoods);
  // Read anew each time: tasks may be calibrated in processes of their own.
  const known = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { model: "smollm2-135m-instruct", tasks: {} };
  known.tasks[task] = calibrated;
  const { auc, hardAuc, balancedAccuracy, model: fitted, features } = calibrated;
  const show = ({ estimate, low, high }) => `${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  console.log(
    `${task}: AUC ${show(auc)}, hard negatives ${show(hardAuc)}, balanced accuracy ${balancedAccuracy.toFixed(3)}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  console.log(`  ${features.map((name, at) => `${name} ${fitted.weights[at].toFixed(2)}`).join(", ")}`);
  writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`);
}
await close();
