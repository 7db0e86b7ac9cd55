import { TunelabError } from "../../core/index.js";
import type { OpenedModel } from "../../prompts/index.js";
import { likelihoodJudge, type JudgeParts, type JudgeQuestion } from "../judges/index.js";

/** A judgement made from a model's likelihoods instead of its words. */
export interface LikelihoodJudgement {
  /** 1 to 5, 5 is best. */
  readonly score: number;
  readonly reason: string;
  /** Area under the ROC curve that the method reached on the labelled set that ships with the project. */
  readonly auc: number;
  /** Name of the method. */
  readonly method: string;
  readonly promptTokens?: number;
}

/** Judges a quality by likelihoods; refuses with `judge_not_possible` what it cannot judge. */
export type LikelihoodJudge = (
  quality: string,
  inputs: Readonly<Record<string, unknown>>,
  model: OpenedModel,
  options: { readonly signal?: AbortSignal },
) => Promise<LikelihoodJudgement>;

/** Which question of the shared judges each quality is; the others cannot be judged by likelihoods. */
const QUESTIONS: Readonly<Record<string, JudgeQuestion>> = {
  groundedness: "groundedness",
  relevance: "relevance",
  similarity: "equivalence",
  retrieval: "chunk_relevance",
};

/**
 * Judges by the likelihoods of a small model, with the method, labelled set and bar of the shared judges.
 *
 * The score is 1 plus 4 times the calibrated probability of "yes". Throws `judge_not_possible` for a quality that the
 * method is not calibrated for, or not good enough at.
 *
 * @example
 * await judgeByLikelihood("groundedness", { context, response }, model, {}); // { score: 4.6, auc: 0.93, … }
 */
export async function judgeByLikelihood(
  quality: string,
  inputs: Readonly<Record<string, unknown>>,
  model: OpenedModel,
  { signal }: { readonly signal?: AbortSignal },
): Promise<LikelihoodJudgement> {
  const judge = likelihoodJudge(model);
  const question = QUESTIONS[quality];
  const refusal =
    question === undefined
      ? `${judge.name} cannot judge ${quality}: no likelihood method is calibrated for it.`
      : judge.refusal(question);
  if (question === undefined || refusal !== undefined) {
    throw new TunelabError(`${refusal} What it writes as a score is no better than chance.`, {
      code: "judge_not_possible",
      hint: "Give the evaluator a larger model, such as gpt-4o on Azure or a 7B model behind a llama.cpp server.",
    });
  }
  const judgement = await judge.judge(question, toParts(inputs), signal);
  const { probability, auc } = judgement.metadata as { probability: number; auc: { estimate: number } };
  return {
    score: 1 + 4 * probability,
    reason: judgement.rationale,
    auc: auc.estimate,
    method: `likelihood: ${question}`,
  };
}

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
