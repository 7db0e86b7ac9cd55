import { findJsonlProblem } from "./jsonl-lines.js";
import { methodOfLine, untrainableHere } from "./training-file.js";

/** What a file for fine-tuning is found to be when it arrives. */
export interface TrainingFileLook {
  /** What the providers say of a file that is no JSONL; the counts then end before that line. */
  readonly problem?: string;
  /** Lines that are not empty. */
  readonly lines: number;
  /** Lines that can be trained on here. */
  readonly examples: number;
}

/**
 * Looks at a file for fine-tuning once: whether it is JSONL, and how many of its lines a job would take, so that a list can
 * say which files are of use without reading them.
 *
 * @example
 * await lookAtTrainingFile("training.jsonl"); // { lines: 12, examples: 12 }
 */
export async function lookAtTrainingFile(path: string): Promise<TrainingFileLook> {
  const { validateChatExample } = await import("../../../datasets/index.js");
  let lines = 0;
  let examples = 0;
  let method: ReturnType<typeof methodOfLine> | undefined;
  const problem = await findJsonlProblem(path, (value) => {
    lines++;
    method ??= methodOfLine(value);
    const isWrong = validateChatExample(value, { method }).some(({ severity }) => severity === "error");
    if (!isWrong && untrainableHere(value) === undefined) examples++;
  });
  return { problem, lines, examples };
}
