import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { LocalModel } from "./local-model.js";
import type { TokenLogprob } from "./sampling.js";
import { probeTokens } from "./token-probabilities.js";

/** Tokens scored between two looks at the abort signal. */
const SLICE = 128;

/**
 * Natural logarithm of the model's probability of each token given the ones before it, in one pass over the text.
 *
 * The first token has nothing before it and gets `undefined`, as the OpenAI API's `null`.
 *
 * @param options.from index of the first token whose score is wanted; the ones before it are only read, which is faster
 */
export async function scoreTokens(
  model: LocalModel,
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  options: { readonly from: number; readonly topLogprobs: number },
  signal: AbortSignal,
): Promise<(TokenLogprob | undefined)[]> {
  const textOf = (token: Token): string => model.detokenize([token], [], true);
  const scores: (TokenLogprob | undefined)[] = tokens.map(() => undefined);
  await sequence.clearHistory();
  const first = Math.max(1, options.from);
  for (let start = 0; start < tokens.length - 1; start += SLICE) {
    signal.throwIfAborted();
    const slice = tokens.slice(start, Math.min(start + SLICE, tokens.length - 1));
    const wanted = slice.map((_, offset) => (start + offset + 1 >= first ? tokens[start + offset + 1] : undefined));
    await probeTokens(model, sequence, slice, wanted, options.topLogprobs, (offset, { logprob, top }) => {
      const position = start + offset + 1;
      scores[position] = {
        text: textOf(tokens[position]!),
        logprob,
        top: top.map((other) => ({ text: textOf(other.token), logprob: other.logprob })),
      };
    });
  }
  return scores;
}
