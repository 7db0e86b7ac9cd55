import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { LocalModel } from "./local-model.js";
import { toLogprob, type TokenLogprob } from "./sampling.js";

/** Tokens scored between two looks at the abort signal. */
const SLICE = 64;

/**
 * Natural logarithm of the model's probability of each token given the ones before it, in one pass over the text.
 *
 * The first token has nothing before it and gets `undefined`, as the OpenAI API's `null`.
 *
 * @param from index of the first token whose score is wanted; the ones before it are only read, which is much faster
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
    // Probabilities of the token after position p are read while p is evaluated, and dropped at once: a row of the
    // vocabulary is large.
    await sequence.controlledEvaluate(
      slice.map((token, offset) =>
        start + offset + 1 >= first ? [token, { generateNext: { probabilities: true } }] : token,
      ),
      {
        onTokenResult: (offset, output) => {
          const probabilities = output.next.probabilities;
          if (probabilities === undefined) return;
          const position = start + offset + 1;
          const next = tokens[position]!;
          const top: { text: string; logprob: number }[] = [];
          for (const [candidate, probability] of probabilities) {
            if (top.length >= options.topLogprobs) break;
            top.push({ text: textOf(candidate), logprob: toLogprob(probability) });
          }
          scores[position] = { text: textOf(next), logprob: toLogprob(probabilities.get(next) ?? 0), top };
        },
      },
    );
  }
  return scores;
}
