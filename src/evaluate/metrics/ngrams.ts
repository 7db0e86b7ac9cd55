/** How often each run of n tokens occurs. */
export function countNgrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i += 1) {
    const ngram = tokens.slice(i, i + n).join("\u0000");
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/**
 * Number of n-grams that two texts share, each counted at most as often as in the other (clipped).
 *
 * @example
 * countCommonNgrams(["the", "the"], ["the", "cat"], 1); // 1
 */
export function countCommonNgrams(a: readonly string[], b: readonly string[], n: number): number {
  const counts = countNgrams(b, n);
  let common = 0;
  for (const [ngram, count] of countNgrams(a, n)) common += Math.min(count, counts.get(ngram) ?? 0);
  return common;
}
