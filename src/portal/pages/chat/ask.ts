import { stream } from "../../api/call.js";
import { asFailure, CallFailure, unreachable } from "../../api/failure.js";
import { readNumber, readWholeNumber } from "../../parts/controls/read-number.js";
import { type ChatMessage, PARAMETERS, type ParameterName, type ParameterTexts } from "./chat-state.js";
import type { Answer } from "./turn.js";

/** Bounds of the numbers, as the API has them. */
export const BOUNDS: Readonly<
  Record<ParameterName, { readonly min: number; readonly max: number; readonly isWhole: boolean }>
> = {
  max_tokens: { min: 1, max: 8192, isWhole: true },
  temperature: { min: 0, max: 2, isWhole: false },
  top_p: { min: 0, max: 1, isWhole: false },
  frequency_penalty: { min: -2, max: 2, isWhole: false },
  presence_penalty: { min: -2, max: 2, isWhole: false },
  past_messages: { min: 0, max: 100, isWhole: true },
};

/** The number of a parameter, `undefined` when its field is empty or wrong. */
export function parameterOf(name: ParameterName, texts: ParameterTexts): number | undefined {
  const { min, max, isWhole } = BOUNDS[name];
  const value = isWhole ? readWholeNumber(texts[name]) : readNumber(texts[name]);
  return value === undefined || value < min || value > max ? undefined : value;
}

/** The parameters of a request; what the page alone uses is not among them. */
export function requestParameters(texts: ParameterTexts): Record<string, number | string> {
  const numbers = PARAMETERS.filter((name) => name !== "past_messages").flatMap((name) => {
    const value = parameterOf(name, texts);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(numbers), ...(texts.stop === "" ? {} : { stop: texts.stop }) };
}

interface Chunk {
  readonly choices: readonly {
    readonly delta?: { readonly content?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  readonly error?: { readonly message: string; readonly code?: string };
}

/**
 * Asks a deployment and shows its answer as it is written. The returned answer tells how it ended; a failure is part of
 * it, so that the conversation goes on.
 */
export async function ask(
  deployment: string,
  messages: readonly ChatMessage[],
  texts: ParameterTexts,
  signal: AbortSignal,
  onText: (answer: Answer) => void,
): Promise<Answer> {
  let text = "";
  let finishReason: string | undefined;
  let usage: Chunk["usage"];
  let firstAt: number | undefined;
  try {
    const { events } = await stream("portal/rest/openai/v1/chat/completions", {
      json: {
        model: deployment,
        messages,
        ...requestParameters(texts),
        stream: true,
        stream_options: { include_usage: true },
      },
      signal,
    });
    for await (const { event, data } of events) {
      if (event === "comment" || data === "[DONE]") continue;
      const chunk = JSON.parse(data) as Chunk;
      if (chunk.error !== undefined)
        throw new CallFailure(chunk.error.message, { status: 500, code: chunk.error.code ?? "" });
      usage = chunk.usage ?? usage;
      const choice = chunk.choices[0];
      finishReason = choice?.finish_reason ?? finishReason;
      const piece = choice?.delta?.content ?? "";
      if (piece === "") continue;
      firstAt ??= performance.now();
      text += piece;
      onText({ text, state: "writing" });
    }
    // A body that merely ends was cut off: the service says why an answer is complete.
    if (finishReason === undefined) throw unreachable("");
  } catch (error) {
    if (signal.aborted) return { text, state: "stopped" };
    return { text, state: "failed", failure: asFailure(error) };
  }
  const seconds = (performance.now() - (firstAt ?? performance.now())) / 1000;
  return {
    text,
    state: "done",
    finishReason,
    promptTokens: usage?.prompt_tokens,
    completionTokens: usage?.completion_tokens,
    tokensPerSecond: usage && seconds > 0 ? usage.completion_tokens / seconds : undefined,
  };
}
