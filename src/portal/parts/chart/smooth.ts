/**
 * A moving average that forgets by `weight` at each value, corrected for its start at 0 as Adam corrects its moments
 * (Kingma and Ba 2015, section 3), so that the first value is the first raw one. Gaps stay gaps.
 *
 * @param weight share of the past, 0 (none) to below 1
 *
 * @example
 * smooth([1, 2, 3], 0.5); // [1, 1.6666666666666667, 2.4285714285714284]
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let sum = 0;
  let share = 0;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return sum / share;
  });
}
