import { TunelabError } from "../core/index.js";
import type { OpenedModel } from "./open-model.js";

/** How likely a model finds a text after another one. */
export interface ContinuationScore {
  /** Sum of the natural logarithms of the tokens' probabilities. */
  readonly logProbability: number;
  /** The same per token, so that texts of different length can be compared. */
  readonly meanLogProbability: number;
  readonly tokens: number;
}

/** Gives the likelihood of a continuation after a prompt. */
export type ContinuationScorer = (
  prompt: string,
  continuation: string,
  options?: { readonly signal?: AbortSignal },
) => Promise<ContinuationScore>;

interface Logprobs {
  readonly text_offset?: readonly number[];
  readonly token_logprobs?: readonly (number | null)[];
}

/**
 * Makes a scorer from the completions API: the text is echoed back with the log probability of every token.
 *
 * A token counts when it ends inside the continuation, so one that spans the border counts too. The scorer throws
 * `likelihood_unavailable` where the service does not echo: hosted chat models do not, the embedded service and other
 * llama.cpp servers do.
 *
 * @example
 * const score = makeContinuationScorer(model);
 * (await score("The capital of Portugal is", " Lisbon")).meanLogProbability; // near 0, as it is likely
 */
export function makeContinuationScorer({ client, model }: OpenedModel): ContinuationScorer {
  return async (prompt, continuation, { signal } = {}) => {
    const body = { model, prompt: prompt + continuation, echo: true, logprobs: 1, max_tokens: 0, temperature: 0 };
    const answer = await client.completions
      .create({ ...body, stream: false }, signal === undefined ? {} : { signal: AbortSignal.any([signal]) })
      .catch((cause: unknown) => {
        const status = (cause as { status?: number }).status;
        if (status === 400 || status === 404 || status === 405) throw unavailable(model, cause);
        throw cause;
      });
    const logprobs = answer.choices[0]?.logprobs as Logprobs | null | undefined;
    const offsets = logprobs?.text_offset;
    const values = logprobs?.token_logprobs;
    if (offsets === undefined || values === undefined || offsets.length !== values.length) throw unavailable(model);
    const end = prompt.length + continuation.length;
    let logProbability = 0;
    let tokens = 0;
    for (let i = 0; i < offsets.length; i += 1) {
      const value = values[i];
      if ((offsets[i + 1] ?? end) <= prompt.length || offsets[i]! >= end || typeof value !== "number") continue;
      logProbability += value;
      tokens += 1;
    }
    if (tokens === 0) throw unavailable(model);
    return { logProbability, meanLogProbability: logProbability / tokens, tokens };
  };
}

const unavailable = (model: string, cause?: unknown): TunelabError =>
  new TunelabError(`${model} does not give the likelihoods of a text.`, {
    code: "likelihood_unavailable",
    hint: "Use the embedded service or another llama.cpp server, or the methods that prompt a larger model.",
    cause,
  });
