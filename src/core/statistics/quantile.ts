/**
 * Quantile of sorted numbers in numpy's arithmetic: from the nearer neighbour, so that rounding agrees.
 *
 * @example
 * quantileOfSorted(Float64Array.of(1, 4), 0.95); // 3.8499999999999996
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const fraction = position - below;
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const difference = high - low;
  return fraction >= 0.5 ? high - difference * (1 - fraction) : low + difference * fraction;
}
