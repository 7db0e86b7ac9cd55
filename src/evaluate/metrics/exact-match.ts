/**
 * Share of predictions that equal their target as strings, from 0 to 1; `NaN` for no rows.
 *
 * Equals scikit-learn 1.9.1's `accuracy_score`, which MLflow's `exact_match` calls: no trimming, no case folding.
 *
 * @example
 * exactMatch(["Lisbon", "Yes"], ["Lisbon", "No"]); // 0.5
 */
export function exactMatch(predictions: readonly unknown[], targets: readonly unknown[]): number {
  let equal = 0;
  for (let i = 0; i < predictions.length; i += 1) if (predictions[i] === targets[i]) equal += 1;
  return equal / predictions.length;
}
