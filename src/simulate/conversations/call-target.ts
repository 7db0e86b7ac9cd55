import { TunelabError, isRecord, raceDeadline } from "../../core/index.js";
import { say } from "../../texts/index.js";
import type { SimulatedMessage } from "./conversation.js";

/** What the application under test is given: azure-ai-evaluation's callback protocol. */
export interface TargetRequest {
  /** A fresh list: it may be appended to. */
  readonly messages: { messages: { role: string; content: string; context?: unknown }[] };
  readonly stream: false;
  /** What the application returned with its last answer of this conversation, `null` at first. */
  readonly sessionState: unknown;
  readonly context: unknown;
}

/** What the application answers: its last message counts. */
export interface TargetResponse {
  readonly messages: { readonly messages: readonly unknown[] } | readonly unknown[];
  readonly stream?: boolean;
  readonly sessionState?: unknown;
  readonly session_state?: unknown;
  readonly context?: unknown;
}

/** The application under test. */
export type SimulationTarget = (
  request: TargetRequest,
  options: { readonly signal: AbortSignal },
) => TargetResponse | Promise<TargetResponse>;

/** Answer of the application, checked. */
export interface TargetAnswer {
  readonly message: SimulatedMessage;
  readonly sessionState: unknown;
}

/**
 * Asks the application for the next turn and checks the shape of what it returns.
 *
 * Throws `target_failed`, `target_timeout` or `target_answer_invalid`; an abort is passed on.
 */
export async function callTarget(
  target: SimulationTarget,
  messages: readonly SimulatedMessage[],
  sessionState: unknown,
  options: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<TargetAnswer> {
  const request: TargetRequest = {
    messages: { messages: messages.map((message) => ({ ...message })) },
    stream: false,
    sessionState,
    context: null,
  };
  const timer = new AbortController();
  const signal = AbortSignal.any([options.signal, timer.signal]);
  const asked = messages.at(-1)?.content ?? "";
  const answer = await withDeadline(async () => target(request, { signal }), options, timer, asked);
  return readAnswer(answer, asked);
}

async function withDeadline<T>(
  call: () => Promise<T>,
  options: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
  timer: AbortController,
  asked: string,
): Promise<T> {
  try {
    return await raceDeadline(call(), {
      seconds: options.timeoutSeconds,
      signal: options.signal,
      onLate: () => {
        timer.abort();
        return new TunelabError(say("simulate.late", { asked: quote(asked), n: options.timeoutSeconds }), {
          code: "target_timeout",
          hint: say("simulate.lateHint"),
        });
      },
    });
  } catch (cause) {
    if (TunelabError.isInstance(cause) || options.signal.aborted) throw cause;
    throw new TunelabError(
      say("simulate.callbackFailed", {
        asked: quote(asked),
        reason: cause instanceof Error ? cause.message : String(cause),
      }),
      {
        code: "target_failed",
        hint: say("simulate.callbackFailedHint"),
        cause,
      },
    );
  }
}

function readAnswer(answer: unknown, asked: string): TargetAnswer {
  const fail = (found: string): TunelabError =>
    new TunelabError(say("simulate.badAnswer", { asked: quote(asked), found }), {
      code: "target_answer_invalid",
      hint: say("simulate.badAnswerHint", {
        result: "{ messages, stream, sessionState, context }",
        message: '{ role: "assistant", content: "…", context }',
      }),
    });
  if (!isRecord(answer)) throw fail(say("simulate.notObject", { type: answer === null ? "null" : typeof answer }));
  const outer = answer["messages"];
  const list: unknown = isRecord(outer) ? outer["messages"] : outer;
  if (!Array.isArray(list) || list.length === 0) throw fail(say("simulate.noMessages"));
  const last: unknown = list.at(-1);
  if (!isRecord(last) || typeof last["content"] !== "string") throw fail(say("simulate.noText"));
  if (last["role"] === "user") throw fail(say("simulate.ownMessage"));
  return {
    message: { role: "assistant", content: last["content"], context: last["context"] ?? null },
    sessionState: answer["sessionState"] ?? answer["session_state"] ?? null,
  };
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
