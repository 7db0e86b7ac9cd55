import { stemWord } from "./nltk/porter-stemmer.js";
import { tokenizeWords } from "./nltk/word-tokens.js";
import { findSynonyms } from "./nltk/wordnet.js";

/** Weights of {@link meteorScore}; defaults of NLTK. */
export interface MeteorOptions {
  /** Weight of precision against recall, 0 to 1. @default 0.9 */
  readonly alpha?: number;
  /** Exponent of the penalty for scattered matches. @default 3 */
  readonly beta?: number;
  /** Greatest penalty for scattered matches, 0 to 1. @default 0.5 */
  readonly gamma?: number;
}

/** A token and its position in its text. */
type Place = readonly [position: number, token: string];

/**
 * METEOR, 0 to 1: words matched as they are, then by stem, then by WordNet synonym, less a penalty for scattered matches.
 *
 * Source: Banerjee and Lavie (2005). Equals `meteor` of azure-ai-evaluation 1.18.10, hence NLTK 3.10's `meteor_score`,
 * which hands the stems on to the synonym stage. Two equal texts of one word score 0.5: one match is one chunk.
 *
 * @example
 * meteorScore("big red car", "large crimson automobile"); // 0.16666666666666666
 */
export function meteorScore(response: string, groundTruth: string, options: MeteorOptions = {}): number {
  const { alpha = 0.9, beta = 3, gamma = 0.5 } = options;
  const answer = tokenizeWords(response).map((token, position): Place => [position, token.toLowerCase()]);
  const truth = tokenizeWords(groundTruth).map((token, position): Place => [position, token.toLowerCase()]);
  const pairs = matchWords(answer, truth);
  if (pairs.length === 0) return 0;
  const precision = pairs.length / answer.length;
  const recall = pairs.length / truth.length;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  const penalty = gamma * (countChunks(pairs) / pairs.length) ** beta;
  return (1 - penalty) * mean;
}

const withItself = (word: string): readonly string[] => [word];
const withSynonyms = (word: string): readonly string[] => [word, ...findSynonyms(word)];

function matchWords(answer: readonly Place[], truth: readonly Place[]): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let answerLeft = answer;
  let truthLeft = truth;
  const runStage = (wordsLike: (word: string) => readonly string[]): void => {
    const places = new Map<string, number[]>();
    truthLeft.forEach(([, token], index) => {
      const free = places.get(token);
      if (free === undefined) places.set(token, [index]);
      else free.push(index);
    });
    const taken = new Set<number>();
    answerLeft = answerLeft
      .toReversed()
      .filter(([position, token]) => {
        const best = findLast(places, wordsLike(token));
        if (best === undefined) return true;
        taken.add(best);
        pairs.push([position, truthLeft[best]![0]]);
        return false;
      })
      .toReversed();
    truthLeft = truthLeft.filter((_, index) => !taken.has(index));
  };
  const toStem = ([position, token]: Place): Place => [position, stemWord(token)];
  runStage(withItself);
  answerLeft = answerLeft.map(toStem);
  truthLeft = truthLeft.map(toStem);
  runStage(withItself);
  if (answerLeft.length > 0 && truthLeft.length > 0) runStage(withSynonyms);
  return pairs.sort(([a], [b]) => a - b);
}

/** Takes the last free place of any of the words. */
function findLast(places: ReadonlyMap<string, number[]>, words: readonly string[]): number | undefined {
  let best: number[] | undefined;
  for (const word of words) {
    const free = places.get(word);
    if (free !== undefined && free.length > 0 && free.at(-1)! > (best?.at(-1) ?? -1)) best = free;
  }
  return best?.pop();
}

/** Runs of matches that are neighbours in both texts. */
function countChunks(pairs: readonly (readonly [number, number])[]): number {
  return pairs.filter(([a, b], i) => i === 0 || pairs[i - 1]![0] + 1 !== a || pairs[i - 1]![1] + 1 !== b).length;
}
