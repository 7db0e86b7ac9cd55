import type { Token } from "node-llama-cpp";
import type { LocalModel } from "../local-model.js";
import { TokenText } from "./token-text.js";

/**
 * Where each token begins in the text, in UTF-16 units, as JavaScript counts.
 *
 * A character that is spread over several tokens, as an emoji or in some vocabularies an accent, begins with the first
 * of them, and the others begin there too: adding up the lengths of their texts would count it more than once.
 *
 * @returns one offset per token, and the length of the text at the end
 * @example
 * tokenOffsets(model, model.tokenize("The capital", false)); // [0, 3, 11]
 */
export function tokenOffsets(model: LocalModel, tokens: readonly Token[]): number[] {
  const text = new TokenText(model, { specialTokens: true });
  let length = 0;
  const offsets = tokens.map((token) => {
    const start = length;
    length += text.push(token).length;
    return start;
  });
  return [...offsets, length + text.flush().length];
}
