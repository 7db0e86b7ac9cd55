import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot } from "../../../core/index.js";

const LABEL = z.enum(["right", "wrong", "partly"]);
const SET = z.object({
  about: z.string(),
  licence: z.string(),
  texts: z.array(
    z.object({
      title: z.string(),
      language: z.enum(["en", "pt", "fr"]),
      /** A judge is fitted to the training texts; nobody has looked at the last ones while its features were chosen. */
      half: z.enum(["training", "held out", "last look"]),
      text: z.string(),
      questions: z.array(
        z.object({
          question: z.string(),
          answers: z.array(z.object({ answer: z.string(), label: LABEL, kind: z.string() })),
        }),
      ),
    }),
  ),
});

/** An answer about a short text whose right judgement is known. */
export interface GroundedAnswer {
  readonly title: string;
  readonly language: "en" | "pt" | "fr";
  readonly half: "training" | "held out" | "last look";
  readonly context: string;
  /** Left out where the answer is judged by the text alone. */
  readonly question?: string;
  readonly answer: string;
  readonly label: "right" | "wrong" | "partly";
  /** What is right or wrong about it, such as `restating`, `invented`, `mixed up short`. */
  readonly kind: string;
}

/**
 * Reads the labelled answers, to be judged with their questions or by the text alone.
 *
 * Without the question an answer beside the point is right, because the text says it, and a short answer that is in the
 * text but answers another question has no right judgement and is left out.
 *
 * @example
 * groundedAnswers({ withQuestion: true }).filter(({ half }) => half === "training").length; // 277
 */
export function groundedAnswers({ withQuestion }: { readonly withQuestion: boolean }): readonly GroundedAnswer[] {
  const file = join(findProjectRoot(), "src", "evaluate", "judges", "data", "grounded-answers.json");
  const { texts } = SET.parse(JSON.parse(readFileSync(file, "utf8")));
  return texts.flatMap(({ text: context, questions, title, language, half }) =>
    questions.flatMap(({ question, answers }) =>
      answers
        .filter(({ kind }) => withQuestion || kind !== "mixed up short")
        .map(({ answer, label, kind }): GroundedAnswer => {
          const row = { title, language, half, context, answer, kind };
          if (withQuestion) return { ...row, question, label };
          return { ...row, label: kind === "beside the point" ? "right" : label };
        }),
    ),
  );
}
