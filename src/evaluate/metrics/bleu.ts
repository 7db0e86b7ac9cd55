import { countCommonNgrams } from "./ngrams.js";
import { tokenizeWords } from "./nltk/word-tokens.js";

const SMOOTHING = 5;

/**
 * BLEU of one response against one ground truth, 0 to 1: clipped precision of 1- to 4-grams, with a brevity penalty.
 *
 * A precision of zero is smoothed by the length (Chen and Cherry, 2014, method 4); without a common word the score is 0.
 * Equals `bleu` of azure-ai-evaluation 1.18.10, hence NLTK 3.10's `sentence_bleu`.
 *
 * @example
 * bleuScore("The capital of Portugal is Lisbon.", "Lisbon is the capital of Portugal."); // 0.22961813530951883
 */
export function bleuScore(response: string, groundTruth: string): number {
  const answer = tokenizeWords(response);
  const truth = tokenizeWords(groundTruth);
  if (countCommonNgrams(answer, truth, 1) === 0) return 0;
  let smoothed = 0;
  let logs = 0;
  for (let n = 1; n <= 4; n += 1) {
    const total = Math.max(1, answer.length - n + 1);
    let common = countCommonNgrams(answer, truth, n);
    if (common === 0) {
      // A single word has a logarithm of 0 and nothing to smooth with: NLTK leaves its longer n-grams out.
      if (answer.length <= 1) continue;
      smoothed += 1;
      common = 1 / ((2 ** smoothed * SMOOTHING) / Math.log(answer.length));
    }
    logs += Math.log(common / total) / 4;
  }
  const brevity = answer.length > truth.length ? 1 : Math.exp(1 - truth.length / answer.length);
  return brevity * Math.exp(logs);
}
