/** A question that says the same as an earlier one, or nearly. */
export interface DuplicateQuestion {
  readonly index: number;
  /** Position of the earlier question. */
  readonly of: number;
  /** Share of common words, 0 to 1; 1 is the same wording. */
  readonly similarity: number;
}

/**
 * Finds questions that repeat an earlier one: by the Jaccard index of their words without accents, case and signs.
 *
 * @param threshold least share of common words that counts as a repetition
 * @example
 * findNearDuplicates(["When was she born?", "when was she BORN"]); // [{ index: 1, of: 0, similarity: 1 }]
 */
export function findNearDuplicates(questions: readonly string[], threshold = 0.8): DuplicateQuestion[] {
  const words = questions.map(
    (question) =>
      new Set(
        question
          .normalize("NFD")
          .replace(/\p{M}/gu, "")
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu),
      ),
  );
  const found: DuplicateQuestion[] = [];
  for (let index = 1; index < words.length; index += 1) {
    let best: DuplicateQuestion | undefined;
    for (let of = 0; of < index; of += 1) {
      const similarity = jaccard(words[index]!, words[of]!);
      if (similarity >= threshold && similarity > (best?.similarity ?? 0)) best = { index, of, similarity };
    }
    if (best !== undefined) found.push(best);
  }
  return found;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}
