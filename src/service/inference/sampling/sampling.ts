import type { Token } from "node-llama-cpp";

/** A token as text and as the bytes that it adds, with the natural logarithm of its probability under the model. */
export interface ScoredToken {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly logprob: number;
}

/** A token of an answer, and the likeliest tokens in its place. */
export interface TokenLogprob extends ScoredToken {
  readonly top: readonly ScoredToken[];
}

/** Options that change which token is drawn. */
export interface DrawOptions {
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
  readonly logitBias: ReadonlyMap<number, number>;
  readonly topLogprobs?: number;
}

/** Smallest logarithm reported: probabilities are single precision, and below this they are zero. */
const LOGPROB_FLOOR = -100;

/**
 * Natural logarithm of a probability, at least -100.
 *
 * @example
 * toLogprob(0.5); // -0.693
 * toLogprob(0); // -100
 */
export function toLogprob(probability: number): number {
  return probability > 0 ? Math.max(LOGPROB_FLOOR, Math.log(probability)) : LOGPROB_FLOOR;
}

/**
 * Draws a token as the OpenAI API describes: logit + bias - presence·[seen] - frequency·count, then temperature, then
 * the smallest set of tokens whose probability reaches top_p.
 *
 * @param probabilities token to probability, likeliest first, before temperature
 * @param index number of the token in the answer; with the seed it decides the draw
 */
export function drawToken(
  probabilities: ReadonlyMap<Token, number>,
  counts: ReadonlyMap<number, number>,
  options: DrawOptions,
  index: number,
  describe: (token: Token) => { readonly text: string; readonly bytes: Uint8Array },
): { readonly token: Token; readonly logprob: TokenLogprob } {
  const candidates: { token: Token; logit: number }[] = [];
  for (const [token, probability] of probabilities) {
    if (probability <= 0) continue;
    const count = counts.get(token) ?? 0;
    const penalty = (count > 0 ? options.presencePenalty : 0) + options.frequencyPenalty * count;
    candidates.push({ token, logit: Math.log(probability) + (options.logitBias.get(token) ?? 0) - penalty });
  }
  candidates.sort((a, b) => b.logit - a.logit);
  const token =
    options.temperature === 0
      ? candidates[0]!.token
      : draw(candidates, options.temperature, options.topP, uniform(options.seed, index));
  const top: ScoredToken[] = [];
  for (const [candidate, probability] of probabilities) {
    if (top.length >= (options.topLogprobs ?? 0)) break;
    top.push({ ...describe(candidate), logprob: toLogprob(probability) });
  }
  return { token, logprob: { ...describe(token), logprob: toLogprob(probabilities.get(token) ?? 0), top } };
}

function draw(
  candidates: readonly { token: Token; logit: number }[],
  temperature: number,
  topP: number,
  at: number,
): Token {
  const peak = candidates[0]!.logit;
  const weights = candidates.map(({ logit }) => Math.exp((logit - peak) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let kept = 0;
  let size = 0;
  while (size < weights.length && (size === 0 || kept < topP * total)) kept += weights[size++]!;
  let left = at * kept;
  for (let position = 0; position < size; position++) {
    left -= weights[position]!;
    if (left < 0) return candidates[position]!.token;
  }
  return candidates[size - 1]!.token;
}

/** A number in [0, 1) from a seed and a position: the finaliser of MurmurHash3 over both (public domain). */
function uniform(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
