import { contentWords, isNumber, namesIn, sentencesOf } from "./content-words.js";

const COMMON = [
  "share of words in the text",
  "most words in one sentence",
  "a name or number is missing",
  "names and numbers apart",
  "words not in the text",
  "numbers with their words",
  "length",
] as const;

/** What {@link textSupport} looks at when there is a question, in the order of a calibration's weights. */
export const SUPPORT_WITH_QUESTION = [
  ...COMMON,
  "new words where the question's are",
  "the same, or one sentence off",
  "names and numbers where the question's words are",
  "share of the question repeated",
] as const;

/** The same without a question. */
export const SUPPORT_WITHOUT_QUESTION = [
  ...COMMON,
  "every word in one sentence",
  "most words in two sentences",
] as const;

/** A name says which text is meant, not which sentence. */
const WEIGHT_OF_NAMES = 0.3;
const LONG_ANSWER = 8;
const MANY_UNKNOWN = 3;
const UNKNOWN_PLACE = 0.7;
const [BEFORE, AFTER] = [0.6, 0.4];

/**
 * Measures how a text supports an answer by words alone: which of them the text holds, whether one sentence holds them
 * together, whether that is the sentence that the question asks about. No model is asked.
 *
 * Returns the values of {@link SUPPORT_WITH_QUESTION}, or without a question of {@link SUPPORT_WITHOUT_QUESTION}.
 *
 * @example
 * textSupport({ context: "It opens at 9. It closes at 6.", answer: "At 7." })[2]; // 1, a number is missing
 */
export function textSupport(parts: {
  readonly question?: string;
  readonly context: string;
  readonly answer: string;
}): readonly number[] {
  const { question = "", context, answer } = parts;
  const text = contentWords(context);
  const known = new Set(text);
  const sentences = sentencesOf(context).map((sentence) => new Set(contentWords(sentence)));
  const said = [...new Set(contentWords(answer))];
  const names = namesIn(answer).flatMap(contentWords);
  const facts = [...new Set([...said.filter(isNumber), ...names])];
  const unknown = said.filter((word) => !known.has(word)).length;
  const inOne = most(sentences.map((sentence) => share(said, sentence)));
  const common = [
    share(said, known),
    inOne,
    Number(facts.some((fact) => !known.has(fact))),
    Number(facts.length > 0 && !sentences.some((sentence) => facts.every((fact) => sentence.has(fact)))),
    Math.min(unknown, MANY_UNKNOWN) / MANY_UNKNOWN,
    numbersWithTheirWords(answer, text),
    Math.min(said.length, LONG_ANSWER) / LONG_ANSWER,
  ];
  if (question.trim() === "") {
    const inTwo = sentences.slice(1).map((sentence, at) => share(said, new Set([...sentences[at]!, ...sentence])));
    return [...common, Number(inOne === 1), most([inOne, ...inTwo])];
  }
  const asked = [...new Set(contentWords(question))];
  return [...common, ...supportWhereAsked({ question, asked, known, said, facts, sentences })];
}

interface Asked {
  readonly question: string;
  readonly asked: readonly string[];
  readonly known: ReadonlySet<string>;
  readonly said: readonly string[];
  readonly facts: readonly string[];
  readonly sentences: readonly ReadonlySet<string>[];
}

function supportWhereAsked({ question, asked, known, said, facts, sentences }: Asked): number[] {
  // A word that is nowhere in the text says nothing about where to look.
  const found = asked.filter((word) => known.has(word));
  const named = new Set(namesIn(question).flatMap(contentWords));
  const weigh = (word: string): number =>
    (named.has(word) ? WEIGHT_OF_NAMES : 1) / Math.max(1, sentences.filter((sentence) => sentence.has(word)).length);
  const ofQuestion = sentences.map((sentence) => (found.length === 0 ? UNKNOWN_PLACE : share(found, sentence, weigh)));
  const added = said.filter((word) => !asked.includes(word));
  const ofAdded = sentences.map((sentence) => (added.length === 0 ? 0 : share(added, sentence)));
  const best = most(ofQuestion);
  const nearby = ofQuestion.map((value, at) =>
    Math.max(value, BEFORE * (ofQuestion[at - 1] ?? 0), AFTER * (ofQuestion[at + 1] ?? 0)),
  );
  const factsThere = sentences.filter((_, at) => best > 0 && ofQuestion[at] === best).map((one) => share(facts, one));
  return [
    most(ofAdded.map((value, at) => value * ofQuestion[at]!)),
    most(ofAdded.map((value, at) => value * nearby[at]!)),
    facts.length === 0 ? 0.5 : most(factsThere),
    asked.length === 0 ? 0 : share(asked, new Set(said)),
  ];
}

/** Share of the answer's pairs of a number and the word after it that the text has within three words; 1 without any. */
function numbersWithTheirWords(answer: string, text: readonly string[]): number {
  const words = contentWords(answer);
  const pairs = words.flatMap((word, at) => {
    const next = words[at + 1];
    return isNumber(word) && next !== undefined && !isNumber(next) ? [[word, next] as const] : [];
  });
  if (pairs.length === 0) return 1;
  const isInText = ([number, word]: readonly [string, string]): boolean =>
    text.some((one, at) => one === number && text.slice(at + 1, at + 4).includes(word));
  return pairs.filter(isInText).length / pairs.length;
}

function share(
  words: readonly string[],
  found: ReadonlySet<string>,
  weigh: (word: string) => number = () => 1,
): number {
  if (words.length === 0) return 1;
  const sum = (some: readonly string[]): number => some.reduce((total, word) => total + weigh(word), 0);
  return sum(words.filter((word) => found.has(word))) / sum(words);
}

const most = (values: readonly number[]): number => Math.max(0, ...values);
