import type { OpenAI } from "openai";
import type { JudgeCase, JudgeTask } from "./judge-task.js";

/** A judgement: yes or no, with its reason and how it was come by. */
export interface Judgement {
  readonly value: "yes" | "no";
  readonly rationale: string;
  /** How it was made and how good that is: method, `model` that really judged, measured area under the curve. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a judge can be asked by name; tasks of {@link JudgeTask} can also be judged by likelihoods. */
export type JudgeQuestion =
  JudgeTask | "groundedness" | "guidelines" | "safety" | "equivalence" | "fluency" | "completeness" | "summarization";

/** Parts of a judge's question beside {@link JudgeCase}. */
export interface JudgeParts extends JudgeCase {
  readonly guidelines?: readonly string[];
}

/** Judges answers. */
export interface Judge {
  /** What judges, such as `gpt-4.1-mini`. */
  readonly name: string;
  readonly method: "prompt" | "likelihood";
  /** Throws `cannot_judge` for a question that it is not good enough for, saying what can. */
  judge(question: JudgeQuestion, parts: JudgeParts, signal?: AbortSignal): Promise<Judgement>;
  /** Says why a question cannot be judged, before any row is; `undefined` when it can. */
  refusal(question: JudgeQuestion): string | undefined;
}

/** A question to a judge in the asker's own words; which model is asked is the judge's business. */
export type JudgeRequest = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, "model" | "stream">;

/** A judge that also answers questions in the asker's own words, such as rubrics. */
export interface RubricJudge extends Judge {
  /**
   * Asks, and gives the answer with the `model` that really gave it.
   *
   * Throws `cannot_judge` where that model is too small for `quality`, whatever name it was asked by.
   */
  ask(request: JudgeRequest, quality: string, signal?: AbortSignal): Promise<OpenAI.Chat.ChatCompletion>;
}
