import { randomInt } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { forEachWithLimit } from "../../../core/index.js";
import type { ServiceContext } from "../../context.js";
import { slicePrompt, type TokenLogprob } from "../../inference/index.js";
import { badRequest } from "../api-error.js";
import { checkAdapter } from "../check-adapter.js";
import { ClientGone, whileConnected } from "../generation/while-connected.js";
import {
  completionRequestSchema,
  type CompletionRequest,
  isRenderedChat,
  parseCompletionRequest,
  readScoredFrom,
} from "./completion-request.js";
import { reads } from "../request-body.js";
import { EventStream } from "../generation/event-stream.js";
import { type ModelTarget, targetOfDeployment, targetOfName } from "../generation/model-target.js";
import { newId, systemFingerprint, toTextLogprobs, toUsage } from "../generation/response-parts.js";
import { parseLogitBias, toStopList } from "../generation/sampling-parameters.js";

/** Registers text completions, which continue or score text as it is, without a chat template. */
export function registerCompletions(app: FastifyInstance, context: ServiceContext): void {
  app.post<{ Params: { deployment: string } }>(
    "/openai/deployments/:deployment/completions",
    reads(completionRequestSchema),
    (request, reply) => answer(context, request.params.deployment, request, reply),
  );
  app.post("/openai/v1/completions", reads(completionRequestSchema), (request, reply) =>
    answer(context, undefined, request, reply),
  );
}

/** @param deployment the deployment that Azure's path names; without one the body names the model, as OpenAI's does */
async function answer(
  context: ServiceContext,
  deployment: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  // Azure looks at the deployment before it reads the body.
  const named = deployment === undefined ? undefined : targetOfDeployment(context, deployment);
  const body = parseCompletionRequest(request.body);
  const target = named ?? targetOfName(context, body.model);
  return whileConnected(reply, context.generationTimeoutMs, async (signal) => {
    await checkAdapter(target);
    const prompts = await toTokens(context, body.prompt, { rendered: isRenderedChat(request), signal });
    await checkLength(context, prompts, body.max_tokens ?? 16);
    return body.stream === true
      ? stream(context, target, body, prompts, reply, signal)
      : complete(context, target, body, prompts, readScoredFrom(request), signal);
  });
}

type Tokens = Awaited<ReturnType<ServiceContext["engine"]["textTokens"]>>;

async function toTokens(
  { engine }: ServiceContext,
  prompt: CompletionRequest["prompt"],
  options: { readonly rendered: boolean; readonly signal: AbortSignal },
): Promise<readonly Tokens[]> {
  const tokensOf = (entry: string | readonly number[]): Promise<Tokens> =>
    typeof entry === "string" ? engine.textTokens(entry, options) : engine.checkTokens(entry);
  if (typeof prompt === "string") return [await tokensOf(prompt)];
  if (typeof prompt[0] === "number") return [await tokensOf(prompt as number[])];
  const all: Tokens[] = [];
  for (const entry of prompt as (string | number[])[]) {
    all.push(await tokensOf(entry));
    // Each is short, and all of them are not: others are answered in between.
    await setImmediate();
  }
  return all;
}

async function checkLength(context: ServiceContext, prompts: readonly Tokens[], maxTokens: number): Promise<void> {
  const limit = await context.engine.contextSize();
  for (const prompt of prompts) {
    if (prompt.length + maxTokens > limit) {
      throw badRequest(
        `This model's maximum context length is ${limit} tokens, however you requested ${prompt.length + maxTokens} tokens (${prompt.length} in your prompt; ${maxTokens} for the completion). Please reduce your prompt; or completion length.`,
        "prompt",
        "context_length_exceeded",
      );
    }
  }
}

function generationOf(
  context: ServiceContext,
  target: ModelTarget,
  body: CompletionRequest,
  prompt: Tokens,
  seed: number,
  signal: AbortSignal,
): ReturnType<ServiceContext["engine"]["generate"]> {
  return context.engine.generate(
    slicePrompt(prompt),
    {
      temperature: body.temperature ?? 1,
      topP: body.top_p ?? 1,
      maxTokens: body.max_tokens ?? 16,
      stop: toStopList(body.stop),
      seed: Math.abs(seed) % 2 ** 31,
      presencePenalty: body.presence_penalty ?? 0,
      frequencyPenalty: body.frequency_penalty ?? 0,
      logitBias: parseLogitBias(body.logit_bias ?? {}),
      topLogprobs: body.logprobs,
    },
    target.adapterPath,
    signal,
  );
}

/** Answers of one request that are asked of the engine at the same time: as many as it runs on the largest machines. */
const MOST_AT_ONCE = 4;

async function complete(
  context: ServiceContext,
  target: ModelTarget,
  body: CompletionRequest,
  prompts: readonly Tokens[],
  scoredFrom: number,
  signal: AbortSignal,
): Promise<unknown> {
  const seed = body.seed ?? randomInt(2 ** 31);
  const perPrompt = body.n ?? 1;
  let completionTokens = 0;
  const answerOne = async (prompt: Tokens, index: number): Promise<Record<string, unknown>> => {
    const logprobs: TokenLogprob[] = [];
    const offsets: number[] = [];
    let text = "";
    if (body.echo === true) {
      text = await context.engine.textOf(prompt);
      if (body.logprobs !== undefined) {
        const { engine } = context;
        offsets.push(...(await engine.offsetsOf(prompt)));
        // The first token that ends behind the place where scores are wanted from.
        const from = prompt.findIndex((_, at) => offsets[at + 1]! > scoredFrom);
        const options = { from: from === -1 ? prompt.length : from, topLogprobs: body.logprobs };
        const scores = await engine.score(prompt, options, target.adapterPath, signal);
        logprobs.push(...(await engine.nameUnscored(prompt, scores)));
      }
    }
    const pieces = generationOf(context, target, body, prompt, seed + index, signal);
    let next = await pieces.next();
    for (; next.done !== true; next = await pieces.next()) {
      text += next.value.text;
      logprobs.push(...(next.value.logprobs ?? []));
    }
    completionTokens += next.value.completionTokens;
    return {
      text,
      index,
      finish_reason: next.value.finishReason,
      logprobs: body.logprobs === undefined ? null : toTextLogprobs(logprobs, offsets),
    };
  };
  // As many at once as the engine ever lets run; the others would only wait, each with a listener at the signal.
  const choices: unknown[] = [];
  await forEachWithLimit(
    prompts.length * perPrompt,
    MOST_AT_ONCE,
    async (index) => {
      choices[index] = await answerOne(prompts[Math.floor(index / perPrompt)]!, index);
    },
    signal,
  );
  signal.throwIfAborted();
  return {
    ...head(context, target, newId("cmpl-")),
    choices,
    usage: toUsage(
      prompts.reduce((sum, prompt) => sum + prompt.length, 0),
      completionTokens,
    ),
  };
}

async function stream(
  context: ServiceContext,
  target: ModelTarget,
  body: CompletionRequest,
  prompts: readonly Tokens[],
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<unknown> {
  if (body.echo === true || body.logprobs !== undefined) {
    throw badRequest(
      "Unsupported parameter: 'stream' is not supported together with 'echo' or 'logprobs'.",
      "stream",
      "unsupported_parameter",
    );
  }
  const seed = body.seed ?? randomInt(2 ** 31);
  const start = head(context, target, newId("cmpl-"));
  let completionTokens = 0;
  let events: EventStream | undefined;
  try {
    for (const [index, prompt] of prompts.flatMap((one) => Array.from({ length: body.n ?? 1 }, () => one)).entries()) {
      const pieces = generationOf(context, target, body, prompt, seed + index, signal);
      let next = await pieces.next();
      events ??= new EventStream(reply, signal);
      for (; next.done !== true; next = await pieces.next()) {
        if (next.value.text === "") continue;
        await events.send({
          ...start,
          choices: [{ text: next.value.text, index, finish_reason: null, logprobs: null }],
        });
      }
      completionTokens += next.value.completionTokens;
      await events.send({
        ...start,
        choices: [{ text: "", index, finish_reason: next.value.finishReason, logprobs: null }],
      });
    }
    if (body.stream_options?.include_usage === true) {
      const promptTokens = prompts.reduce((sum, prompt) => sum + prompt.length, 0);
      await events?.send({ ...start, choices: [], usage: toUsage(promptTokens, completionTokens) });
    }
    await events?.end();
  } catch (error) {
    if (events === undefined) throw error;
    if (!(error instanceof ClientGone)) reply.log.error({ err: error }, "A streamed completion failed");
    events.abort();
  }
  return reply;
}

function head(context: ServiceContext, target: ModelTarget, id: string): Record<string, unknown> {
  return {
    id,
    object: "text_completion",
    created: Math.floor(context.now() / 1000),
    model: target.modelId,
    system_fingerprint: systemFingerprint(target.modelId),
  };
}
