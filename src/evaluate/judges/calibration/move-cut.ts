import type { ScoredLabel } from "./area-under-curve.js";
import type { LogisticModel } from "./logistic.js";
import { balancedAccuracy } from "./measure-judge.js";

/**
 * Moves a model's bias so that the cut that divides the given rows best is a probability of 0.5.
 *
 * Tried are the cuts from 0.20 to 0.80 in steps of 0.01; the best is the one with the highest balanced accuracy. Where a third of the
 * rows is right, a cut of 0.5 on an unmoved model passes too few.
 *
 * @example
 * moveCut(model, trainingRows).bias; // the model's bias - ln(0.36 / 0.64), where 0.36 divides them best
 */
export function moveCut(model: LogisticModel, scored: readonly ScoredLabel[]): LogisticModel {
  const cuts = Array.from({ length: 61 }, (_, at) => (20 + at) / 100);
  const values = cuts.map((cut) => balancedAccuracy(scored, cut));
  const cut = cuts[values.indexOf(Math.max(...values))]!;
  return { ...model, bias: model.bias - Math.log(cut / (1 - cut)) };
}
