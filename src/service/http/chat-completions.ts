import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServiceContext } from "../context.js";
import type { Dialect } from "../store/index.js";
import { badRequest } from "./api-error.js";
import { cancellation, ClientGone } from "./cancellation.js";
import { completeChat, streamChat } from "./chat-answer.js";
import { type ChatRequest, parseChatRequest } from "./chat-request.js";
import { type ModelTarget, targetOfDeployment, targetOfName } from "./model-target.js";
import { prepareChat } from "./prepare-chat.js";
import { RateLimits } from "./rate-limits.js";

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
    const prepared = await prepareChat(context, dialect, target, chat, signal);
    limits.admit(context, target, prepared.promptTokens + (chat.maxTokens ?? 16), reply);
    return chat.stream ? await streamChat(prepared, reply, signal) : await completeChat(prepared);
  } catch (error) {
    if (error instanceof ClientGone) return reply.hijack();
    throw error;
  } finally {
    done();
  }
}
