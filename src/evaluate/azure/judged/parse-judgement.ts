import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";

/** What a judge answered, read. */
export type Judgement =
  | { readonly status: "completed"; readonly score: number; readonly reason: string }
  /** The judge gave a reason and no score. */
  | { readonly status: "completed"; readonly score: null; readonly reason: string }
  /** The judge found that the quality does not apply. */
  | { readonly status: "skipped"; readonly score: null; readonly reason: string };

/**
 * Reads a judge's answer: JSON, JSON in a code block, a bare number, or the tags `<S1>reason</S1><S2>score</S2>` of
 * older judges.
 *
 * A score outside 1 to 5 and an answer without either form throw `judge_answer_invalid`, never a number.
 *
 * @example
 * parseJudgement('{"reason": "All found.", "score": 5}'); // { status: "completed", score: 5, reason: "All found." }
 */
export function parseJudgement(text: string): Judgement {
  const tagged = /<S2>\s*([^<]*?)\s*<\/S2>/.exec(text);
  if (tagged !== null) {
    return {
      status: "completed",
      score: readScore(tagged[1], text),
      reason: /<S1>([\s\S]*?)<\/S1>/.exec(text)?.[1]?.trim() ?? "",
    };
  }
  const value = parseJson(text);
  if (typeof value === "number") return { status: "completed", score: readScore(value, text), reason: "" };
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(say("evaluate.noScoreObject"), text);
  const { score, status, reason, explanation } = value as Record<string, unknown>;
  const why = String(reason ?? explanation ?? "");
  if (status === "skipped") return { status: "skipped", score: null, reason: say("evaluate.notApplicable", { why }) };
  if (score === undefined || score === null) return { status: "completed", score: null, reason: why };
  return { status: "completed", score: readScore(score, text), reason: why };
}

function parseJson(text: string): unknown {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const object = /\{[\s\S]*\}/.exec(text)?.[0];
  for (const candidate of [text, fenced, object]) {
    if (candidate === undefined) continue;
    try {
      return JSON.parse(candidate);
    } catch {
      continue;
    }
  }
  throw invalid(say("evaluate.isNoJson"), text);
}

function readScore(value: unknown, text: string): number {
  const score = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof score !== "number" || !Number.isFinite(score))
    throw invalid(say("evaluate.hasScore", { score: String(JSON.stringify(value)) }), text);
  if (score < 1 || score > 5) throw invalid(say("evaluate.scoreOutside", { score: String(score) }), text);
  return score;
}

const invalid = (what: string, text: string): TunelabError =>
  new TunelabError(say("evaluate.badJudgement", { what, text: JSON.stringify(text.slice(0, 160)) }), {
    code: "judge_answer_invalid",
    hint: say("evaluate.badJudgementHint"),
  });
