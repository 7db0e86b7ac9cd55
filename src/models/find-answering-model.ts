import { askWhoAnswers } from "./ask-who-answers.js";
import type { OpenedModel } from "./open-model.js";

/** Which model answers behind a deployment's name. */
export interface AnsweringModel {
  /** By the service's own word. */
  readonly name: string;
  /** Parameters as the name tells them ("135m", "1.7b"); `undefined` when it does not. */
  readonly parameters: number | undefined;
  /** Whether it is too small to be prompted for questions about a whole text or for scores. */
  readonly isSmall: boolean;
}

const SMALL = 0.6e9;

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
  return describeModel((await askWhoAnswers(client, model, { timeoutMs, maxRetries, signal })) ?? model);
}

/**
 * Reads a model's size from the name that a service gives it in its answers.
 *
 * @example
 * describeModel("qwen2.5-0.5b-instruct"); // { name: "qwen2.5-0.5b-instruct", parameters: 5e8, isSmall: true }
 */
export function describeModel(name: string): AnsweringModel {
  const size = /(\d+(?:\.\d+)?)\s*([mb])(?![a-z])/i.exec(name);
  const parameters = size === null ? undefined : Number(size[1]) * (size[2]!.toLowerCase() === "m" ? 1e6 : 1e9);
  return { name, parameters, isSmall: parameters !== undefined && parameters < SMALL };
}
