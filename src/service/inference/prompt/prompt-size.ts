import { TunelabError } from "../../../core/index.js";
import type { TemplateMessage } from "./chat-template.js";

/**
 * Characters of which tokens are made on the service's thread, about 20 ms and never 100; what is longer goes to a
 * process of its own.
 */
export const MOST_AT_ONCE = 8_000;

/** What a template writes around a message takes as long to read as so many characters: its marks, the role, line ends. */
const AROUND_A_MESSAGE = 40;

/**
 * Whether tokens of a chat are made on the service's thread.
 *
 * @example
 * isShortChat(2, 1); // true
 */
export const isShortChat = (characters: number, messages: number): boolean =>
  characters + messages * AROUND_A_MESSAGE <= MOST_AT_ONCE;

/**
 * Characters of all that a template writes of a chat.
 *
 * @example
 * chatCharacters([{ role: "user", content: "Hi" }]); // 2
 */
export function chatCharacters(messages: readonly TemplateMessage[], tools?: readonly unknown[]): number {
  let characters = tools === undefined ? 0 : JSON.stringify(tools).length;
  for (const { content, tool_calls } of messages) {
    characters += content.length + (tool_calls === undefined ? 0 : JSON.stringify(tool_calls).length);
  }
  return characters;
}

/**
 * Refuses what cannot fit, before anybody reads it: no token has more characters than the longest one.
 *
 * Throws `messages_too_long` or `prompt_too_long`.
 */
export function checkFits(
  characters: number,
  { contextSize, longestToken }: { readonly contextSize: number; readonly longestToken: number },
  what: "messages" | "prompt",
): void {
  const fewest = Math.ceil(characters / longestToken);
  if (fewest <= contextSize) return;
  throw new TunelabError(
    `This model's maximum context length is ${contextSize} tokens. However, your ${what} resulted in at least ${fewest} tokens.`,
    { code: `${what}_too_long`, hint: `Please reduce the length of the ${what}.` },
  );
}
