import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServiceContext } from "../../context.js";
import { whileConnected } from "../generation/while-connected.js";
import { checkAdapter } from "../check-adapter.js";
import { completeChat, streamChat } from "./chat-answer.js";
import { chatRequestSchema, parseChatRequest } from "./chat-request.js";
import { targetOfDeployment, targetOfName } from "../generation/model-target.js";
import { reads } from "../request-body.js";
import { prepareChat } from "./prepare-chat.js";
import { AZURE, OPENAI } from "../../dialects/index.js";
import { RateLimits } from "../generation/rate-limits.js";

/** Registers chat completions under Azure's path by deployment and under /openai/v1. */
export function registerChatCompletions(app: FastifyInstance, context: ServiceContext): void {
  const limits = new RateLimits();
  app.post<{ Params: { deployment: string } }>(
    "/openai/deployments/:deployment/chat/completions",
    reads(chatRequestSchema),
    (request, reply) => answer(context, limits, request.params.deployment, request, reply),
  );
  app.post("/openai/v1/chat/completions", reads(chatRequestSchema), (request, reply) =>
    answer(context, limits, undefined, request, reply),
  );
}

/** @param deployment the deployment that Azure's path names; without one the body names the model, as OpenAI's does */
async function answer(
  context: ServiceContext,
  limits: RateLimits,
  deployment: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  // Azure looks at the deployment before it reads the body.
  const named = deployment === undefined ? undefined : targetOfDeployment(context, deployment);
  const chat = parseChatRequest(request.body);
  const target = named ?? targetOfName(context, chat.model);
  return whileConnected(reply, context.generationTimeoutMs, async (signal) => {
    await checkAdapter(target);
    const prepared = await prepareChat(context, named === undefined ? OPENAI : AZURE, target, chat, signal);
    limits.admit(context, target, prepared.promptTokens + (chat.maxTokens ?? 16), reply);
    return chat.stream ? streamChat(prepared, reply, signal) : completeChat(prepared);
  });
}
