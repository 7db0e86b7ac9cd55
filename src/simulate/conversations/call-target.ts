import { TunelabError, isRecord, raceDeadline } from "../../core/index.js";
import type { SimulatedMessage } from "./conversation.js";

/** What the application under test is given: azure-ai-evaluation's callback protocol. */
export interface TargetRequest {
  /** A fresh list: it may be appended to. */
  readonly messages: { messages: { role: string; content: string; context: unknown }[] };
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
        return new TunelabError(`The callback gave no answer to ${quote(asked)} in ${options.timeoutSeconds} s.`, {
          code: "target_timeout",
          hint: "Check that it returns or throws in every case, or raise targetTimeoutSeconds.",
        });
      },
    });
  } catch (cause) {
    if (TunelabError.isInstance(cause) || options.signal.aborted) throw cause;
    throw new TunelabError(
      `The callback failed on ${quote(asked)}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        code: "target_failed",
        hint: "Call it by hand with that question to see where it fails; the other conversations went on.",
        cause,
      },
    );
  }
}

function readAnswer(answer: unknown, asked: string): TargetAnswer {
  const fail = (found: string): TunelabError =>
    new TunelabError(`The callback's answer to ${quote(asked)} ${found}.`, {
      code: "target_answer_invalid",
      hint:
        "Return { messages, stream, sessionState, context }, where messages is the list that was passed in, with " +
        '{ role: "assistant", content: "…", context } appended.',
    });
  if (!isRecord(answer)) throw fail(`is ${answer === null ? "null" : typeof answer} instead of an object`);
  const outer = answer["messages"];
  const list: unknown = isRecord(outer) ? outer["messages"] : outer;
  if (!Array.isArray(list) || list.length === 0) throw fail("has no list of messages");
  const last: unknown = list.at(-1);
  if (!isRecord(last) || typeof last["content"] !== "string") throw fail("ends with a message without text as content");
  if (last["role"] === "user") throw fail("ends with the user's own message: the assistant's was not appended");
  return {
    message: { role: "assistant", content: last["content"], context: last["context"] ?? null },
    sessionState: answer["sessionState"] ?? answer["session_state"] ?? null,
  };
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
