import { randomInt } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { ServiceContext } from "../context.js";
import { slicePrompt, type TokenLogprob } from "../inference/index.js";
import { badRequest } from "./api-error.js";
import { cancellation, ClientGone } from "./cancellation.js";
import { parseLogitBias } from "./chat-request.js";
import { EventStream } from "./event-stream.js";
import { type ModelTarget, targetOfDeployment, targetOfName } from "./model-target.js";
import { parseBody } from "./request-problems.js";
import { newId, systemFingerprint, toUsage } from "./response-parts.js";

const nullable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);
const tokenId = z.number().int().min(0);

const schema = z.strictObject({
  model: nullable(z.string()),
  prompt: z.union([
    z.string(),
    z.array(z.string()).min(1),
    z.array(tokenId).min(1),
    z.array(z.array(tokenId).min(1)).min(1),
  ]),
  max_tokens: nullable(z.number().int().min(0)),
  temperature: nullable(z.number().min(0).max(2)),
  top_p: nullable(z.number().min(0).max(1)),
  n: nullable(z.number().int().min(1).max(128)),
  stream: nullable(z.boolean()),
  stream_options: nullable(
    z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() }),
  ),
  logprobs: nullable(z.number().int().min(0).max(5)),
  echo: nullable(z.boolean()),
  stop: nullable(z.union([z.string(), z.array(z.string()).max(4)])),
  presence_penalty: nullable(z.number().min(-2).max(2)),
  frequency_penalty: nullable(z.number().min(-2).max(2)),
  best_of: nullable(z.literal(1)),
  logit_bias: nullable(z.record(z.string(), z.number().min(-100).max(100))),
  seed: nullable(z.number().int()),
  suffix: nullable(z.literal("")),
  user: nullable(z.string()),
});

type CompletionRequest = z.output<typeof schema>;

/** Registers text completions, which continue or score text as it is, without a chat template. */
export function registerCompletions(app: FastifyInstance, context: ServiceContext): void {
  app.post<{ Params: { deployment: string } }>("/openai/deployments/:deployment/completions", (request, reply) =>
    answer(context, () => targetOfDeployment(context, request.params.deployment), request, reply),
  );
  app.post("/openai/v1/completions", (request, reply) =>
    answer(
      context,
      ({ model }) => {
        if (model === undefined) {
          throw badRequest("you must provide a model parameter", "model", "missing_required_parameter");
        }
        return targetOfName(context, model);
      },
      request,
      reply,
    ),
  );
}

async function answer(
  context: ServiceContext,
  findTarget: (body: CompletionRequest) => ModelTarget,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const body = parseBody(schema, request.body);
  const target = findTarget(body);
  const { signal, done } = cancellation(reply, context.generationTimeoutMs);
  try {
    const prompts = await toTokens(context, body.prompt);
    await checkLength(context, prompts, body.max_tokens ?? 16);
    return body.stream === true
      ? await stream(context, target, body, prompts, reply, signal)
      : await complete(context, target, body, prompts, readScoredFrom(request), signal);
  } catch (error) {
    if (error instanceof ClientGone) return reply.hijack();
    throw error;
  } finally {
    done();
  }
}

type Tokens = Awaited<ReturnType<ServiceContext["engine"]["textTokens"]>>;

async function toTokens(context: ServiceContext, prompt: CompletionRequest["prompt"]): Promise<readonly Tokens[]> {
  if (typeof prompt === "string") return [await context.engine.textTokens(prompt)];
  if (typeof prompt[0] === "number") return [await context.engine.checkTokens(prompt as number[])];
  return Promise.all(
    (prompt as (string | number[])[]).map((entry) =>
      typeof entry === "string" ? context.engine.textTokens(entry) : context.engine.checkTokens(entry),
    ),
  );
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
      stop: body.stop === undefined ? [] : typeof body.stop === "string" ? [body.stop] : body.stop,
      seed: Math.abs(seed) % 2 ** 31,
      presencePenalty: body.presence_penalty ?? 0,
      frequencyPenalty: body.frequency_penalty ?? 0,
      logitBias: parseLogitBias(body.logit_bias ?? {}),
      ...(body.logprobs === undefined ? {} : { topLogprobs: body.logprobs }),
    },
    target.adapterPath,
    signal,
  );
}

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
      logprobs: body.logprobs === undefined ? null : toLogprobs(logprobs, offsets),
    };
  };
  // All at once: the engine lets as many run as the machine has cores and keeps the others in order.
  const choices = await Promise.all(
    prompts.flatMap((prompt, promptIndex) =>
      Array.from({ length: perPrompt }, (_, choice) => answerOne(prompt, promptIndex * perPrompt + choice)),
    ),
  );
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

/**
 * `logprobs` of a text completion: parallel lists; the first token of an echoed prompt has `null`, as have those before
 * the place where scores were wanted from.
 *
 * @param offsets where the first tokens begin and the last of them ends; those of the others follow from their texts
 */
function toLogprobs(tokens: readonly TokenLogprob[], offsets: readonly number[]): Record<string, unknown> {
  const starts = offsets.slice(0, -1);
  let end = offsets.at(-1) ?? 0;
  for (const { text } of tokens.slice(starts.length)) {
    starts.push(end);
    end += text.length;
  }
  return {
    tokens: tokens.map((token) => token.text),
    token_logprobs: tokens.map((token) => (Number.isNaN(token.logprob) ? null : token.logprob)),
    top_logprobs: tokens.map((token) =>
      Number.isNaN(token.logprob) ? null : Object.fromEntries(token.top.map(({ text, logprob }) => [text, logprob])),
    ),
    text_offset: starts,
  };
}

/**
 * From which character of an echoed prompt on scores are wanted: header `x-tunelab-score-from`, 0 without one.
 *
 * It is a header because every other service ignores it, while an unknown field of the body would be refused. Scores
 * before a continuation cost most of the time and are thrown away by who judges the continuation.
 */
function readScoredFrom(request: FastifyRequest): number {
  const value = request.headers["x-tunelab-score-from"];
  if (value === undefined) return 0;
  if (typeof value === "string" && /^\d{1,9}$/.test(value)) return Number(value);
  throw badRequest(
    `The header x-tunelab-score-from is ${JSON.stringify(value)}: it must be a number of characters.`,
    "x-tunelab-score-from",
    "invalid_value",
  );
}
