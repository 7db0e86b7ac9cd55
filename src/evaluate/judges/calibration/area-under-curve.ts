import { bootstrapInterval, type BootstrapOptions, type Interval } from "../../result/index.js";

/** A score and whether the case it was given for is a "yes". */
export interface ScoredLabel {
  readonly score: number;
  readonly label: boolean;
  /** Cases of one group are resampled together. */
  readonly group: string;
}

/**
 * Area under the ROC curve: the chance that a "yes" scores higher than a "no", ties counting half. `NaN` without both.
 *
 * Equals scikit-learn's `roc_auc_score`.
 *
 * @example
 * areaUnderCurve([{ score: 0.1, label: false, group: "" }, { score: 0.9, label: true, group: "" }]); // 1
 */
export function areaUnderCurve(scored: readonly ScoredLabel[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]!.score === sorted[start]!.score) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i += 1) if (sorted[i]!.label) rankSum += rank;
    start = end;
  }
  const positives = sorted.filter((entry) => entry.label).length;
  const negatives = sorted.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** The area with its bootstrap interval; whole groups are drawn, because cases of one topic resemble each other. */
export function areaWithInterval(scored: readonly ScoredLabel[], options: BootstrapOptions = {}): Interval {
  const groups = [...new Set(scored.map((entry) => entry.group))].map((name) =>
    scored.filter((entry) => entry.group === name),
  );
  return bootstrapInterval(groups, (sample) => areaUnderCurve(sample.flat()), options);
}
