import type { Token } from "node-llama-cpp";
import { slicePrompt, type KeptPrefix, type SlicedPrompt } from "./prompt/kept-prefix.js";
import type { LocalModel } from "./local-model.js";
import type { TokenLogprob } from "./sampling/sampling.js";
import { probeTokens } from "./sampling/token-probabilities.js";

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
  const scores: (TokenLogprob | undefined)[] = tokens.map(() => undefined);
  const first = Math.max(1, options.from);
  if (first >= tokens.length) return scores;
  const prompt = sliceScored(model, tokens, options.from);
  let start = await kept.rewind(prompt, first - 1);
  // The last token predicts nothing that is asked for, so it is not read.
  while (start < tokens.length - 1) {
    signal.throwIfAborted();
    const from = start;
    const end = prompt.ends.find((candidate) => candidate > from) ?? tokens.length - 1;
    const slice = tokens.slice(from, end);
    const wanted = slice.map((_, offset) => (from + offset + 1 >= first ? tokens[from + offset + 1] : undefined));
    await probeTokens(model, kept.sequence, slice, wanted, options.topLogprobs, (offset, { logprob, top }) => {
      const position = from + offset + 1;
      scores[position] = {
        ...model.describeToken(tokens[position]!),
        logprob,
        top: top.map((other) => ({ ...model.describeToken(other.token), logprob: other.logprob })),
      };
    });
    if (prompt.ends.includes(end)) kept.add(slice);
    start = end;
  }
  return scores;
}

/**
 * Cuts a text that is scored from a place on: after its first turn, where it has turns, so that a system message that many
 * texts begin with is read once.
 */
export function sliceScored(model: LocalModel, tokens: readonly Token[], from: number): SlicedPrompt {
  const firstTurn = tokens.findIndex((token) => model.isEndOfTurn(token)) + 1;
  return slicePrompt(tokens, firstTurn < from ? firstTurn : 0);
}
