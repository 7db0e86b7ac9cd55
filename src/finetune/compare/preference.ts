import type { ChatMessage } from "../../datasets/index.js";

/** Tells which of two answers is better, or that neither is. */
export type PreferenceJudge = (question: {
  readonly messages: readonly ChatMessage[];
  readonly first: string;
  readonly second: string;
  readonly expected: string;
}) => Promise<"first" | "second" | "tie">;

/** A judge that says whether one answer is right, as the evaluation part's judges do. */
export interface AnswerJudge {
  readonly name: string;
  judge(
    question: "correctness",
    parts: { readonly question: string; readonly answer: string; readonly expected: string },
    signal?: AbortSignal,
  ): Promise<{ readonly value: "yes" | "no"; readonly metadata: Readonly<Record<string, unknown>> }>;
  /** Says why it cannot judge, or `undefined`. */
  refusal(question: "correctness"): string | undefined;
}

/** Two probabilities that are closer than this say the same. */
const SAME = 0.1;

/**
 * Makes a judge of single answers a judge of pairs: the one that it holds for right more surely is preferred, measured
 * against the expected answer; where both are about as sure, neither.
 *
 * @example
 * toPreference(await defaultJudge());
 */
export function toPreference(judge: AnswerJudge, signal?: AbortSignal): PreferenceJudge {
  const preference: PreferenceJudge = async ({ messages, first, second, expected }) => {
    const last = [...messages].reverse().find(({ role }) => role === "user")?.content;
    const question = typeof last === "string" ? last : JSON.stringify(last ?? "");
    const sureness = async (answer: string): Promise<number> => {
      // An empty answer cannot be judged, and is not right.
      if (answer.trim() === "") return 0;
      const { value, metadata } = await judge.judge("correctness", { question, answer, expected }, signal);
      const { probability } = metadata;
      return typeof probability === "number" ? probability : Number(value === "yes");
    };
    const [left, right] = await Promise.all([sureness(first), first === second ? undefined : sureness(second)]);
    const difference = left - (right ?? left);
    return Math.abs(difference) < SAME ? "tie" : difference > 0 ? "first" : "second";
  };
  orderBlind.add(preference);
  return preference;
}

/** Judges that see one answer at a time, to whom the order says nothing. */
const orderBlind = new WeakSet<PreferenceJudge>();

/** Judges of pairs favour what they read first, so their preference counts only when it survives the swap. */
export async function askPreference(
  judge: PreferenceJudge,
  messages: readonly ChatMessage[],
  base: string,
  tuned: string,
  expected: string,
): Promise<"base" | "tuned" | "tie"> {
  const once = await judge({ messages, first: base, second: tuned, expected });
  if (orderBlind.has(judge)) return once === "tie" ? once : once === "first" ? "base" : "tuned";
  const swapped = await judge({ messages, first: tuned, second: base, expected });
  if (once === "first" && swapped === "second") return "base";
  return once === "second" && swapped === "first" ? "tuned" : "tie";
}
