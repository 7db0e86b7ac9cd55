const TARGET_EPOCHS = 3;
const MIN_TARGET_EXAMPLES = 100;
const MAX_TARGET_EXAMPLES = 25_000;
const MIN_EPOCHS = 1;
const MAX_EPOCHS = 25;

/**
 * Number of epochs that a provider chooses for `"auto"`: 3, more for fewer than 34 examples, fewer for very many.
 *
 * Source: openai-cookbook, `examples/Chat_finetuning_data_prep.ipynb`; Azure's tutorial agrees for 10 examples.
 *
 * @example
 * defaultEpochs(10); // 10
 */
export function defaultEpochs(exampleCount: number): number {
  if (exampleCount < 1) return MAX_EPOCHS;
  if (exampleCount * TARGET_EPOCHS < MIN_TARGET_EXAMPLES) {
    return Math.min(MAX_EPOCHS, Math.floor(MIN_TARGET_EXAMPLES / exampleCount));
  }
  if (exampleCount * TARGET_EPOCHS > MAX_TARGET_EXAMPLES) {
    return Math.max(MIN_EPOCHS, Math.floor(MAX_TARGET_EXAMPLES / exampleCount));
  }
  return TARGET_EPOCHS;
}

/**
 * Tokens that training is billed for: each example up to the model's limit, times the epochs; validation is free.
 *
 * @example
 * billedTrainingTokens([50, 70_000], { epochs: 3, trainingContextTokens: 65_536 }); // 196758
 */
export function billedTrainingTokens(
  tokensPerExample: readonly number[],
  options: { readonly epochs: number; readonly trainingContextTokens: number },
): number {
  const once = tokensPerExample.reduce((sum, tokens) => sum + Math.min(tokens, options.trainingContextTokens), 0);
  return once * options.epochs;
}
