import { askForOneToken } from "./ask-who-answers.js";
import { describeAnswer, type AnsweringModel } from "./describe-model.js";
import type { OpenedModel } from "./open-model.js";

/**
 * Asks a service which model answers, with a request for one token.
 *
 * @example
 * (await findAnsweringModel(model)).isSmall; // true for the embedded service's smollm2-135m-instruct
 */
export async function findAnsweringModel(
  { client, model }: OpenedModel,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<AnsweringModel> {
  // The client's own patience, which is set for the work that follows.
  const { timeout: timeoutMs, maxRetries } = client;
  const answer = await askForOneToken(client, model, { timeoutMs, maxRetries, signal });
  return describeAnswer({ ...answer, model: answer.model ?? model });
}
