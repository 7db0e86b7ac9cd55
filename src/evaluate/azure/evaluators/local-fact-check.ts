import { namesIn, numberOfWord } from "../../judges/index.js";
import { type Evaluator, type EvaluatorOutput, toScoreOutput } from "./evaluator.js";
import { readText } from "./read-text.js";
import { say } from "../../../texts/index.js";

/** `1,250.50`, `1867`, `3.5`: a sign between digits belongs to the number. */
const NUMBER = /\d+(?:[.,]\d+)*/g;

/**
 * Looks whether the names and numbers of a response are in the context, without a model: what a small judge misses most, a
 * wrong date or a wrong name, is found surely.
 *
 * Names are words with a capital letter that do not begin a sentence. It knows no meaning: a response that puts the right
 * names together wrongly passes, and one without a name or number is `not_applicable`. The score is the share found, 0 to 1;
 * 1 passes.
 *
 * @example
 * const row = { response: "It was built in 1923.", context: "The bridge was built in 1871." };
 * new LocalFactCheck().evaluate(row)["local_fact_check_reason"]; // "Not in the context: 1923."
 */
export class LocalFactCheck implements Evaluator {
  readonly requiredInputs = [["response", "context"]];

  /** Throws `missing_input`. */
  evaluate(inputs: Readonly<Record<string, unknown>>): EvaluatorOutput {
    const response = readText("local_fact_check", inputs, "response");
    const context = readText("local_fact_check", inputs, "context");
    const facts = findFacts(response);
    const known = new Set([...wordsOf(context), ...numbersOf(context)]);
    const missing = facts.filter((fact) => !known.has(plain(fact)));
    const isApplicable = facts.length > 0;
    return toScoreOutput("local_fact_check", {
      value: isApplicable ? (facts.length - missing.length) / facts.length : null,
      threshold: 1,
      status: isApplicable ? "completed" : "skipped",
      reason: missing.length > 0 ? say("evaluate.notInContext", { facts: missing.join(", ") }) : null,
      properties: { facts, missing },
    });
  }
}

/** Names and numbers of a text, each once. */
function findFacts(text: string): string[] {
  return [...new Set([...namesIn(text), ...(text.match(NUMBER) ?? [])])];
}

const plain = (text: string): string => text.normalize("NFC").toLowerCase().replaceAll("’", "'").replaceAll(",", "");

const numbersOf = (text: string): string[] => [
  ...(text.match(NUMBER) ?? []).map(plain),
  ...(text.normalize("NFC").match(/\p{L}+/gu) ?? []).flatMap((word) => numberOfWord(word) ?? []),
];

/** Words as they are, without the English genitive, and in parts: French writes `d'Émile` and `l'Orangerie` as one. */
const wordsOf = (text: string): string[] =>
  (text.match(/[\p{L}\p{M}'’-]+/gu) ?? [])
    .map(plain)
    .flatMap((word) => [word, word.replace(/'s$/, ""), ...word.split(/['-]/)]);
