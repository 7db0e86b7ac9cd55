import { TunelabError } from "../../../core/index.js";
import type { Judge, JudgeParts, JudgeQuestion } from "../../judges/index.js";
import { say } from "../../../texts/index.js";

/** A judgement made without a model's words: from its likelihoods, or from the words of the text. */
export interface LikelihoodJudgement {
  /** 1 to 5, 5 is best. */
  readonly score: number;
  readonly reason: string;
  /** Area under the ROC curve that the method reached on the labelled set that ships with the project. */
  readonly auc: number;
  /** `likelihood`, or `text support` where no model was asked. */
  readonly judge: string;
  /** Name of the method with the question that it was asked. */
  readonly method: string;
  /** Model that judged; `none` where none was asked. */
  readonly model: string;
}

/** Which question of the shared judges each quality is; the others cannot be judged by likelihoods. */
const QUESTIONS: Readonly<Record<string, JudgeQuestion>> = {
  groundedness: "groundedness",
  relevance: "relevance",
  similarity: "equivalence",
  retrieval: "chunk_relevance",
};

/**
 * Has a quality judged by a likelihood judge.
 *
 * The score is 1 plus 4 times the calibrated probability of "yes". Throws `judge_not_possible` for a quality that the
 * method is not calibrated for, or not good enough at, and where another model answers than the calibrated one.
 *
 * @example
 * await judgeByLikelihood("groundedness", { context, response }, await defaultJudge()); // { score: 4.6, auc: 0.96, … }
 */
export async function judgeByLikelihood(
  quality: string,
  inputs: Readonly<Record<string, unknown>>,
  judge: Judge,
  signal?: AbortSignal,
): Promise<LikelihoodJudgement> {
  const question = QUESTIONS[quality];
  const refusal =
    question === undefined
      ? say("evaluate.cannotJudge", { name: judge.name, question: quality, reason: say("evaluate.notCalibrated") })
      : judge.refusal(question);
  if (question === undefined || refusal !== undefined) {
    throw notPossible(say("evaluate.writesChance", { refusal: refusal ?? "" }));
  }
  const judgement = await judge.judge(question, toParts(inputs), signal).catch(toNotPossible);
  const {
    probability,
    auc,
    model,
    judge: by,
  } = judgement.metadata as {
    judge: string;
    probability: number;
    auc: { estimate: number };
    model: string;
  };
  return {
    score: 1 + 4 * probability,
    reason: judgement.rationale,
    auc: auc.estimate,
    judge: by,
    method: `${by}: ${question}`,
    model,
  };
}

/**
 * Throws a judge's refusal again by the code and hint of this part's evaluators, and anything else as it is.
 *
 * @example
 * await judge.ask(request, "fluency").catch(toNotPossible);
 */
export function toNotPossible(error: unknown): never {
  if (TunelabError.isInstance(error) && error.code === "cannot_judge") throw notPossible(error.message, error);
  throw error;
}

const notPossible = (message: string, cause?: unknown): TunelabError =>
  new TunelabError(message, {
    code: "judge_not_possible",
    hint: say("evaluate.largerJudge"),
    cause,
  });

function toParts(inputs: Readonly<Record<string, unknown>>): JudgeParts {
  const names = { question: "query", context: "context", answer: "response", expected: "ground_truth" } as const;
  const given = Object.entries(names).flatMap(([part, name]) => {
    const value = inputs[name];
    return value === undefined || value === null
      ? []
      : [[part, typeof value === "string" ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(given) as JudgeParts;
}
