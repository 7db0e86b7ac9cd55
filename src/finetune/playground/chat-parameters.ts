/** How answers are drawn; what is left out is the provider's default. */
export interface ChatParameters {
  /** 0 to 2; 0 always takes the likeliest token. */
  readonly temperature?: number;
  /** Share of the likeliest tokens that are drawn from, 0 to 1. */
  readonly topP?: number;
  /** Longest answer in tokens. */
  readonly maxTokens?: number;
  /** The same for reasoning models, which refuse `maxTokens`; their thinking counts too. */
  readonly maxCompletionTokens?: number;
  readonly stop?: string | string[];
  readonly seed?: number;
  /** -2 to 2. */
  readonly frequencyPenalty?: number;
  /** -2 to 2. */
  readonly presencePenalty?: number;
}

/**
 * The parameters under the provider's names, without those that are not set.
 *
 * @example
 * toRequest({ maxTokens: 80 }); // { max_tokens: 80 }
 */
export function toRequest(parameters: ChatParameters): Record<string, unknown> {
  const { topP, maxTokens, maxCompletionTokens, frequencyPenalty, presencePenalty, ...same } = parameters;
  const named = {
    ...same,
    top_p: topP,
    max_tokens: maxTokens,
    max_completion_tokens: maxCompletionTokens,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
