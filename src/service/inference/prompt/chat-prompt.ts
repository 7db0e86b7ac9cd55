import type { TemplateMessage } from "./chat-template.js";
import { slicePrompt, type SlicedPrompt } from "./kept-prefix.js";
import type { LocalModel } from "../local-model.js";

/** What a prompt of a chat holds besides its messages. */
export interface ChatPromptOptions {
  readonly tools?: readonly unknown[];
  /** Text with which the answer begins. @default "" */
  readonly begin?: string;
}

/** Stands for whatever a user may say: no message begins with this character. */
const ANYTHING = "\u0001";

/**
 * Tokens of a chat under the model's own template, ready to be answered.
 *
 * They are cut after what every chat with the same system messages and tools begins with, so that the next one need not
 * have it read again.
 *
 * Throws `invalid_messages` when the template refuses the messages, `no_chat_template` when the model has none.
 *
 * @example
 * const prompt = await chatPrompt(model, [{ role: "system", content: "Be brief." }, { role: "user", content: "Hi" }]);
 * prompt.ends[0]; // 11 with SmolLM2: "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n"
 */
export async function chatPrompt(
  model: LocalModel,
  messages: readonly TemplateMessage[],
  { tools, begin = "" }: ChatPromptOptions = {},
): Promise<SlicedPrompt> {
  const template = await model.chatTemplate();
  const tokensOf = (chat: readonly TemplateMessage[], end: string): ReturnType<LocalModel["tokenizePrompt"]> =>
    model.tokenizePrompt(template.render(chat, tools === undefined ? {} : { tools }) + end);
  const tokens = tokensOf(messages, begin);
  const firstOther = messages.findIndex(({ role }) => role !== "system");
  const shared = firstOther < 0 ? messages : messages.slice(0, firstOther);
  const other = tokensOf([...shared, { role: "user", content: ANYTHING }], "");
  let head = 0;
  while (head < tokens.length && tokens[head] === other[head]) head += 1;
  return slicePrompt(tokens, head);
}
