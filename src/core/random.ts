/**
 * Returns a generator of numbers from 0 (included) to 1 (excluded) that a seed decides wholly: mulberry32.
 *
 * Good enough to shuffle and to resample, not for secrets. Any finite number is a seed; fractions are cut off.
 *
 * @example
 * const random = seededRandom(105);
 * random() === seededRandom(105)(); // true
 */
export function seededRandom(seed: number): () => number {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Returns the items in an order that the generator decides (Fisher-Yates); the list given stays as it was.
 *
 * @example
 * shuffled([1, 2, 3], seededRandom(105)).length; // 3
 */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
