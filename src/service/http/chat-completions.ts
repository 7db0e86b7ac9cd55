import { randomInt } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServiceContext } from "../context.js";
import type { GenerationOptions, TokenLogprob } from "../inference/index.js";
import type { Dialect } from "../store/index.js";
import { ApiError, badRequest } from "./api-error.js";
import { cancellation, ClientGone } from "./cancellation.js";
import { type ChatRequest, parseChatRequest } from "./chat-request.js";
import { EventStream } from "./event-stream.js";
import { type ModelTarget, targetOfDeployment, targetOfName } from "./model-target.js";
import { RateLimits } from "./rate-limits.js";
import {
  newId,
  systemFingerprint,
  toChatLogprobs,
  toUsage,
  unfilteredContent,
  unfilteredPrompt,
} from "./response-parts.js";

/** Registers chat completions under Azure's path by deployment and under /openai/v1. */
export function registerChatCompletions(app: FastifyInstance, context: ServiceContext): void {
  const limits = new RateLimits();
  app.post<{ Params: { deployment: string } }>("/openai/deployments/:deployment/chat/completions", (request, reply) =>
    answer(context, limits, "azure", () => targetOfDeployment(context, request.params.deployment), request, reply),
  );
  app.post("/openai/v1/chat/completions", (request, reply) =>
    answer(context, limits, "openai", (chat) => targetOfName(context, requiredModel(chat)), request, reply),
  );
}

function requiredModel(chat: ChatRequest): string {
  if (chat.model === undefined) {
    throw badRequest("you must provide a model parameter", "model", "missing_required_parameter");
  }
  return chat.model;
}

/** Everything that the pieces of one answer have in common. */
interface Answer {
  readonly id: string;
  readonly created: number;
  readonly dialect: Dialect;
  readonly target: ModelTarget;
  readonly chat: ChatRequest;
  readonly promptTokens: number;
  /** Writes one choice; the number of the choice changes the seed. */
  readonly choice: (index: number) => ReturnType<ServiceContext["engine"]["generate"]>;
}

async function answer(
  context: ServiceContext,
  limits: RateLimits,
  dialect: Dialect,
  findTarget: (chat: ChatRequest) => ModelTarget,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  // Azure looks at the deployment before it reads the body.
  const early = dialect === "azure" ? findTarget(undefined as never) : undefined;
  const chat = parseChatRequest(request.body);
  const target = early ?? findTarget(chat);
  const { signal, done } = cancellation(reply, context.generationTimeoutMs);
  try {
    const prepared = await prepare(context, dialect, target, chat, signal);
    limits.admit(context, target, prepared.promptTokens + (chat.maxTokens ?? 16), reply);
    return chat.stream ? await stream(prepared, reply, signal) : await complete(prepared);
  } catch (error) {
    if (error instanceof ClientGone) return reply.hijack();
    throw error;
  } finally {
    done();
  }
}

async function prepare(
  context: ServiceContext,
  dialect: Dialect,
  target: ModelTarget,
  chat: ChatRequest,
  signal: AbortSignal,
): Promise<Answer> {
  refuseFiltered(context, chat);
  const { engine } = context;
  if (chat.tools !== undefined && !(await engine.supportsTools())) {
    throw badRequest(
      `Unsupported parameter: 'tools' is not supported with this model (${engine.modelId} has no place for tools in its chat template).`,
      "tools",
      "unsupported_parameter",
    );
  }
  const prompt = await engine.chatTokens(chat.messages, chat.tools);
  const limit = await engine.contextSize();
  const room = limit - prompt.length;
  if (room < (chat.maxTokens ?? 1)) throw tooLong(limit, prompt.length, chat.maxTokens);
  const grammar = await engine.grammar(chat.responseFormat);
  if (grammar !== undefined && chat.topLogprobs !== undefined) {
    throw badRequest(
      "Unsupported parameter: 'logprobs' is not supported together with 'response_format'.",
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
    ...(chat.topLogprobs === undefined ? {} : { topLogprobs: chat.topLogprobs }),
    ...(grammar === undefined ? {} : { grammar }),
  };
  return {
    id: newId("chatcmpl-"),
    created: Math.floor(context.now() / 1000),
    dialect,
    target,
    chat,
    promptTokens: prompt.length,
    choice: (index) =>
      engine.generate(prompt, { ...options, seed: Math.abs(seed + index) % 2 ** 31 }, target.adapterPath, signal),
  };
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
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. (Simulated: a teaching switch of the embedded service is on.)",
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

async function complete(answer: Answer): Promise<unknown> {
  const { chat, dialect } = answer;
  const choices: unknown[] = [];
  let completionTokens = 0;
  for (let index = 0; index < chat.choices; index++) {
    let content = "";
    const logprobs: TokenLogprob[] = [];
    const pieces = answer.choice(index);
    let next = await pieces.next();
    for (; next.done !== true; next = await pieces.next()) {
      content += next.value.text;
      logprobs.push(...(next.value.logprobs ?? []));
    }
    completionTokens += next.value.completionTokens;
    choices.push({
      index,
      message: { role: "assistant", content, refusal: null },
      logprobs: chat.topLogprobs === undefined ? null : toChatLogprobs(logprobs),
      finish_reason: next.value.finishReason,
      ...(dialect === "azure" ? { content_filter_results: unfilteredContent() } : {}),
    });
  }
  return {
    ...head(answer, "chat.completion"),
    choices,
    usage: toUsage(answer.promptTokens, completionTokens),
    ...(dialect === "azure" ? { prompt_filter_results: unfilteredPrompt() } : {}),
  };
}

async function stream(answer: Answer, reply: FastifyReply, signal: AbortSignal): Promise<unknown> {
  const { chat, dialect } = answer;
  // The first piece is awaited before the headers go out, so that what fails early still has its status.
  let pieces = answer.choice(0);
  let next = await pieces.next();
  const events = new EventStream(reply, signal);
  const chunk = (choices: readonly unknown[], more: Record<string, unknown> = {}) =>
    events.send({
      ...head(answer, "chat.completion.chunk"),
      choices,
      ...(chat.includeUsage ? { usage: null } : {}),
      ...more,
    });
  try {
    if (dialect === "azure") {
      await events.send({
        id: "",
        object: "",
        created: 0,
        model: "",
        choices: [],
        prompt_filter_results: unfilteredPrompt(),
      });
    }
    let completionTokens = 0;
    for (let index = 0; index < chat.choices; index++) {
      if (index > 0) {
        pieces = answer.choice(index);
        next = await pieces.next();
      }
      const choice = (
        delta: Record<string, unknown>,
        logprobs: readonly TokenLogprob[] = [],
        end: string | null = null,
      ) => ({
        index,
        delta,
        logprobs: chat.topLogprobs === undefined || logprobs.length === 0 ? null : toChatLogprobs(logprobs),
        finish_reason: end,
        ...(dialect === "azure"
          ? { content_filter_results: end === null && "role" in delta ? {} : unfilteredContent() }
          : {}),
      });
      await chunk([choice({ role: "assistant", content: "", refusal: null })]);
      for (; next.done !== true; next = await pieces.next()) {
        if (next.value.text !== "" || (next.value.logprobs?.length ?? 0) > 0) {
          await chunk([choice({ content: next.value.text }, next.value.logprobs)]);
        }
      }
      completionTokens += next.value.completionTokens;
      await chunk([choice({}, [], next.value.finishReason)]);
    }
    if (chat.includeUsage) await chunk([], { usage: toUsage(answer.promptTokens, completionTokens) });
    await events.end();
  } catch (error) {
    if (error instanceof ApiError) await events.send(error.toBody()).catch(() => undefined);
    else if (!(error instanceof ClientGone)) reply.log.error({ err: error }, "A streamed answer failed");
    events.abort();
  } finally {
    await pieces.return({ finishReason: "stop", completionTokens: 0 });
  }
  return reply;
}

function head(answer: Answer, object: string): Record<string, unknown> {
  const { id, created, target } = answer;
  return { id, object, created, model: target.modelId, system_fingerprint: systemFingerprint(target.modelId) };
}
