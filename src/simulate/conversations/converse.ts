import { setTimeout as sleep } from "node:timers/promises";
import { timerMs, TunelabError } from "../../core/index.js";
import { callTarget } from "./call-target.js";
import { SimulatedConversation, type SimulatedMessage } from "./conversation.js";
import type { QuestionSource } from "../questions/question-source.js";
import type { GivenTurn, ReadOptions, SimulateOptions } from "../simulate-options.js";
import type { SimulationFailure } from "../simulation-result.js";
import { say } from "../../texts/index.js";

/** What is known of a conversation before it starts. */
export interface ConversationPlan {
  readonly turns: readonly GivenTurn[];
  /** Generated question that the simulated user puts into its own words. */
  readonly opening: string | undefined;
  readonly task: string | null;
  readonly context: SimulatedConversation["context"];
}

/**
 * Leads one conversation: a user turn, the application's answer, and so on to the last turn.
 *
 * @param messages is filled turn by turn, so that what was finished is there when a later turn fails
 */
export async function converse(
  plan: ConversationPlan,
  index: number,
  messages: SimulatedMessage[],
  source: QuestionSource,
  settings: ReadOptions,
  options: SimulateOptions,
  onTurn: () => void,
): Promise<void> {
  const { signal, turns, targetTimeoutSeconds, delaySeconds } = settings;
  let sessionState: unknown = null;
  for (let turn = 0; turn < Math.max(turns, plan.turns.length); turn += 1) {
    signal.throwIfAborted();
    const given = plan.turns[turn];
    const opening = turn === 0 && plan.opening !== undefined ? { opening: plan.opening } : {};
    const content =
      given === undefined
        ? await source.nextTurn({ index, task: plan.task, history: messages, ...opening }, signal)
        : typeof given === "string"
          ? given
          : given.content;
    if (content === undefined) return;
    const context = typeof given === "object" ? (given.context ?? null) : null;
    const asked: SimulatedMessage[] = [...messages, { role: "user", content, context }];
    const answer = await callTarget(options.target, asked, sessionState, {
      timeoutSeconds: targetTimeoutSeconds,
      signal,
    });
    sessionState = answer.sessionState;
    messages.push(asked.at(-1)!, answer.message);
    onTurn();
    if ((await options.stopWhen?.(messages)) === true) return;
    if (delaySeconds > 0) await sleep(timerMs(delaySeconds * 1000), undefined, { signal });
  }
}

/** What is reported of a conversation that failed. */
export function toFailure(
  error: unknown,
  index: number,
  plan: ConversationPlan,
  messages: readonly SimulatedMessage[],
): SimulationFailure {
  const [first] = plan.turns;
  const query = plan.opening ?? (typeof first === "object" ? first.content : first) ?? "";
  const conversation = messages.length === 0 ? undefined : new SimulatedConversation(messages, plan.context, "error");
  if (TunelabError.isInstance(error)) {
    return { index, query, code: error.code, message: error.message, hint: error.hint, conversation };
  }
  const message = error instanceof Error ? error.message : String(error);
  const status = (error as { status?: number } | null)?.status;
  return {
    index,
    query,
    code: status === undefined ? "conversation_failed" : `http_${status}`,
    message,
    hint: status === 429 ? say("simulate.lessAtOnce") : say("simulate.again"),
    conversation,
  };
}
