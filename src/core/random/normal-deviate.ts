/**
 * Draws from the normal distribution with mean 0 and variance 1 (Box and Muller 1958).
 *
 * @example
 * const weight = 0.02 * normalDeviate(seededRandom(42));
 */
export function normalDeviate(random: () => number): number {
  // 1 - u is never 0, so the logarithm stays finite.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
