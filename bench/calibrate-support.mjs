// Fits the check of words that judges groundedness without a model, writes src/evaluate/judges/data/support-calibration.json,
// and prints how good it is on texts that it was not fitted to.
// node bench/calibrate-support.mjs     (after npm run build; seconds)
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibrateSupport, groundedAnswers, predictLogistic, textSupport } from "../dist/evaluate/judges/index.js";

const root = join(import.meta.dirname, "..");
const show = ({ rows, auc, balancedAccuracy }) =>
  `${String(rows).padStart(4)} answers, AUC ${auc.estimate.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)}), balanced accuracy ${balancedAccuracy.toFixed(3)}`;

const variants = { withQuestion: { withQuestion: true }, withoutQuestion: { withQuestion: false } };
const calibrations = Object.fromEntries(
  Object.entries(variants).map(([name, variant]) => [name, calibrateSupport(variant)]),
);
for (const [name, { features, model, heldOut, languages, lastLook }] of Object.entries(calibrations)) {
  console.log(`${name}: ${show(heldOut)}`);
  for (const [language, measured] of Object.entries(languages)) console.log(`  ${language}         ${show(measured)}`);
  console.log(`  last look  ${show(lastLook)}`);
  console.log(`  ${features.map((feature, at) => `${feature} ${model.weights[at].toFixed(2)}`).join(", ")}`);
  const kinds = new Map();
  for (const row of groundedAnswers(variants[name]).filter(({ half }) => half !== "training")) {
    const passes = predictLogistic(model, textSupport(row)) >= 0.5;
    const [right, all] = kinds.get(row.kind) ?? [0, 0];
    kinds.set(row.kind, [right + Number(passes === (row.label === "right")), all + 1]);
  }
  console.log(`  judged right: ${[...kinds].map(([kind, [right, all]]) => `${kind} ${right}/${all}`).join(", ")}`);
}
const about =
  "Made by bench/calibrate-support.mjs from grounded-answers.json: a logistic regression on the features of text-support.ts, fitted to the training texts, its bias moved to the cut with the best balanced accuracy there, measured on the texts held out; lastLook is the part of those that nobody saw before the features were fixed.";
const file = join(root, "src", "evaluate", "judges", "data", "support-calibration.json");
writeFileSync(file, `${JSON.stringify({ about, ...calibrations }, null, 1)}\n`);
