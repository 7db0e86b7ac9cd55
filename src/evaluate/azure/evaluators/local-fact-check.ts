import { TunelabError } from "../../../core/index.js";
import { type Evaluator, type EvaluatorOutput, toScoreOutput } from "./evaluator.js";
import { say } from "../../../texts/index.js";

/** `1,250.50`, `1867`, `3.5`: a sign between digits belongs to the number. */
const NUMBER = /\d+(?:[.,]\d+)*/g;
/** Words that begin with a capital letter. */
const NAME = /\p{Lu}[\p{L}\p{M}'’-]*/gu;
const AT_SENTENCE_START = /(?:^|[.!?:]["”»)]*\s+|\n\s*)["“«(]*$/u;

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
    const { response, context } = inputs;
    if (typeof response !== "string" || typeof context !== "string") {
      const [name, value] = typeof response === "string" ? ["context", context] : ["response", response];
      throw new TunelabError(`local_fact_check needs ${String(name)} as text, got ${typeof value}.`, {
        code: "missing_input",
        hint: "Name the column in evaluatorConfig.",
      });
    }
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
  const names = [...text.matchAll(NAME)]
    .filter(({ index }) => !AT_SENTENCE_START.test(text.slice(0, index)))
    .map(([name]) => name.replace(/['’]s$/u, ""));
  return [...new Set([...names, ...(text.match(NUMBER) ?? [])])];
}

const plain = (text: string): string => text.toLowerCase().replaceAll("’", "'").replaceAll(",", "");

const numbersOf = (text: string): string[] => [
  ...(text.match(NUMBER) ?? []).map(plain),
  ...(text.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap((word) => WORD_NUMBERS.get(word) ?? []),
];

/** Numbers as words, from 2 to 20 and the tens, in English, Portuguese and French: a text's "twelve" is a response's 12. */
const WORD_NUMBERS: ReadonlyMap<string, string> = new Map(
  [
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety",
    "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize - - - vingt trente quarante cinquante soixante - - -",
  ].flatMap((words) => words.split(" ").map((word, at) => [word, String(at < 19 ? at + 2 : (at - 16) * 10)] as const)),
);

/** Words as they are and without the English genitive. */
const wordsOf = (text: string): string[] =>
  (text.match(/[\p{L}\p{M}'’-]+/gu) ?? []).flatMap((word) => [plain(word), plain(word).replace(/'s$/, "")]);
