import { TunelabError } from "../../../core/index.js";
import type { ChatTemplate, LocalModel } from "../../inference/index.js";
import type { ExampleMessage } from "./training-file.js";

/** One training example, tokenised with the chat template that inference uses. */
export interface TrainingExample {
  /** Token ids of the whole example, in the model's vocabulary, special tokens included. */
  readonly tokenIds: readonly number[];
  /**
   * Same length as `tokenIds`: `true` where the token is to be predicted from the ones before it
   * (assistant content and the token that ends the turn), `false` where it only gives context.
   */
  readonly lossMask: readonly boolean[];
}

/**
 * Tokens of a conversation as inference sees them, marked where the model is to learn: each assistant message with
 * weight 1 and the token that ends its turn.
 *
 * The text before an assistant message is exactly the prompt that inference would send, and is tokenised on its own.
 *
 * Throws `template_unsuited` when the model's template does not build on what it wrote before.
 *
 * @example
 * tokenizeConversation(model, template, [{ role: "user", content: "Hi" }, { role: "assistant", content: "Hello" }]);
 */
export function tokenizeConversation(
  model: LocalModel,
  template: ChatTemplate,
  messages: readonly ExampleMessage[],
): TrainingExample {
  const tokenIds: number[] = [];
  const lossMask: boolean[] = [];
  let written = "";
  for (const [index, message] of messages.entries()) {
    if (message.role !== "assistant") continue;
    const prompt = template.render(plain(messages.slice(0, index)));
    const whole = template.render(plain(messages.slice(0, index + 1)), { addGenerationPrompt: false });
    if (!prompt.startsWith(written) || !whole.startsWith(prompt)) throw unsuited();
    const context = prompt.slice(written.length);
    const before = written === "" ? model.tokenizePrompt(context) : model.tokenize(context, true);
    const answer = model.tokenize(whole.slice(prompt.length), true);
    const end = answer.findLastIndex((token) => model.isEndOfTurn(token));
    if (end < 0) throw unsuited();
    tokenIds.push(...before, ...answer);
    lossMask.push(
      ...before.map(() => false),
      // What follows the end of the turn, often a line break, is written by the template and not by the model.
      ...answer.map((_, position) => position <= end && message.weight !== 0),
    );
    written = whole;
  }
  return trimmed(tokenIds, lossMask);
}

/**
 * Cuts an example at the model's limit; `undefined` when nothing to learn is left.
 *
 * @example
 * cutExample({ tokenIds: [5, 6, 7], lossMask: [false, true, true] }, 2); // { tokenIds: [5, 6], lossMask: [false, true] }
 */
export function cutExample(example: TrainingExample, limit: number): TrainingExample | undefined {
  if (example.tokenIds.length <= limit) return example;
  const cut = trimmed(example.tokenIds.slice(0, limit), example.lossMask.slice(0, limit));
  return cut.lossMask.includes(true) ? cut : undefined;
}

/**
 * The example without its last learned token, the one that ends the turn: how an answer goes on is then not learned from it.
 *
 * @example
 * withoutEnd({ tokenIds: [5, 6, 7], lossMask: [false, true, true] }); // { tokenIds: [5, 6], lossMask: [false, true] }
 */
export function withoutEnd({ tokenIds, lossMask }: TrainingExample): TrainingExample {
  const end = lossMask.lastIndexOf(true);
  return trimmed(tokenIds.slice(0, end), lossMask.slice(0, end));
}

/** Leaves out what comes after the last token that is learned: it changes nothing and costs time. */
function trimmed(tokenIds: readonly number[], lossMask: readonly boolean[]): TrainingExample {
  const length = lossMask.lastIndexOf(true) + 1;
  return { tokenIds: tokenIds.slice(0, length), lossMask: lossMask.slice(0, length) };
}

function plain(messages: readonly ExampleMessage[]): Omit<ExampleMessage, "weight">[] {
  return messages.map(({ weight: _, ...message }) => message);
}

function unsuited(): TunelabError {
  return new TunelabError("The model's chat template cannot mark where an assistant message starts and ends.", {
    code: "template_unsuited",
    hint: "Start each example with a system or user message, or tune another model.",
  });
}
