import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { badRequest } from "../api-error.js";
import { parseBody } from "../request-problems.js";
import { nullable, samplingParameters } from "../generation/sampling-parameters.js";

const tokenId = z.number().int().min(0);

const isTokenId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a value is a prompt; a hundred times as fast as the schema, which explains what is wrong with one that is not. */
function isPrompt(value: unknown): value is string | string[] | number[] | number[][] {
  if (typeof value === "string") return true;
  if (!Array.isArray(value) || value.length === 0) return false;
  const isTokens = (list: unknown): boolean => Array.isArray(list) && list.length > 0 && list.every(isTokenId);
  return value.every((entry) => typeof entry === "string") || isTokens(value) || value.every(isTokens);
}

/** From this length on a list that is no prompt is not explained entry by entry. */
const LONG_LIST = 2_048;

/** Schema of a completion's request, as far as it is supported. */
export const completionRequestSchema = z.strictObject({
  ...samplingParameters,
  prompt: z.union([
    z.custom<string | string[] | number[] | number[][]>(isPrompt),
    z.string(),
    z.array(z.string()).min(1),
    z.array(tokenId).min(1),
    z.array(z.array(tokenId).min(1)).min(1),
  ]),
  max_tokens: nullable(z.number().int().min(0)),
  logprobs: nullable(z.number().int().min(0).max(5)),
  echo: nullable(z.boolean()),
  best_of: nullable(z.literal(1)),
  suffix: nullable(z.literal("")),
});

/** A checked request for a text completion, by the API's names. */
export type CompletionRequest = z.output<typeof completionRequestSchema>;

/** Checks the body of a text completion; throws the provider's 400. */
export function parseCompletionRequest(body: unknown): CompletionRequest {
  const prompt = (body as { readonly prompt?: unknown } | null | undefined)?.prompt;
  if (Array.isArray(prompt) && !isPrompt(prompt) && countEntries(prompt) > LONG_LIST) {
    throw badRequest(
      "Invalid type for 'prompt': its entries are of different or wrong types.",
      "prompt",
      "invalid_type",
    );
  }
  return parseBody(completionRequestSchema, body);
}

const countEntries = (list: readonly unknown[]): number =>
  list.reduce<number>((sum, entry) => sum + 1 + (Array.isArray(entry) ? entry.length : 0), 0);

/**
 * From which character of an echoed prompt on scores are wanted: header `x-tunelab-score-from`, 0 without one.
 *
 * It is a header because every other service ignores it, while an unknown field of the body would be refused. Scores
 * before a continuation cost most of the time and are thrown away by who judges the continuation.
 *
 * @example
 * readScoredFrom(request); // 120 with the header "x-tunelab-score-from: 120"
 */
export function readScoredFrom(request: FastifyRequest): number {
  const value = request.headers["x-tunelab-score-from"];
  if (value === undefined) return 0;
  if (typeof value === "string" && /^\d{1,9}$/.test(value)) return Number(value);
  throw badRequest(
    `The header x-tunelab-score-from is ${JSON.stringify(value)}: it must be a number of characters.`,
    "x-tunelab-score-from",
    "invalid_value",
  );
}

/**
 * Whether the prompts are chats that the client has rendered itself, so that markers such as `<|im_end|>` in them are
 * tokens: header `x-tunelab-prompt: chat`. In every other prompt they are text. What a message holds is kept apart by
 * U+FDD0 inside the mark, which is taken out again.
 *
 * @example
 * isRenderedChat(request); // true with the header "x-tunelab-prompt: chat"
 */
export function isRenderedChat(request: FastifyRequest): boolean {
  const value = request.headers["x-tunelab-prompt"];
  if (value === undefined || value === "text") return false;
  if (value === "chat") return true;
  throw badRequest(
    `The header x-tunelab-prompt is ${JSON.stringify(value)}: it must be text or chat.`,
    "x-tunelab-prompt",
    "invalid_value",
  );
}
