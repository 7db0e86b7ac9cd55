import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot } from "../../../core/index.js";
import type { JudgeCase, JudgeTask } from "../judge-task.js";

const FACTS = z.object({
  about: z.string(),
  topics: z.array(
    z.object({
      topic: z.string(),
      facts: z.array(
        z.object({
          sentence: z.string(),
          question: z.string(),
          answer: z.string(),
          paraphrase: z.string(),
          wrong: z.string(),
        }),
      ),
    }),
  ),
});

/** A case whose right judgement is known. */
export interface LabelledCase {
  readonly topic: string;
  readonly parts: JudgeCase;
  /** Whether the judgement is yes. */
  readonly label: boolean;
  /** `hard`: same topic and words, and wrong; `easy`: from another topic. */
  readonly kind: "positive" | "hard" | "easy";
}

/**
 * Makes the labelled cases of a task from the facts that ship with the project: 20 topics of 5 facts, per fact one
 * case to be affirmed, one hard and one easy to be denied, 300 in all.
 *
 * @example
 * labelledCases("sufficiency").filter((entry) => entry.kind === "hard").length; // 100
 */
export function labelledCases(task: JudgeTask): readonly LabelledCase[] {
  const file = join(findProjectRoot(), "src", "evaluate", "judges", "data", "judge-facts.json");
  const { topics } = FACTS.parse(JSON.parse(readFileSync(file, "utf8")));
  return topics.flatMap(({ topic, facts }, at) => {
    // The easy negative takes its text from a topic far down the list, of the same half.
    const other = topics[(at + 10) % topics.length]!.facts;
    const context = (without?: number): string =>
      facts
        .filter((_, index) => index !== without)
        .map((fact) => fact.sentence)
        .join(" ");
    const otherContext = other.map((fact) => fact.sentence).join(" ");
    return facts.flatMap((fact, index): LabelledCase[] => {
      const { question, answer, paraphrase, wrong, sentence } = fact;
      const neighbour = facts[(index + 2) % facts.length]!;
      const foreign = other[index]!;
      const cases: Record<JudgeTask, readonly [JudgeCase, JudgeCase, JudgeCase]> = {
        correctness: [
          { question, expected: answer, answer: paraphrase },
          { question, expected: answer, answer: wrong },
          { question, expected: answer, answer: foreign.answer },
        ],
        relevance: [
          { question, answer: index % 2 === 0 ? answer : paraphrase },
          { question, answer: neighbour.answer },
          { question, answer: foreign.answer },
        ],
        sufficiency: [
          { question, context: context(), expected: answer },
          { question, context: context(index), expected: answer },
          { question, context: otherContext, expected: answer },
        ],
        chunk_relevance: [
          { question, context: sentence },
          { question, context: neighbour.sentence },
          { question, context: foreign.sentence },
        ],
      };
      const [positive, hard, easy] = cases[task];
      return [
        { topic, parts: positive, label: true, kind: "positive" },
        { topic, parts: hard, label: false, kind: "hard" },
        { topic, parts: easy, label: false, kind: "easy" },
      ];
    });
  });
}
