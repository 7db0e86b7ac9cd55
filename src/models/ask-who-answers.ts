import type { OpenAI } from "openai";
import { timerMs } from "../core/index.js";
import type { AnswerOfModel } from "./describe-model.js";

/** Options of {@link askWhoAnswers}. */
export interface AskWhoAnswersOptions {
  /** Milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** How often a failed call is sent again. @default 1 */
  readonly maxRetries?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a deployment for one token and returns the name of the model that answered.
 *
 * Throws the openai package's errors.
 *
 * @example
 * await askWhoAnswers(client, "gpt-4o"); // "gpt-4o-2024-08-06"
 */
export async function askWhoAnswers(
  client: OpenAI,
  deployment: string,
  options: AskWhoAnswersOptions = {},
): Promise<string> {
  return (await askForOneToken(client, deployment, options)).model;
}

/** Asks a deployment for one token; see {@link askWhoAnswers}. */
export async function askForOneToken(
  client: OpenAI,
  deployment: string,
  { timeoutMs = 30_000, maxRetries = 1, signal }: AskWhoAnswersOptions = {},
): Promise<AnswerOfModel> {
  const ask = (limit: { max_tokens: number } | { max_completion_tokens: number }): Promise<AnswerOfModel> =>
    client.chat.completions.create(
      { model: deployment, messages: [{ role: "user", content: "Hi" }], ...limit },
      { timeout: timerMs(timeoutMs), maxRetries, signal },
    );
  return ask({ max_tokens: 1 }).catch((error: unknown) => {
    // Reasoning models refuse max_tokens and need room to think.
    if ((error as { status?: number }).status === 400) return ask({ max_completion_tokens: 16 });
    throw error;
  });
}
