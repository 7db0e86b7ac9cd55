import { CallFailure } from "../../api/failure.js";
import type { Answer, Turn } from "./turn.js";

/** A turn as text keeps it: an error's message is no member of its own that JSON would write. */
interface KeptTurn {
  readonly user: string;
  readonly answers: Readonly<Record<string, KeptAnswer>>;
}
type KeptAnswer = Omit<Answer, "failure"> & {
  readonly failure?: { readonly message: string; readonly details: CallFailure["details"] };
};

/** Whether an answer is still to come, or to end. */
const isPending = ({ state }: Answer | KeptAnswer): boolean => state === "waiting" || state === "writing";

/** Whether all answers of a turn are there, or have failed. */
export const hasEnded = ({ answers }: Turn): boolean => !Object.values(answers).some(isPending);

/**
 * Turns as text that outlives the page; `undefined` for none.
 *
 * @example
 * writeTurns([{ user: "Hi", answers: { "gpt-4o": { text: "Hello.", state: "done" } } }]);
 * // '{"turns":[{"user":"Hi","answers":{"gpt-4o":{"text":"Hello.","state":"done"}}}]}'
 */
export function writeTurns(turns: readonly Turn[]): string | undefined {
  if (turns.length === 0) return undefined;
  const keep = ({ failure, ...answer }: Answer): KeptAnswer =>
    failure === undefined ? answer : { ...answer, failure: { message: failure.message, details: failure.details } };
  return JSON.stringify({ turns: turns.map((turn) => ({ ...turn, answers: mapValues(turn.answers, keep) })) });
}

/** What {@link readTurns} finds. */
export interface ReadTurns {
  readonly turns: readonly Turn[];
  /** Question to which no word of an answer had come when the page went. */
  readonly unanswered?: string;
}

/**
 * Reads what {@link writeTurns} wrote; an answer that was being written when the page went was stopped by that.
 *
 * @example
 * readTurns('{"turns":[{"user":"Hi","answers":{"gpt-4o":{"text":"","state":"waiting"}}}]}').unanswered; // "Hi"
 */
export function readTurns(text: string | undefined): ReadTurns {
  let kept: readonly KeptTurn[] = [];
  try {
    kept = (JSON.parse(text ?? "{}") as { turns?: readonly KeptTurn[] }).turns ?? [];
  } catch {
    return { turns: [] };
  }
  const revive = ({ failure, ...answer }: KeptAnswer): Answer => ({
    ...answer,
    state: isPending(answer) ? "stopped" : answer.state,
    failure: failure && new CallFailure(failure.message, failure.details),
  });
  const last = kept.at(-1);
  const answers = Object.values(last?.answers ?? {});
  const isLost = answers.some(isPending) && answers.every((answer) => answer.text === "");
  return {
    turns: kept.map((turn) => ({ ...turn, answers: mapValues(turn.answers, revive) })),
    unanswered: isLost ? last!.user : undefined,
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
