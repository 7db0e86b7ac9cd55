import type { FastifyReply } from "fastify";
import type { GenerationEnd, TokenLogprob, ToolCall } from "../../inference/index.js";
import { ApiError } from "../api-error.js";
import { ClientGone } from "../generation/while-connected.js";
import { choiceParts, finishReasonOf, toMessageCall } from "./chat-choice.js";
import { EventStream } from "../generation/event-stream.js";
import type { ChatAnswer } from "./prepare-chat.js";
import {
  systemFingerprint,
  toChatLogprobs,
  toUsage,
  unfilteredContent,
  unfilteredPrompt,
} from "../generation/response-parts.js";

/** Writes an answer in one piece. */
export async function completeChat(answer: ChatAnswer): Promise<unknown> {
  const { chat, dialect } = answer;
  const choices: unknown[] = [];
  let completionTokens = 0;
  for (let index = 0; index < chat.choices; index++) {
    let content = "";
    const logprobs: TokenLogprob[] = [];
    const calls: ToolCall[] = [];
    const parts = choiceParts(answer, index);
    let next = await parts.next();
    for (; next.done !== true; next = await parts.next()) {
      content += next.value.text;
      logprobs.push(...next.value.logprobs);
      calls.push(...next.value.calls);
    }
    completionTokens += next.value.completionTokens;
    choices.push({
      index,
      message: {
        role: "assistant",
        content: content === "" && (calls.length > 0 || chat.tools?.forced !== undefined) ? null : content,
        refusal: null,
        tool_calls: calls.length > 0 ? calls.map(toMessageCall) : undefined,
      },
      logprobs: chat.topLogprobs === undefined ? null : toChatLogprobs(logprobs),
      finish_reason: finishReasonOf(answer, next.value, calls.length),
      content_filter_results: dialect.chat.hasContentFilter ? unfilteredContent() : undefined,
    });
  }
  return {
    ...head(answer, "chat.completion"),
    local_parameters: answer.parameters,
    choices,
    usage: toUsage(answer.promptTokens, completionTokens),
    prompt_filter_results: dialect.chat.hasContentFilter ? unfilteredPrompt() : undefined,
  };
}

/** Writes an answer piece by piece, as server-sent events. */
export async function streamChat(answer: ChatAnswer, reply: FastifyReply, signal: AbortSignal): Promise<unknown> {
  const { chat, dialect } = answer;
  // The first part is awaited before the headers go out, so that what fails early still has its status.
  let parts = choiceParts(answer, 0);
  let next = await parts.next();
  const events = new EventStream(reply, signal);
  const chunk = (choices: readonly unknown[], more: Record<string, unknown> = {}) =>
    events.send({
      ...head(answer, "chat.completion.chunk"),
      choices,
      usage: chat.includeUsage ? null : undefined,
      ...more,
    });
  try {
    if (dialect.chat.hasContentFilter) {
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
        parts = choiceParts(answer, index);
        next = await parts.next();
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
        ...(dialect.chat.hasContentFilter
          ? { content_filter_results: end === null && "role" in delta ? {} : unfilteredContent() }
          : {}),
      });
      await chunk([choice({ role: "assistant", content: "", refusal: null })]);
      let callCount = 0;
      for (; next.done !== true; next = await parts.next()) {
        const { text, logprobs, calls } = next.value;
        if (text !== "" || logprobs.length > 0) await chunk([choice({ content: text }, logprobs)]);
        for (const call of calls) {
          const { id, type, function: called } = toMessageCall(call);
          const at = { index: callCount++ };
          const opening = { ...at, id, type, function: { name: called.name, arguments: "" } };
          await chunk([choice({ tool_calls: [opening] })]);
          await chunk([choice({ tool_calls: [{ ...at, function: { arguments: called.arguments } }] })]);
        }
      }
      completionTokens += next.value.completionTokens;
      await chunk([choice({}, [], finishReasonOf(answer, next.value, callCount))]);
    }
    if (chat.includeUsage) await chunk([], { usage: toUsage(answer.promptTokens, completionTokens) });
    await events.end();
  } catch (error) {
    if (error instanceof ApiError) await events.send(error.toBody()).catch(() => undefined);
    else if (!(error instanceof ClientGone)) reply.log.error({ err: error }, "A streamed answer failed");
    events.abort();
  } finally {
    await parts.return({ finishReason: "stop", completionTokens: 0 } satisfies GenerationEnd);
  }
  return reply;
}

function head(answer: ChatAnswer, object: string): Record<string, unknown> {
  const { id, created, target } = answer;
  return { id, object, created, model: target.modelId, system_fingerprint: systemFingerprint(target.modelId) };
}
