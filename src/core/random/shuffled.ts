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
