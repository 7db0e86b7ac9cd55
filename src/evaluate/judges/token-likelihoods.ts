import { TunelabError } from "../../core/index.js";
import type { OpenedModel } from "../../prompts/index.js";

/** One token of a statement, as a model sees it after a prompt. */
export interface TokenLikelihood {
  /** Natural logarithm of the token's probability. */
  readonly logProbability: number;
  /** The same of the token that the model finds most likely in its place. */
  readonly bestLogProbability: number;
}

/** Gives the likelihood of every token of a text after a prompt. */
export type TokenLikelihoods = (
  prompt: string,
  statement: string,
  signal?: AbortSignal,
) => Promise<readonly TokenLikelihood[]>;

interface EchoedLogprobs {
  readonly text_offset?: readonly number[];
  readonly token_logprobs?: readonly (number | null)[];
  readonly top_logprobs?: readonly (Readonly<Record<string, number>> | null)[];
}

/**
 * Reads likelihoods through the completions API with `echo`, which the embedded service and llama.cpp servers offer.
 *
 * Throws `likelihood_unavailable` for services that do not echo, as hosted chat models.
 *
 * @example
 * const likelihoods = makeTokenLikelihoods(model);
 * (await likelihoods("The capital of Portugal is", " Lisbon"))[0]?.logProbability; // near 0
 */
export function makeTokenLikelihoods({ client, model }: OpenedModel): TokenLikelihoods {
  return async (prompt, statement, signal) => {
    const answer = await client.completions
      .create(
        { model, prompt: prompt + statement, echo: true, logprobs: 1, max_tokens: 0, temperature: 0, stream: false },
        signal === undefined ? {} : { signal },
      )
      .catch((cause: unknown) => {
        const { status } = cause as { status?: number };
        throw status === 400 || status === 404 || status === 405 ? unavailable(model, cause) : cause;
      });
    const logprobs = answer.choices[0]?.logprobs as EchoedLogprobs | null | undefined;
    const { text_offset: offsets, token_logprobs: values, top_logprobs: best } = logprobs ?? {};
    if (offsets === undefined || values === undefined || offsets.length !== values.length) throw unavailable(model);
    const end = prompt.length + statement.length;
    const tokens: TokenLikelihood[] = [];
    for (let i = 0; i < offsets.length; i += 1) {
      const logProbability = values[i];
      // A token that spans the border belongs to the statement.
      if ((offsets[i + 1] ?? end) <= prompt.length || offsets[i]! >= end) continue;
      if (typeof logProbability !== "number") continue;
      const alternatives = Object.values(best?.[i] ?? {});
      tokens.push({ logProbability, bestLogProbability: Math.max(logProbability, ...alternatives) });
    }
    if (tokens.length === 0) throw unavailable(model);
    return tokens;
  };
}

const unavailable = (model: string, cause?: unknown): TunelabError =>
  new TunelabError(`${model} does not give the likelihoods of a text.`, {
    code: "likelihood_unavailable",
    hint: "The likelihood judge needs the embedded service or a llama.cpp server; for other models use promptJudge(model).",
    cause,
  });
