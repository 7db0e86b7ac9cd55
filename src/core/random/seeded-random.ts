/**
 * Returns a generator of numbers from 0 (included) to 1 (excluded) that a seed decides wholly, on every machine:
 * mulberry32, with 32 bits of state.
 *
 * Good enough to shuffle, to resample and to start weights, not for secrets. Any finite number is a seed; fractions are
 * cut off. Independent uses of one seed (first weights, order of each epoch) name a stream each, so that they do not
 * share a sequence.
 *
 * @param stream whole number from 0; without one the seed itself is the state
 * @example
 * const random = seededRandom(105);
 * random() === seededRandom(105)(); // true
 */
export function seededRandom(seed: number, stream?: number): () => number {
  let state = Math.trunc(seed) >>> 0;
  if (stream !== undefined) state = (Math.imul(state, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
