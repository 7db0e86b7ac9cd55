/**
 * Makes a generator of numbers in [0, 1) that gives the same sequence for the same seed on every machine.
 *
 * Mulberry32 (32 bits of state) over the seed mixed with a stream number, so that independent uses of one seed
 * (first weights, order of each epoch) do not share a sequence.
 *
 * @example
 * const random = seededRandom(42, 0);
 * random() === seededRandom(42, 0)(); // true
 */
export function seededRandom(seed: number, stream: number): () => number {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws from the normal distribution with mean 0 and variance 1 (Box-Muller). */
export function normalDeviate(random: () => number): number {
  // 1 - u is never 0, so the logarithm stays finite.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Returns 0 … length-1 in random order (Fisher-Yates). */
export function shuffledIndices(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
