import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import type { EvaluatorOutput } from "./evaluator.js";

/** A conversation as azure-ai-evaluation takes it. */
export interface EvaluatedConversation {
  readonly messages: readonly { readonly role: string; readonly content: unknown; readonly context?: unknown }[];
  readonly context?: unknown;
}

/** Inputs of one turn. */
export interface TurnInputs {
  readonly query: string;
  readonly response: string;
  readonly context?: string;
}

/**
 * Cuts a conversation into turns: each user message with the assistant's message of the same number.
 *
 * Messages without text are left out. The contexts of conversation, question and answer are joined. Throws
 * `invalid_conversation`.
 *
 * @example
 * toTurns({ messages: [{ role: "user", content: "Hi" }, { role: "assistant", content: "Hello" }] }).length; // 1
 */
export function toTurns(conversation: unknown): TurnInputs[] {
  const list = (conversation as { messages?: unknown } | null)?.messages;
  if (!Array.isArray(list)) {
    throw new TunelabError(say("evaluate.noMessages"), {
      code: "invalid_conversation",
      hint: say("evaluate.noMessagesHint", {
        code: '{ messages: [{ role: "user", content: "…" }, { role: "assistant", content: "…" }] }',
      }),
    });
  }
  const messages = (list as EvaluatedConversation["messages"]).filter(
    ({ content }) => typeof content === "string" && content.trim() !== "",
  );
  const users = messages.filter(({ role }) => role === "user");
  const assistants = messages.filter(({ role }) => role === "assistant");
  const shared = (conversation as EvaluatedConversation).context;
  return assistants.slice(0, users.length).map((assistant, i): TurnInputs => {
    const user = users[i]!;
    const context = [shared, user.context, assistant.context].map(toText).filter((text) => text !== "");
    return {
      query: String(user.content),
      response: String(assistant.content),
      ...(context.length === 0 ? {} : { context: [...new Set(context)].join("\n\n") }),
    };
  });
}

/**
 * Puts the outputs of turns together: numbers and verdicts as means, the last turn's texts, and all under
 * `evaluation_per_turn`. One turn stays as it is.
 */
export function joinTurns(outputs: readonly EvaluatorOutput[]): EvaluatorOutput {
  const [first] = outputs;
  if (first === undefined) return {};
  if (outputs.length === 1) return first;
  const perTurn = Object.fromEntries(Object.keys(first).map((key) => [key, outputs.map((output) => output[key])]));
  const joined = Object.fromEntries(
    Object.entries(perTurn).map(([key, values]) => {
      const numbers = values.map((value) => (typeof value === "boolean" ? Number(value) : value));
      const isNumeric = numbers.every((value) => typeof value === "number");
      return [
        key,
        isNumeric ? (numbers as number[]).reduce((sum, value) => sum + value, 0) / numbers.length : values.at(-1),
      ];
    }),
  );
  return { ...joined, evaluation_per_turn: perTurn };
}

function toText(context: unknown): string {
  if (context === undefined || context === null) return "";
  return typeof context === "string" ? context : JSON.stringify(context);
}
