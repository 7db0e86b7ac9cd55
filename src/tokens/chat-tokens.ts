import type { BytePairEncoder } from "./byte-pair-encoder.js";
import { encodingForModel, getEncoding, type EncodingName } from "./encodings.js";

/** A chat message as far as counting needs to know it; other fields may be present. */
export interface CountableMessage {
  readonly role: string;
  readonly content?: unknown;
}

/** Options of {@link numTokensFromMessages} and {@link numAssistantTokensFromMessages}. */
export interface CountOptions {
  /** Encoding or its name. @default the model's, or o200k_base without a model */
  readonly encoding?: BytePairEncoder | EncodingName;
  /** Model whose encoding is used when `encoding` is left out. */
  readonly model?: string;
  /** Tokens that frame each message. @default 3 */
  readonly tokensPerMessage?: number;
  /** Extra tokens of a message that has a name. @default 1 */
  readonly tokensPerName?: number;
  /** Whether `<|endoftext|>` and its like are counted as plain text instead of refused. @default false */
  readonly specialTokensAsText?: boolean;
}

/** Tokens that prime the reply after the last message. */
const TOKENS_OF_REPLY = 3;

/**
 * Counts the tokens of a conversation as the labs and OpenAI's cookbook do: 3 per message, its text, 1 for a name,
 * 3 for the reply.
 *
 * Fields that are text count whole; of a list of content parts the text parts count, of tool calls their JSON. Other
 * fields, such as a numeric `weight`, count nothing (the labs' Python stops at them).
 *
 * Throws `special_token_in_text` as tiktoken's `encode` does. Source: openai-cookbook,
 * `examples/Chat_finetuning_data_prep.ipynb`.
 *
 * @example
 * numTokensFromMessages([{ role: "user", content: "What is the capital of Portugal?" }]); // 14
 */
export function numTokensFromMessages(messages: readonly CountableMessage[], options: CountOptions = {}): number {
  const { tokensPerMessage = 3, tokensPerName = 1 } = options;
  const count = counterFor(options);
  let total = TOKENS_OF_REPLY;
  for (const message of messages) {
    total += tokensPerMessage;
    for (const [key, value] of Object.entries(message)) {
      total += count(textOf(value));
      if (key === "name") total += tokensPerName;
    }
  }
  return total;
}

/**
 * Counts the tokens of what the assistant says, which is what a model is trained to produce.
 *
 * @example
 * numAssistantTokensFromMessages([{ role: "assistant", content: "Lisbon." }]); // 3
 */
export function numAssistantTokensFromMessages(
  messages: readonly CountableMessage[],
  options: CountOptions = {},
): number {
  const count = counterFor(options);
  return messages
    .filter((message) => message.role === "assistant")
    .reduce((total, message) => total + count(textOf(message.content)), 0);
}

function counterFor(options: CountOptions): (text: string) => number {
  const { encoding, model, specialTokensAsText = false } = options;
  const encoder =
    typeof encoding === "object"
      ? encoding
      : encoding !== undefined
        ? getEncoding(encoding)
        : model !== undefined
          ? encodingForModel(model)
          : getEncoding("o200k_base");
  if (specialTokensAsText) return (text) => encoder.count(text);
  const special = Object.keys(encoder.specialTokens);
  // encode() explains a special token; the count that keeps no ids is for the usual text without any.
  return (text) => (special.some((token) => text.includes(token)) ? encoder.encode(text).length : encoder.count(text));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    return value
      .map((part: unknown) => {
        if (typeof part === "string") return part;
        const record = (part ?? {}) as { type?: unknown; text?: unknown };
        if (typeof record.text === "string") return record.text;
        return record.type === "function" ? JSON.stringify(part) : "";
      })
      .join("");
  }
  return "";
}
