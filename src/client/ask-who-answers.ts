import type { OpenAI } from "openai";

const TIMEOUT_MS = 30_000;

/**
 * Asks a deployment for one token and returns the name of the model that answered.
 *
 * Throws the openai package's errors.
 *
 * @example
 * await askWhoAnswers(client, "gpt-4o"); // "gpt-4o-2024-08-06"
 */
export async function askWhoAnswers(client: OpenAI, deployment: string): Promise<string> {
  const ask = (limit: { max_tokens: number } | { max_completion_tokens: number }): Promise<{ model: string }> =>
    client.chat.completions.create(
      { model: deployment, messages: [{ role: "user", content: "Hi" }], ...limit },
      { timeout: TIMEOUT_MS, maxRetries: 1 },
    );
  const answer = await ask({ max_tokens: 1 }).catch((error: unknown) => {
    // Reasoning models refuse max_tokens and need room to think.
    if ((error as { status?: number }).status === 400) return ask({ max_completion_tokens: 16 });
    throw error;
  });
  return answer.model;
}
