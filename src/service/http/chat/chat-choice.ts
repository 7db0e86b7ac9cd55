import { ToolCallParser, type GenerationEnd, type TokenLogprob, type ToolCall } from "../../inference/index.js";
import type { ChatAnswer } from "./prepare-chat.js";
import { newId } from "../generation/response-parts.js";

/** A part of one choice: text, the tokens that it took, and calls that it completed. */
export interface ChoicePart {
  readonly text: string;
  readonly logprobs: readonly TokenLogprob[];
  readonly calls: readonly ToolCall[];
}

/** Writes one choice of an answer, with the calls of tools taken out of its text. */
export async function* choiceParts(answer: ChatAnswer, index: number): AsyncGenerator<ChoicePart, GenerationEnd> {
  const { tools } = answer.chat;
  const pieces = answer.choice(index);
  const parser = tools === undefined ? undefined : new ToolCallParser();
  parser?.push(answer.begin);
  let called = false;
  const allowed = (calls: readonly ToolCall[]): readonly ToolCall[] => {
    const kept = tools?.parallel === false ? calls.slice(0, called ? 0 : 1) : calls;
    called ||= kept.length > 0;
    return kept;
  };
  try {
    let next = await pieces.next();
    for (; next.done !== true; next = await pieces.next()) {
      const { text, calls } = parser?.push(next.value.text) ?? { text: next.value.text, calls: [] };
      yield { text, logprobs: next.value.logprobs ?? [], calls: allowed(calls) };
    }
    const forced = tools?.forced?.map((tool) => tool.function.name);
    // A grammar ends a forced call itself: one that ends elsewhere was cut, by a stop sequence if not by its length.
    const isCut = forced !== undefined || next.value.finishReason === "length";
    const { text, calls } = parser?.flush(isCut ? { forced } : undefined) ?? { text: "", calls: [] };
    if (text !== "" || calls.length > 0) yield { text, logprobs: [], calls: allowed(calls) };
    return next.value;
  } finally {
    await pieces.return({ finishReason: "stop", completionTokens: 0 });
  }
}

/** Why a choice ended: as the generation did, or with calls that the client is to make. */
export function finishReasonOf(answer: ChatAnswer, end: GenerationEnd, calls: number): string {
  return calls > 0 && end.finishReason === "stop" && answer.chat.tools?.named !== true
    ? "tool_calls"
    : end.finishReason;
}

/** A call as it stands in a message, with an id of its own. */
export function toMessageCall(call: ToolCall): { id: string; type: "function"; function: ToolCall } {
  return { id: newId("call_"), type: "function", function: { name: call.name, arguments: call.arguments } };
}
