import type { Token } from "node-llama-cpp";
import type { LocalModel } from "../local-model.js";

/**
 * Tokens of plain text for a completion; an empty one starts from the token that starts every text, since a model cannot
 * continue nothing.
 *
 * @param rendered whether it is a rendered chat, in which markers such as `<|im_end|>` are single tokens. @default false
 * @example
 * textTokens(model, ""); // [1] with SmolLM2
 */
export function textTokens(model: LocalModel, text: string, rendered = false): Token[] {
  const tokens = model.tokenizePrompt(text, rendered);
  const { bos, eos } = model.native.model.tokens;
  const start = bos ?? eos;
  return tokens.length > 0 || start === null ? tokens : [start];
}
