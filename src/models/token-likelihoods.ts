import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import type { OpenedModel } from "./open-model.js";

/** One token of a continuation, as a model sees it after a prompt. */
export interface TokenLikelihood {
  /** Natural logarithm of the token's probability. */
  readonly logProbability: number;
  /** The same of the token that the model finds most likely in its place. */
  readonly bestLogProbability: number;
}

/** Gives the likelihood of every token of a text after a prompt. */
export type TokenLikelihoods = (
  prompt: string,
  continuation: string,
  signal?: AbortSignal,
) => Promise<readonly TokenLikelihood[]>;

interface EchoedLogprobs {
  readonly text_offset?: readonly number[];
  readonly token_logprobs?: readonly (number | null)[];
  readonly top_logprobs?: readonly (Readonly<Record<string, number>> | null)[];
}

/**
 * Reads likelihoods through the completions API: the text is echoed back with the log probability of every token.
 *
 * A token counts when it ends inside the continuation, so one that spans the border counts too. The embedded service is
 * told by a header, which others ignore, that the prompt's own scores are not wanted. The function throws
 * `likelihood_unavailable` where the service does not echo: hosted chat models do not, the embedded service and other
 * llama.cpp servers do; and `text_too_long`.
 *
 * @param options `onAnswer` is told which model answered, by the service's own word; what it throws ends the call
 * @example
 * const likelihoods = makeTokenLikelihoods(model);
 * (await likelihoods("The capital of Portugal is", " Lisbon"))[0]?.logProbability; // near 0, as it is likely
 */
export function makeTokenLikelihoods(
  { client, model }: OpenedModel,
  options: { readonly onAnswer?: (model: string) => void } = {},
): TokenLikelihoods {
  return async (prompt, continuation, signal) => {
    const body = { model, prompt: prompt + continuation, echo: true, logprobs: 1, max_tokens: 0, temperature: 0 };
    const headers = { "x-tunelab-score-from": String(prompt.length) };
    const answer = await client.completions
      // A signal of its own: the client leaves listeners on the one that it is given.
      .create(
        { ...body, stream: false },
        signal === undefined ? { headers } : { headers, signal: AbortSignal.any([signal]) },
      )
      .catch((cause: unknown) => {
        throw explain(cause, model);
      });
    if (typeof answer.model === "string") options.onAnswer?.(answer.model);
    const logprobs = answer.choices[0]?.logprobs as EchoedLogprobs | null | undefined;
    const { text_offset: offsets, token_logprobs: values, top_logprobs: best } = logprobs ?? {};
    if (offsets === undefined || values === undefined || offsets.length !== values.length) throw unavailable(model);
    const end = prompt.length + continuation.length;
    const tokens: TokenLikelihood[] = [];
    for (let i = 0; i < offsets.length; i += 1) {
      const logProbability = values[i];
      if ((offsets[i + 1] ?? end) <= prompt.length || offsets[i]! >= end) continue;
      if (typeof logProbability !== "number") continue;
      const alternatives = Object.values(best?.[i] ?? {});
      tokens.push({ logProbability, bestLogProbability: Math.max(logProbability, ...alternatives) });
    }
    if (tokens.length === 0) throw unavailable(model);
    return tokens;
  };
}

/**
 * Mean of the natural logarithms of the tokens' probabilities, by which texts of different length can be compared.
 *
 * @example
 * meanLogProbability(await likelihoods("The capital of Portugal is", " Lisbon")); // near 0
 */
export function meanLogProbability(tokens: readonly TokenLikelihood[]): number {
  return tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens.length;
}

function explain(cause: unknown, model: string): unknown {
  const { status, code, message } = cause as { status?: number; code?: string; message?: string };
  if (code === "context_length_exceeded") {
    return new TunelabError(say("model.tooLong", { model, message: message ?? "" }), {
      code: "text_too_long",
      hint: say("model.tooLongHint"),
      cause,
    });
  }
  return status === 400 || status === 404 || status === 405 ? unavailable(model, cause) : cause;
}

const unavailable = (model: string, cause?: unknown): TunelabError =>
  new TunelabError(say("model.noLikelihoods", { model }), {
    code: "likelihood_unavailable",
    hint: say("model.noLikelihoodsHint"),
    cause,
  });
