/** Equal bins over the values of a score. */
export interface Bins {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

const MOST_BINS = 10;

/**
 * Counts values in bins: one for each whole number where all are whole and few, as judges' scores are, else ten equal
 * ones. `undefined` when there is no value.
 *
 * @example
 * binsOf([1, 2, 2, 5]); // { from: 1, width: 1, counts: [1, 2, 0, 0, 1] }
 */
export function binsOf(values: readonly number[]): Bins | undefined {
  if (values.length === 0) return undefined;
  const min = values.reduce((low, value) => Math.min(low, value));
  const max = values.reduce((high, value) => Math.max(high, value));
  const areWhole = values.every(Number.isInteger) && max - min < MOST_BINS;
  const width = areWhole ? 1 : (max - min) / MOST_BINS || 1;
  const count = areWhole ? max - min + 1 : max === min ? 1 : MOST_BINS;
  const counts = Array.from({ length: count }, () => 0);
  for (const value of values) counts[binOf(value, { from: min, width, counts })]! += 1;
  return { from: min, width, counts };
}

/** The bin of a value; the largest value belongs to the last. */
export const binOf = (value: number, { from, width, counts }: Bins): number =>
  Math.min(counts.length - 1, Math.floor((value - from) / width));

/**
 * The value that the worst quarter of the scores does not pass, in the direction in which they get worse.
 *
 * @example
 * worstQuarter([1, 2, 3, 4], true); // 1
 */
export function worstQuarter(values: readonly number[], greaterIsBetter: boolean): number | undefined {
  if (values.length === 0) return undefined;
  const worstFirst = [...values].sort((a, b) => (greaterIsBetter ? a - b : b - a));
  return worstFirst[Math.max(0, Math.ceil(values.length / 4) - 1)];
}
