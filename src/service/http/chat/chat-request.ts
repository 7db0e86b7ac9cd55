import { z } from "zod";
import type { TemplateMessage } from "../../inference/index.js";
import { badRequest } from "../api-error.js";
import { parseBody } from "../request-problems.js";
import { nullable, parseLogitBias, samplingParameters, toStopList } from "../generation/sampling-parameters.js";
import {
  checkToolMessages,
  toolCallsSchema,
  toolChoiceSchema,
  toolsSchema,
  toTemplateCalls,
  toToolRequest,
  type ToolRequest,
} from "./tool-request.js";

const textPart = z.strictObject({ type: z.literal("text"), text: z.string() });
const otherPart = z.looseObject({ type: z.string() });
const content = z.union([z.string(), z.array(z.union([textPart, otherPart])).min(1)]);

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: content.nullish(),
  name: z.string().optional(),
  tool_calls: toolCallsSchema.nullish(),
  tool_call_id: z.string().optional(),
});

/** Parameters that the service refuses, with the value that asks for nothing and is therefore accepted. */
const UNSUPPORTED: Readonly<Record<string, readonly unknown[]>> = {
  audio: [],
  data_sources: [],
  function_call: ["none"],
  functions: [],
  modalities: [],
  moderation: [],
  prediction: [],
  reasoning_effort: [],
  verbosity: ["medium"],
  web_search_options: [],
};

const responseFormat = z.union([
  z.strictObject({ type: z.literal("text") }),
  z.strictObject({ type: z.literal("json_object") }),
  z.strictObject({
    type: z.literal("json_schema"),
    json_schema: z.looseObject({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "Expected 1 to 64 letters, digits, underscores or hyphens."),
      description: z.string().optional(),
      schema: z.record(z.string(), z.unknown()),
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** Schema of a chat's request, as far as it is supported. */
export const chatRequestSchema = z.strictObject({
  ...samplingParameters,
  messages: z.array(message).min(1),
  max_tokens: nullable(z.number().int().min(1)),
  max_completion_tokens: nullable(z.number().int().min(1)),
  logprobs: nullable(z.boolean()),
  top_logprobs: nullable(z.number().int().min(0).max(20)),
  response_format: nullable(responseFormat),
  tools: nullable(toolsSchema),
  tool_choice: nullable(toolChoiceSchema),
  parallel_tool_calls: nullable(z.boolean()),
  metadata: nullable(z.record(z.string().max(64), z.string().max(512))),
  store: nullable(z.boolean()),
  service_tier: nullable(z.string()),
  prompt_cache_key: nullable(z.string()),
  prompt_cache_retention: nullable(z.string()),
  safety_identifier: nullable(z.string()),
  user_security_context: nullable(z.looseObject({})),
});

/** A checked chat request; values that were not given have the API's defaults. */
export interface ChatRequest {
  readonly model: string | undefined;
  readonly messages: readonly TemplateMessage[];
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  readonly seed: number | undefined;
  readonly choices: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
  readonly logitBias: ReadonlyMap<number, number>;
  /** Alternatives reported with each token, or `undefined` when no probabilities were asked for. */
  readonly topLogprobs: number | undefined;
  readonly responseFormat: z.output<typeof responseFormat>;
  /** Functions that may be called; `undefined` when none may. */
  readonly tools: ToolRequest | undefined;
}

/** Checks the body of a chat request; throws the provider's 400. */
export function parseChatRequest(body: unknown): ChatRequest {
  const request = parseBody(chatRequestSchema, withoutUnsupported(body));
  if (request.max_tokens !== undefined && request.max_completion_tokens !== undefined) {
    throw badRequest(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      "max_tokens",
    );
  }
  if (request.stream_options !== undefined && request.stream !== true) {
    throw badRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
  }
  if (request.top_logprobs !== undefined && request.logprobs !== true) {
    throw badRequest("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs");
  }
  if (request.store === true) throw unsupported("store");
  const messages = request.messages.map((entry, index) => toTemplateMessage(entry, index));
  checkToolMessages(messages);
  return {
    model: request.model,
    messages,
    temperature: request.temperature ?? 1,
    topP: request.top_p ?? 1,
    maxTokens: request.max_completion_tokens ?? request.max_tokens,
    stop: toStopList(request.stop),
    seed: request.seed,
    choices: request.n ?? 1,
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
    presencePenalty: request.presence_penalty ?? 0,
    frequencyPenalty: request.frequency_penalty ?? 0,
    logitBias: parseLogitBias(request.logit_bias ?? {}),
    topLogprobs: request.logprobs === true ? (request.top_logprobs ?? 0) : undefined,
    responseFormat: request.response_format ?? { type: "text" },
    tools: toToolRequest(request.tools, request.tool_choice, request.parallel_tool_calls),
  };
}

function unsupported(name: string): Error {
  return badRequest(
    `Unsupported parameter: '${name}' is not supported with this model.`,
    name,
    "unsupported_parameter",
  );
}

function withoutUnsupported(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const kept: Record<string, unknown> = { ...body };
  for (const [name, harmless] of Object.entries(UNSUPPORTED)) {
    if (!(name in kept)) continue;
    const value = kept[name];
    const asksNothing =
      value === null || harmless.includes(value) || (name === "modalities" && JSON.stringify(value) === '["text"]');
    if (!asksNothing) throw unsupported(name);
    delete kept[name];
  }
  return kept;
}

function toTemplateMessage(entry: z.output<typeof message>, index: number): TemplateMessage {
  const at = `messages[${index}]`;
  if (entry.role === "function") {
    throw badRequest(
      `Invalid value: 'function'. Supported values are: 'system', 'assistant', 'user', and 'tool'.`,
      `${at}.role`,
      "invalid_value",
    );
  }
  const calls = entry.role === "assistant" ? (entry.tool_calls ?? []) : [];
  const hasCalls = calls.length > 0;
  if ((entry.content === null || entry.content === undefined) && !hasCalls) {
    throw badRequest(
      `Invalid value for 'content': expected a string, got ${entry.content === null ? "null" : "nothing"}.`,
      `${at}.content`,
      "invalid_type",
    );
  }
  return {
    // The newer name of the same role, which templates of open models do not know.
    role: entry.role === "developer" ? "system" : entry.role,
    content: joinParts(entry.content ?? "", at),
    ...(entry.name === undefined ? {} : { name: entry.name }),
    ...(hasCalls ? { tool_calls: toTemplateCalls(calls, at) } : {}),
    ...(entry.tool_call_id === undefined ? {} : { tool_call_id: entry.tool_call_id }),
  };
}

function joinParts(value: z.output<typeof content>, at: string): string {
  if (typeof value === "string") return value;
  return value
    .map((part, index) => {
      if (part.type !== "text") {
        throw badRequest(
          `Invalid content type. ${part.type.slice(0, 40)} is not supported by this model, which reads text only.`,
          `${at}.content[${index}].type`,
          "invalid_value",
        );
      }
      if (typeof part.text !== "string") {
        throw badRequest(
          `Missing required parameter: '${at}.content[${index}].text'.`,
          `${at}.content[${index}].text`,
          "missing_required_parameter",
        );
      }
      return part.text;
    })
    .join("");
}
