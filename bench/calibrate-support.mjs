// Fits the check of words that judges groundedness without a model, writes src/evaluate/judges/data/support-calibration.json,
// and prints how good it is on texts that it was not fitted to.
// node bench/calibrate-support.mjs [--likelihoods]     (after npm run build; seconds, or minutes with likelihoods)
// --likelihoods also measures the embedded model's judge of groundedness by likelihoods (likelihood-calibration.json) on the
// same held-out answers, and its mean lift and weakest token by themselves, where no cut is known.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  calibrateSupport,
  embeddedCalibration,
  groundedAnswers,
  likelihoodFeatures,
  measureJudge,
  predictLogistic,
  textSupport,
  toEvidenceQuestion,
} from "../dist/evaluate/judges/index.js";

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

if (process.argv.includes("--likelihoods")) {
  const { embeddedLikelihoods } = await import("./embedded-likelihoods.mjs");
  const { likelihoods, signal, close } = embeddedLikelihoods({ concurrency: 1 });
  for (const [name, variant] of Object.entries(variants)) {
    const rows = groundedAnswers(variant).filter(({ half }) => half !== "training");
    const scored = [];
    for (const row of rows) {
      const features = await likelihoodFeatures(toEvidenceQuestion("groundedness", row), likelihoods, signal);
      scored.push({ features, language: row.language, label: row.label === "right", group: row.title });
    }
    const { model } = embeddedCalibration().tasks.groundedness;
    const scores = {
      "as calibrated": [({ features }) => predictLogistic(model, features), 0.5],
      "mean lift": [({ features }) => features[0], 0],
      "weakest token": [({ features }) => features[3], Number.NaN],
    };
    for (const language of ["all", "en", "pt", "fr"]) {
      const mine = scored.filter((row) => language === "all" || row.language === language);
      for (const [kind, [score, cut]] of Object.entries(scores)) {
        const measured = mine.map((row) => ({ ...row, score: score(row) }));
        console.log(`likelihoods ${name} ${language}, ${kind}: ${show(measureJudge(measured, cut))}`);
      }
    }
  }
  await close();
}
