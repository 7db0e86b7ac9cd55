import { countCommonNgrams } from "./ngrams.js";
import { tokenizeWords } from "./nltk/word-tokens.js";

/**
 * Google's BLEU for one sentence, 0 to 1: the smaller of precision and recall over all 1- to 4-grams together.
 *
 * Source: Wu et al., "Google's Neural Machine Translation System" (2016), section 5.2. Equals `gleu` of
 * azure-ai-evaluation 1.18.10, hence NLTK 3.10's `sentence_gleu`; 0 when both texts are empty.
 *
 * @example
 * gleuScore("The capital of Portugal is Lisbon.", "Lisbon is the capital of Portugal."); // 0.4090909090909091
 */
export function gleuScore(response: string, groundTruth: string): number {
  const answer = tokenizeWords(response);
  const truth = tokenizeWords(groundTruth);
  const longer = Math.max(answer.length, truth.length);
  let common = 0;
  let total = 0;
  for (let n = 1; n <= 4; n += 1) {
    common += countCommonNgrams(answer, truth, n);
    total += Math.max(0, longer - n + 1);
  }
  return total === 0 ? 0 : common / total;
}
