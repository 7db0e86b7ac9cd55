import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot } from "../../../core/index.js";
import type { ScoredLabel } from "../calibration/area-under-curve.js";
import { groundedAnswers, type GroundedAnswer } from "./grounded-answers.js";
import { fitLogistic, predictLogistic, type LogisticModel } from "../calibration/logistic.js";
import { measureJudge } from "../calibration/measure-judge.js";
import { moveCut } from "../calibration/move-cut.js";
import { SUPPORT_WITH_QUESTION, SUPPORT_WITHOUT_QUESTION, textSupport } from "./text-support.js";

const NUMBERS = z.array(z.number()).readonly();
const MEASURED = z.object({
  rows: z.number().int(),
  auc: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
  balancedAccuracy: z.number(),
});
const CALIBRATION = z.object({
  features: z.array(z.string()),
  model: z.object({ means: NUMBERS, scales: NUMBERS, weights: NUMBERS, bias: z.number() }),
  fittedOn: z.number().int(),
  heldOut: MEASURED,
  languages: z.record(z.string(), MEASURED),
  lastLook: MEASURED,
});
const FILE = z.object({ about: z.string(), withQuestion: CALIBRATION, withoutQuestion: CALIBRATION });

/** Weights of the support features, and how good they are on texts that they were not fitted to. */
export type SupportCalibration = z.infer<typeof CALIBRATION>;

/** The calibrations that ship with the project, checked when they are read. */
export function supportCalibration(): z.infer<typeof FILE> {
  const file = join(findProjectRoot(), "src", "evaluate", "judges", "data", "support-calibration.json");
  return FILE.parse(JSON.parse(readFileSync(file, "utf8")));
}

/**
 * Fits the support features to the training texts of the labelled answers.
 *
 * The cut is the one with the best balanced accuracy on these texts; the model's bias is moved so that it is 0.5. An answer
 * that is partly right counts as wrong.
 *
 * @example
 * fitSupport({ withQuestion: true }).weights.length; // 11
 */
export function fitSupport({ withQuestion }: { readonly withQuestion: boolean }): LogisticModel {
  const training = groundedAnswers({ withQuestion }).filter(({ half }) => half === "training");
  const fitted = fitLogistic(
    training.map((row) => textSupport(row)),
    training.map(({ label }) => label === "right"),
  );
  return moveCut(fitted, toScored(training, fitted));
}

/**
 * Fits the support features with {@link fitSupport} and measures them on the texts that are held out; seconds.
 *
 * @example
 * calibrateSupport({ withQuestion: true }).heldOut.auc.estimate; // 0.96
 */
export function calibrateSupport({ withQuestion }: { readonly withQuestion: boolean }): SupportCalibration {
  const rows = groundedAnswers({ withQuestion });
  const model = fitSupport({ withQuestion });
  const measure = (isOf: (row: GroundedAnswer) => boolean) =>
    measureJudge(
      toScored(
        rows.filter((row) => row.half !== "training" && isOf(row)),
        model,
      ),
      0.5,
    );
  return {
    features: [...(withQuestion ? SUPPORT_WITH_QUESTION : SUPPORT_WITHOUT_QUESTION)],
    model,
    fittedOn: rows.filter(({ half }) => half === "training").length,
    heldOut: measure(() => true),
    languages: Object.fromEntries(
      ["en", "pt", "fr"].map((name) => [name, measure(({ language }) => language === name)]),
    ),
    lastLook: measure(({ half }) => half === "last look"),
  };
}

function toScored(rows: readonly GroundedAnswer[], model: LogisticModel): ScoredLabel[] {
  return rows.map((row) => ({
    score: predictLogistic(model, textSupport(row)),
    label: row.label === "right",
    group: row.title,
  }));
}
