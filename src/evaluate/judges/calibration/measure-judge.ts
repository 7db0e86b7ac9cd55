import { areaUnderCurve, areaWithInterval, type ScoredLabel } from "./area-under-curve.js";

/** How well a judge tells right from wrong. */
export interface MeasuredJudge {
  readonly rows: number;
  /** Area under the ROC curve with its 95 % interval. */
  readonly auc: { readonly estimate: number; readonly low: number; readonly high: number };
  /** Mean of the share of right answers that pass and of wrong ones that fail, at the cut. */
  readonly balancedAccuracy: number;
}

/**
 * Measures a judge's scores against labels: how well they rank, and how well the cut divides.
 *
 * Groups are resampled whole for the interval.
 *
 * @example
 * measureJudge([{ score: 0.2, label: false, group: "a" }, { score: 0.9, label: true, group: "b" }], 0.5).balancedAccuracy; // 1
 */
export function measureJudge(scored: readonly ScoredLabel[], cut: number): MeasuredJudge {
  const groups = new Set(scored.map(({ group }) => group));
  const estimate = areaUnderCurve(scored);
  const { low, high } = groups.size > 1 ? areaWithInterval(scored) : { low: Number.NaN, high: Number.NaN };
  return { rows: scored.length, auc: { estimate, low, high }, balancedAccuracy: balancedAccuracy(scored, cut) };
}

/**
 * Mean of sensitivity and specificity; equals scikit-learn's `balanced_accuracy_score`. `NaN` without both labels.
 *
 * @example
 * balancedAccuracy([{ score: 1, label: true, group: "" }, { score: 1, label: false, group: "" }], 0.5); // 0.5
 */
export function balancedAccuracy(scored: readonly ScoredLabel[], cut: number): number {
  const shareOf = (label: boolean): number => {
    const rows = scored.filter((row) => row.label === label);
    return rows.filter(({ score }) => score >= cut === label).length / rows.length;
  };
  return (shareOf(true) + shareOf(false)) / 2;
}
