import { randomInt } from "node:crypto";
import { TunelabError } from "../../../core/index.js";
import type { ServiceContext } from "../../context.js";
import {
  TOOL_CALL_START,
  type CallableFunction,
  type GenerationOptions,
  type GrammarRequest,
} from "../../inference/index.js";
import type { Dialect } from "../../dialects/index.js";
import { simulatedBy } from "../../teaching-switches.js";
import { ApiError, badRequest } from "../api-error.js";
import type { ChatRequest } from "./chat-request.js";
import type { ModelTarget } from "../generation/model-target.js";
import { newId, unfilteredContent } from "../generation/response-parts.js";

/** Everything that the pieces of one answer have in common. */
export interface ChatAnswer {
  readonly id: string;
  readonly created: number;
  readonly dialect: Dialect;
  readonly target: ModelTarget;
  readonly chat: ChatRequest;
  /** Weights of the model that answers. */
  readonly parameters: number;
  readonly promptTokens: number;
  /** Text at the end of the prompt with which the answer has begun. */
  readonly begin: string;
  /** Writes one choice; the number of the choice changes the seed. */
  readonly choice: (index: number) => ReturnType<ServiceContext["engine"]["generate"]>;
}

/** Turns a checked request into an answer that can be written; throws the provider's 400 for what cannot be. */
export async function prepareChat(
  context: ServiceContext,
  dialect: Dialect,
  target: ModelTarget,
  chat: ChatRequest,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  refuseFiltered(context, chat);
  const { engine } = context;
  if (chat.tools !== undefined) await refuseTools(context, chat);
  if (chat.responseFormat.type === "json_object") refuseUnmentionedJson(chat);
  const forced = chat.tools?.forced;
  const begin = forced === undefined ? "" : `${TOOL_CALL_START}\n`;
  const tools = chat.tools === undefined ? {} : { tools: chat.tools.definitions };
  const prompt = await engine.chatPrompt(chat.messages, { begin, ...tools }, signal);
  const limit = await engine.contextSize();
  const promptTokens = prompt.tokens.length;
  const room = limit - promptTokens;
  if (room < (chat.maxTokens ?? 1)) throw tooLong(limit, promptTokens, chat.maxTokens);
  const form = grammarRequest(chat);
  const grammar = form === undefined ? undefined : await engine.grammar(form, signal).catch(withPlace(chat.tools));
  if (form !== undefined && chat.topLogprobs !== undefined) {
    const other = form.kind === "form" ? "response_format" : form.inText ? "strict" : "tool_choice";
    throw badRequest(
      `Unsupported parameter: 'logprobs' is not supported together with '${other}'.`,
      "logprobs",
      "unsupported_parameter",
    );
  }
  const seed = chat.seed ?? randomInt(2 ** 31);
  const options: GenerationOptions = {
    temperature: chat.temperature,
    topP: chat.topP,
    maxTokens: chat.maxTokens ?? room,
    stop: chat.stop,
    seed,
    presencePenalty: chat.presencePenalty,
    frequencyPenalty: chat.frequencyPenalty,
    logitBias: chat.logitBias,
    topLogprobs: chat.topLogprobs,
    grammar,
  };
  return {
    id: newId("chatcmpl-"),
    created: Math.floor(context.now() / 1000),
    dialect,
    target,
    chat,
    parameters: engine.parameters,
    promptTokens,
    begin,
    choice: (index) =>
      engine.generate(prompt, { ...options, seed: Math.abs(seed + index) % 2 ** 31 }, target.adapterPath, signal),
  };
}

/** Throws the provider's 400 when the model cannot be given tools, or not with the rest of the request. */
async function refuseTools({ engine }: ServiceContext, chat: ChatRequest): Promise<void> {
  if (!(await engine.supportsTools())) {
    throw badRequest(
      `Unsupported parameter: 'tools' is not supported with this model (the chat template of ${engine.modelId} has no place for tools, or calls of another form than <tool_call>).`,
      "tools",
      "unsupported_parameter",
    );
  }
  if (chat.responseFormat.type !== "text") {
    throw badRequest(
      "Unsupported parameter: 'response_format' is not supported together with 'tools'.",
      "response_format",
      "unsupported_parameter",
    );
  }
}

type Definition = NonNullable<ChatRequest["tools"]>["definitions"][number];

/** What the answer must keep to; `undefined` when it may be anything. */
function grammarRequest({ tools, responseFormat }: ChatRequest): GrammarRequest | undefined {
  if (tools?.forced !== undefined) {
    return { kind: "calls", functions: tools.forced.map((tool) => toCallable(tool)), inText: false };
  }
  if (tools?.definitions.some(isStrict) === true) {
    const functions = tools.definitions.map((tool) => (isStrict(tool) ? toCallable(tool) : toUnboundCallable(tool)));
    return { kind: "calls", functions, inText: true };
  }
  return responseFormat.type === "text" ? undefined : { kind: "form", format: responseFormat };
}

const isStrict = (tool: Definition): boolean => tool.function.strict === true;

function toCallable({ function: { name, parameters, strict } }: Definition): CallableFunction {
  const given = parameters && Object.keys(parameters).length > 0 ? { parameters } : {};
  return { name, ...given, strict: strict === true };
}

/** A function beside strict ones that is none: any object may be its arguments. */
function toUnboundCallable({ function: { name } }: Definition): CallableFunction {
  return { name, parameters: { type: "object" } };
}

/** Turns the refusal of a function's schema into the provider's 400, which says where the function stands. */
function withPlace(tools: ChatRequest["tools"]): (error: unknown) => never {
  return (error) => {
    if (!TunelabError.isInstance(error) || error.code !== "unsupported_tool_schema") throw error;
    const { message } = error;
    const at = tools?.definitions.findIndex((tool) => message.includes(`for function '${tool.function.name}':`)) ?? -1;
    throw badRequest(message, at < 0 ? "tools" : `tools[${at}].function.parameters`, "invalid_function_parameters");
  };
}

/** Asked for JSON but not told so, a model may write white space until it is cut off: the provider refuses that. */
function refuseUnmentionedJson({ messages }: ChatRequest): void {
  if (messages.some(({ content }) => /json/i.test(content))) return;
  throw badRequest(
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    "messages",
  );
}

function tooLong(limit: number, promptTokens: number, maxTokens: number | undefined): ApiError {
  const message =
    maxTokens === undefined || promptTokens >= limit
      ? `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`
      : `This model's maximum context length is ${limit} tokens. However, you requested ${promptTokens + maxTokens} tokens (${promptTokens} in the messages, ${maxTokens} in the completion). Please reduce the length of the messages or completion.`;
  return badRequest(message, "messages", "context_length_exceeded");
}

/** Answers as Azure's content filter does when the teaching switch names a text that the prompt contains. */
function refuseFiltered(context: ServiceContext, chat: ChatRequest): void {
  const { contentFilterText } = context.switches.values;
  if (contentFilterText === "" || !chat.messages.some(({ content }) => content.includes(contentFilterText))) return;
  throw new ApiError(
    400,
    `The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. ${simulatedBy("contentFilterText")}`,
    {
      code: "content_filter",
      param: "prompt",
      type: null,
      extra: {
        status: 400,
        innererror: {
          code: "ResponsibleAIPolicyViolation",
          content_filter_result: {
            ...unfilteredContent(),
            violence: { filtered: true, severity: "medium" },
            jailbreak: { filtered: false, detected: false },
          },
        },
      },
    },
  );
}
