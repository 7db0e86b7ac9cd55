import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { describeKind } from "../../classic/rows/eval-data.js";
import type { Scorer } from "./scorer.js";

/**
 * Refuses what is no list of scorers, before anything is asked: `invalid_option` for what is none, such as a bare function
 * or `Safety` in place of `Safety()`, and `duplicate_scorer` for two of one name.
 *
 * @example
 * checkScorers([Safety]); // throws: scorers[0] is a function, not a scorer.
 */
export function checkScorers(scorers: readonly Scorer[]): void {
  const given: readonly unknown[] = Array.isArray(scorers) ? scorers : [scorers];
  const at = given.findIndex((one) => typeof (one as Partial<Scorer> | null | undefined)?.score !== "function");
  if (at >= 0 || !Array.isArray(scorers)) {
    const name = Array.isArray(scorers) ? `scorers[${at}]` : "scorers";
    const wanted = Array.isArray(scorers) ? say("evaluate.aScorer") : say("evaluate.scorerList");
    throw new TunelabError(say("evaluate.notScorer", { name, kind: describeKind(given[Math.max(0, at)]), wanted }), {
      code: "invalid_option",
      hint: say("evaluate.notScorerHint", {
        list: "scorers: [Safety()]",
        code: 'mlflow.genai.scorer(({ outputs }) => String(outputs).length < 200, { name: "is_short" })',
      }),
    });
  }
  const names = scorers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new TunelabError(say("evaluate.scorerTwice", { name: twice }), {
    code: "duplicate_scorer",
    hint: say("evaluate.scorerTwiceHint", { code: 'Guidelines({ name: "english", guidelines: "…" })' }),
  });
}
