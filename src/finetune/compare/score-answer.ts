import type { OpenAI } from "openai";
import { TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import type { ChatMessage } from "../../datasets/index.js";

/** How well a model expected an answer. */
export interface AnswerScore {
  /** Mean negative log-likelihood of the answer's tokens, its end included, in nats. */
  readonly loss: number;
  readonly tokens: number;
}

/** Writes a conversation as the text that the model was trained on. */
export type ChatFormatter = (messages: readonly ChatMessage[]) => { readonly prompt: string; readonly end: string };

/** Marks in a message are text: the embedded service knows them by this character and takes it out again. */
const asText = (content: string): string => content.replace(/<(?=\|\w+\|>)/g, "<\uFDD0");

/**
 * ChatML as SmolLM2's own template writes it, for messages that begin with a system message.
 *
 * @example
 * chatMl([{ role: "user", content: "Hi" }]).prompt.endsWith("<|im_start|>assistant\n"); // true
 */
export const chatMl: ChatFormatter = (messages) => {
  const withSystem =
    messages[0]?.role === "system"
      ? messages
      : [
          { role: "system", content: "You are a helpful AI assistant named SmolLM, trained by Hugging Face" },
          ...messages,
        ];
  const turns = withSystem.map(
    ({ role, content }) => `<|im_start|>${role}\n${asText(String(content ?? ""))}<|im_end|>\n`,
  );
  return { prompt: `${turns.join("")}<|im_start|>assistant\n`, end: "<|im_end|>" };
};

/**
 * Measures how well a model expected an answer, by having text completions echo it with log-probabilities.
 *
 * Needs a server with `/completions`, `echo` and `logprobs`, such as the embedded one. Throws `no_logprobs` when the
 * answer carries none, and the client's errors as they are.
 *
 * @example
 * (await scoreAnswer(client, "gpt-4o", [{ role: "user", content: "Hi" }], "Hello!")).loss;
 */
export async function scoreAnswer(
  client: OpenAI,
  model: string,
  messages: readonly ChatMessage[],
  answer: string,
  options: { readonly format?: ChatFormatter; readonly signal?: AbortSignal } = {},
): Promise<AnswerScore> {
  const { format = chatMl, signal } = options;
  const { prompt, end } = format(messages);
  const completion = await client.completions.create(
    // The prompt alone says how many tokens come before the answer; token offsets are no help around special tokens.
    {
      model,
      prompt: [prompt, `${prompt}${asText(answer)}${end}`],
      max_tokens: 0,
      echo: true,
      logprobs: 0,
      temperature: 0,
    },
    // Other servers read marks as tokens anyway, and do not know the header.
    {
      timeout: 120_000,
      // The prompt's own scores are not wanted; marks may or may not count as characters, so they are taken as none.
      headers: {
        "x-tunelab-prompt": "chat",
        "x-tunelab-score-from": String(prompt.replace(/<\|\w+\|>|\uFDD0/g, "").length),
      },
      signal,
    },
  );
  const [before, whole] = [...completion.choices]
    .sort((left, right) => left.index - right.index)
    .map((choice) => choice.logprobs?.token_logprobs);
  const scored = whole?.slice(before?.length ?? 0).filter((value) => value !== null) ?? [];
  if (scored.length === 0) {
    throw new TunelabError(say("compare.noLogprobs", { model }), {
      code: "no_logprobs",
      hint: say("compare.noLogprobsHint"),
    });
  }
  return { loss: -scored.reduce((sum, value) => sum + value, 0) / scored.length, tokens: scored.length };
}
