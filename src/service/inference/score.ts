import type { Token } from "node-llama-cpp";
import { SLICE, type KeptPrefix } from "./kept-prefix.js";
import type { LocalModel } from "./local-model.js";
import type { TokenLogprob } from "./sampling.js";
import { probeTokens } from "./token-probabilities.js";

/**
 * Natural logarithm of the model's probability of each token given the ones before it, in one pass over the text.
 *
 * The first token has nothing before it and gets `undefined`, as the OpenAI API's `null`.
 *
 * @param options.from index of the first token whose score is wanted; the ones before it are only read, which is
 *   faster, and not even that where the text before it began the same
 */
export async function scoreTokens(
  model: LocalModel,
  kept: KeptPrefix,
  tokens: readonly Token[],
  options: { readonly from: number; readonly topLogprobs: number },
  signal: AbortSignal,
): Promise<(TokenLogprob | undefined)[]> {
  const textOf = (token: Token): string => model.detokenize([token], [], true);
  const scores: (TokenLogprob | undefined)[] = tokens.map(() => undefined);
  const first = Math.max(1, options.from);
  if (first >= tokens.length) return scores;
  let start = await kept.rewind(tokens, first - 1);
  for (; start < tokens.length - 1; start += SLICE) {
    signal.throwIfAborted();
    const from = start;
    const slice = tokens.slice(from, Math.min(from + SLICE, tokens.length - 1));
    const wanted = slice.map((_, offset) => (from + offset + 1 >= first ? tokens[from + offset + 1] : undefined));
    await probeTokens(model, kept.sequence, slice, wanted, options.topLogprobs, (offset, { logprob, top }) => {
      const position = from + offset + 1;
      scores[position] = {
        text: textOf(tokens[position]!),
        logprob,
        top: top.map((other) => ({ text: textOf(other.token), logprob: other.logprob })),
      };
    });
    kept.add(slice);
  }
  return scores;
}
