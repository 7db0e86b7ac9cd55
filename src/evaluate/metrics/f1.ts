import { splitAsPython } from "./python-space.js";

/**
 * Compares the words of a response with those of a ground truth: harmonic mean of precision and recall, 0 to 1.
 *
 * Lower case, ASCII punctuation and the English articles a, an, the removed (so a Portuguese "a" goes too), then a
 * bag of words. Equals `f1_score` of azure-ai-evaluation 1.18.10, which took it from SQuAD (Rajpurkar et al., 2016).
 *
 * @example
 * f1Score("Marie Curie was not born in Paris but in Warsaw.", "Marie Curie was born in Warsaw."); // 0.75
 */
export function f1Score(response: string, groundTruth: string): number {
  const answer = toWords(response);
  const truth = toWords(groundTruth);
  const left = new Map<string, number>();
  for (const word of truth) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of answer) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common += 1;
  }
  if (common === 0) return 0;
  const precision = common / answer.length;
  const recall = common / truth.length;
  return (2 * precision * recall) / (precision + recall);
}

function toWords(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, "")
    .replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, " ");
  return splitAsPython(plain);
}
