import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import type { JudgeParts, JudgeQuestion } from "./judge.js";

const PART = z.enum(["question", "context", "answer", "expected", "guidelines"]);
const PROMPTS = z.object({
  system: z.string().min(1),
  questions: z.record(
    z.enum([
      "guidelines",
      "safety",
      "correctness",
      "equivalence",
      "relevance",
      "groundedness",
      "sufficiency",
      "chunk_relevance",
      "fluency",
      "completeness",
      "summarization",
    ]),
    z.object({ needs: z.array(PART), prompt: z.string().min(1) }),
  ),
});

let loaded: z.infer<typeof PROMPTS> | undefined;

/** The prompts that ship with the project, checked when they are read. */
export function loadJudgePrompts(): z.infer<typeof PROMPTS> {
  const file = join(findProjectRoot(), "src", "evaluate", "judges", "data", "judge-prompts.json");
  return (loaded ??= PROMPTS.parse(JSON.parse(readFileSync(file, "utf8"))));
}

/**
 * Writes the messages that ask a judge.
 *
 * A part that stands in tags loses what would close them, so that judged text cannot pose as instructions.
 * Throws `missing_part` when the row lacks something that the question is about.
 *
 * @example
 * writeJudgeMessages("fluency", { answer: "Fine." })[1]?.role; // "user"
 */
export function writeJudgeMessages(
  question: JudgeQuestion,
  parts: JudgeParts,
): readonly [
  { readonly role: "system"; readonly content: string },
  { readonly role: "user"; readonly content: string },
] {
  const { system, questions } = loadJudgePrompts();
  const { needs, prompt } = questions[question]!;
  const read = (name: string): string => {
    const value = parts[name as keyof JudgeParts];
    return typeof value === "string" ? value : (value ?? []).map((line) => `- ${line}`).join("\n");
  };
  const missing = needs.find((name) => read(name).trim() === "");
  if (missing !== undefined) {
    throw new TunelabError(say("evaluate.noPart", { part: say(`evaluate.part.${missing}`), question }), {
      code: "missing_part",
      hint: say("evaluate.noPartHint"),
    });
  }
  const content = prompt.replace(/\{\{(\w+)\}\}/g, (_, name: string) => closeTags(read(name)));
  return [
    { role: "system", content: system },
    { role: "user", content },
  ];
}

const closeTags = (text: string): string =>
  text.replace(/<(\/?)(guidelines|question|answer|expected|first|second|documents?|text|summary)>/gi, "‹$1$2›");
