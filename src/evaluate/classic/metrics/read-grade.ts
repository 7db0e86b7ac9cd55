import { TunelabError, isRecord, tryParse } from "../../../core/index.js";
import { say } from "../../../texts/index.js";

export const LEAST_SCORE = 1;
export const MOST_SCORE = 5;

/** A grader's reply. */
export interface Grade {
  readonly score: number;
  readonly justification: string;
}

/**
 * Reads a grader's reply: JSON, also in a code fence or around other text, else `score: 4, justification: …`.
 *
 * Throws `invalid_judgement` for a reply without a score or with one outside 1 to 5.
 *
 * @example
 * readGrade('{"score": 4, "justification": "Nearly all of it."}').score; // 4
 */
export function readGrade(text: string): Grade {
  const { score, justification } = readJson(text) ?? readLines(text) ?? {};
  const number = typeof score === "string" ? Number(score) : score;
  if (typeof number === "number" && number >= LEAST_SCORE && number <= MOST_SCORE) {
    return { score: number, justification: typeof justification === "string" ? justification : "" };
  }
  const shown = JSON.stringify(text.slice(0, 200));
  const why =
    number === undefined || Number.isNaN(number)
      ? say("evaluate.hasNoScore")
      : say("evaluate.hasScore", { score: String(score) });
  throw new TunelabError(say("evaluate.badGrade", { why, low: String(LEAST_SCORE), high: String(MOST_SCORE), shown }), {
    code: "invalid_judgement",
    hint: say("evaluate.badGradeHint"),
  });
}

function readJson(text: string): { score?: unknown; justification?: unknown } | undefined {
  const value = tryParse(/\{[\s\S]*\}/.exec(text)?.[0] ?? "");
  return isRecord(value) ? value : undefined;
}

function readLines(text: string): { score?: unknown; justification?: unknown } | undefined {
  const match = /score:\s*(-?\d+(?:\.\d+)?)\s*[,;]?\s*(?:justification:\s*([\s\S]+))?/i.exec(text);
  return match === null ? undefined : { score: match[1], justification: match[2]?.trim() };
}
