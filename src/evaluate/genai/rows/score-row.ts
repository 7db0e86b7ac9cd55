import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { describeKind } from "../../classic/rows/eval-data.js";
import type { Judge } from "../../judges/index.js";
import type { Trace } from "../../trace/index.js";
import { describeError } from "../../run/index.js";
import { Feedback, type FeedbackOptions } from "../scorers/feedback.js";
import type { GenaiRow } from "./genai-data.js";
import type { Scorer, ScorerResult } from "../scorers/scorer.js";

/** A feedback with everything filled in. */
export interface NamedFeedback extends Feedback {
  readonly name: string;
  readonly source: NonNullable<Feedback["source"]>;
}

/** Lets one scorer judge one row; whatever goes wrong becomes a feedback with an error. */
export async function scoreRow(
  scorer: Scorer,
  row: GenaiRow,
  answer: { readonly outputs: unknown; readonly trace: Trace | undefined; readonly failed: boolean },
  context: { readonly signal: AbortSignal; readonly judge: () => Promise<Judge> },
): Promise<readonly NamedFeedback[]> {
  try {
    if (answer.failed && scorer.needsAnswer) {
      throw new TunelabError(say("evaluate.nothingToJudge"), {
        code: "no_answer",
        hint: say("evaluate.nothingToJudgeHint"),
      });
    }
    const { inputs, expectations } = row;
    const { outputs, trace } = answer;
    return toFeedbacks(scorer, await scorer.score({ inputs, outputs, expectations, trace, ...context }));
  } catch (error) {
    const { code, message, hint } = describeError(error);
    const errorCode = TunelabError.isInstance(error) ? code.toUpperCase() : "SCORER_ERROR";
    return [fill(scorer, new Feedback({ error: { errorCode, errorMessage: message, hint } }))];
  }
}

function toFeedbacks(scorer: Scorer, result: ScorerResult): readonly NamedFeedback[] {
  if (Array.isArray(result) && result.length > 0) {
    const items = (result as readonly unknown[]).map((item) => (isFeedbackLike(item) ? new Feedback(item) : item));
    if (items.every((item) => item instanceof Feedback)) return items.map((item) => fill(scorer, item));
  }
  if (result instanceof Feedback) return [fill(scorer, result)];
  if (isFeedbackLike(result)) return [fill(scorer, new Feedback(result))];
  if (result === undefined) {
    throw new TunelabError(say("evaluate.scorerNothing", { name: scorer.name }), {
      code: "scorer_error",
      hint: say("evaluate.scorerNothingHint"),
    });
  }
  if (result !== null && !["number", "string", "boolean"].includes(typeof result)) {
    throw new TunelabError(say("evaluate.scorerKind", { name: scorer.name, kind: describeKind(result) }), {
      code: "scorer_error",
      hint: say("evaluate.scorerNothingHint"),
    });
  }
  return [fill(scorer, new Feedback({ value: result as Feedback["value"] }))];
}

const FEEDBACK_FIELDS = ["name", "value", "rationale", "source", "error", "metadata"];

/** An object that says what a Feedback says, without being made as one: `{ name, value, rationale }`. */
function isFeedbackLike(result: unknown): result is FeedbackOptions {
  if (typeof result !== "object" || result === null || Array.isArray(result) || !("value" in result)) return false;
  return Object.keys(result).every((key) => FEEDBACK_FIELDS.includes(key));
}

function fill(scorer: Scorer, feedback: Feedback): NamedFeedback {
  return Object.assign(new Feedback(feedback), {
    name: feedback.name ?? scorer.name,
    source: feedback.source ?? scorer.source,
  }) as NamedFeedback;
}
