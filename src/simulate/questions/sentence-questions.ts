import { TunelabError, seededRandom, shuffled } from "../../core/index.js";
import {
  makeTokenLikelihoods,
  meanLogProbability,
  type OpenedModel,
  type TokenLikelihoods,
} from "../../models/index.js";
import { currentLocale, say } from "../../texts/index.js";
import { findNearDuplicates } from "./near-duplicates.js";
import type { GeneratedPair, QuestionSource } from "./question-source.js";
import { type AnswerSpan, findSentences, findSpans, findTopic, withTopic } from "./sentence-spans.js";
import { languageOfText } from "./text-language.js";
import type { UsageMeter } from "../usage-meter.js";

/** What {@link makeSentenceQuestions} needs. */
export interface SentenceQuestionsOptions {
  readonly text: string;
  readonly model: OpenedModel;
  readonly meter: UsageMeter;
  /** Decides the order of the sentences; without one, that of the text. */
  readonly seed: number | undefined;
  readonly language: string;
  /** Questions held ready for the turns after the first of each conversation. */
  readonly followUps: number;
  /** @default likelihoods from the completions API */
  readonly likelihoods?: TokenLikelihoods;
  readonly onQuestion?: (found: number) => void;
}

const EXAMPLES = `Sentence: The bridge over the Orva was opened in 1932 by the mayor of Tolden.
Answer: 1932
Question: When was the bridge over the Orva opened?

Sentence: In his later years Benner lived with Paul Ruiz in a village called Downe.
Answer: Paul Ruiz
Question: Who lived with Benner in his later years?

Sentence: The choir of Tolden has 48 singers from the villages around it.
Answer: 48
Question: How many singers does the choir of Tolden have?

`;
const MOST_RIVALS = 3;
/** The embedded service answers each caller on one core: with one attempt at a time the others would be idle. */
const SIDE_BY_SIDE = 2;
const LEAST_WORDS = 4;
const LEAST_SHARED = 0.6;

/** How a question for a date or a number begins, so that the small model asks for the right kind of thing. */
const OPENINGS: Readonly<Record<"date" | "number", string>> = { date: "When", number: "How many" };
const ASKS_FOR_COUNT_OR_TIME =
  /^(?:when|how (?:many|much|long|old)|(?:in )?(?:which|what) year|quando|quant[oa]s|quand|combien)\b/i;

/** A stretch of a sentence that a question is tried for. */
interface Attempt {
  readonly sentence: string;
  readonly span: AnswerSpan;
  /** Place of the stretch among those of its sentence. */
  readonly rank: number;
}

/**
 * Questions sentence by sentence, for models too small to write them about a whole text.
 *
 * Per sentence: stretches that could be answers are taken from it (dates, numbers, names); the model continues worked
 * examples with a question for one of them, at temperature 0; the pair is kept only when the model finds that stretch
 * likelier after the sentence and the question than the sentence's other stretches. Questions that give the answer away,
 * repeat another or are no question are dropped. The answer is only the `expected_response`.
 * Later turns are other questions of the same kind. Throws `language_not_supported` for a text that is not English,
 * `text_too_short` and `likelihood_unavailable`.
 */
export function makeSentenceQuestions(options: SentenceQuestionsOptions): QuestionSource {
  const { model, meter, seed } = options;
  const likelihoods = options.likelihoods ?? makeTokenLikelihoods(model);
  const found: GeneratedPair[] = [];
  const topic = findTopic(options.text);
  const inTextOrder = findSentences(options.text, options.language)
    .map((sentence) => withTopic(sentence, topic))
    .filter((sentence) => findSpans(sentence).length > 0);
  const sentences = seed === undefined ? spread(inTextOrder) : shuffled(inTextOrder, seededRandom(seed));
  const attempts: Attempt[] = sentences.flatMap((sentence) =>
    findSpans(sentence)
      .slice(0, 3)
      .map((span, rank) => ({ sentence, span, rank })),
  );
  // What is likely to be kept first, and of that every sentence once before any sentence twice.
  attempts.sort((a, b) => Number(isUnlikely(a, topic)) - Number(isUnlikely(b, topic)) || a.rank - b.rank);
  let next = 0;

  const isRepeated = (query: string): boolean =>
    findNearDuplicates([...found.map((pair) => pair.query), query]).some(({ index }) => index === found.length);

  const tryOne = async ({ sentence, span }: Attempt, signal: AbortSignal): Promise<GeneratedPair | undefined> => {
    const opening = span.kind === "name" ? "" : OPENINGS[span.kind];
    const query = await askQuestion(model, meter, sentence, span, opening, signal);
    if (query === undefined || !isUsable(query, span, `${sentence} ${topic}`) || isRepeated(query)) return undefined;
    return (await isAnswer(likelihoods, sentence, query, span, signal))
      ? { query, expectedResponse: span.text, text: options.text }
      : undefined;
  };

  const fill = async (count: number, signal: AbortSignal): Promise<void> => {
    while (found.length < count && next < attempts.length) {
      signal.throwIfAborted();
      const together = attempts.slice(next, next + SIDE_BY_SIDE);
      next += together.length;
      // Taken in their order, whichever is done first, so that a seed gives the same questions every time.
      for (const pair of await Promise.all(together.map((attempt) => tryOne(attempt, signal)))) {
        if (pair === undefined || isRepeated(pair.query)) continue;
        found.push(pair);
        options.onQuestion?.(found.length);
      }
    }
  };

  return {
    strategy: "sentences",
    generate: async (count, signal) => {
      refuseOtherLanguages(options);
      if (attempts.length === 0) {
        throw new TunelabError(say("simulate.textTooShort", { n: options.text.trim().length }), {
          code: "text_too_short",
          hint: say("simulate.textTooShortHint"),
        });
      }
      await fill(Math.max(count, options.followUps), signal);
      return found.slice(0, count);
    },
    nextTurn: async ({ index, history, opening }, signal) => {
      if (opening !== undefined) return opening;
      const asked = new Set(history.map(({ content }) => content));
      await fill(options.followUps, signal);
      const others = found.map((_, i) => found[(index + 1 + i) % found.length]!.query);
      return others.find((query) => !asked.has(query));
    },
  };
}

/** For names other than the topic's own the model hardly ever finds a question: it asks about them, or who wrote them. */
const isUnlikely = ({ span }: Attempt, topic: string): boolean =>
  span.kind === "name" && !span.text.split(" ").every((word) => topic.split(" ").includes(word));

/** The worked examples are English, and a model of this size knows little else: it would ask in English, and wrongly. */
function refuseOtherLanguages({ text, language }: SentenceQuestionsOptions): void {
  const found = language.startsWith("en") ? (languageOfText(text) ?? "en") : language;
  if (found === "en") return;
  const name = new Intl.DisplayNames([currentLocale()], { type: "language" }).of(found) ?? found;
  throw new TunelabError(say("simulate.notEnglish", { language: name }), {
    code: "language_not_supported",
    hint: say("simulate.notEnglishHint", { code: "(await wikipediaSummary(term)).text" }),
  });
}

/** First, middle, quarters…: the first few questions then cover the whole text. */
function spread(sentences: readonly string[]): string[] {
  const order: string[] = [];
  const taken = new Set<number>();
  for (
    let step = sentences.length;
    step >= 1 && order.length < sentences.length;
    step = step === 1 ? 0 : Math.ceil(step / 2)
  ) {
    for (let i = 0; i < sentences.length; i += step) {
      if (taken.has(i)) continue;
      taken.add(i);
      order.push(sentences[i]!);
    }
  }
  return order;
}

async function askQuestion(
  { client, model }: OpenedModel,
  meter: UsageMeter,
  sentence: string,
  span: AnswerSpan,
  opening: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await client.completions.create(
    {
      model,
      prompt: `${EXAMPLES}Sentence: ${sentence}\nAnswer: ${span.text}\nQuestion:${opening === "" ? "" : ` ${opening}`}`,
      max_tokens: 40,
      temperature: 0,
      stop: ["\n"],
      stream: false,
    },
    { signal: AbortSignal.any([signal]) },
  );
  const { usage } = answer;
  meter.add({ promptTokens: usage?.prompt_tokens ?? 0, completionTokens: usage?.completion_tokens ?? 0 }, answer.model);
  const text = `${opening}${answer.choices[0]?.text ?? ""}`.trim();
  const end = text.indexOf("?");
  return end === -1 ? undefined : text.slice(0, end + 1);
}

const toWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** A question of the right kind, with enough words, which does not contain its answer and stays with the sentence. */
function isUsable(query: string, span: AnswerSpan, source: string): boolean {
  const words = toWords(query);
  const inQuery = new Set(words);
  if (words.length < LEAST_WORDS || toWords(span.text).some((word) => word.length > 2 && inQuery.has(word)))
    return false;
  if (span.kind === "name" && ASKS_FOR_COUNT_OR_TIME.test(query)) return false;
  const inSource = toWords(source);
  // Forms of a word count: "publish" for "published".
  const content = words.slice(1).filter((word) => word.length > 3 && !QUESTION_WORDS.has(word));
  const shared = content.filter((word) => inSource.some((other) => other.slice(0, 5) === word.slice(0, 5)));
  return content.length > 0 && shared.length / content.length >= LEAST_SHARED;
}

const QUESTION_WORDS = new Set(
  "does what which name that this were have with from into about year many much".split(" "),
);

/** Whether the model, asked the question about the sentence, finds this span likelier than the others. */
async function isAnswer(
  likelihoods: TokenLikelihoods,
  sentence: string,
  query: string,
  span: AnswerSpan,
  signal: AbortSignal,
): Promise<boolean> {
  const rivals = findSpans(sentence)
    .filter(({ start }) => start !== span.start)
    // The question's first word already tells a date from a name: the likely mistakes are those of the same kind.
    .sort((a, b) => Number(b.kind === span.kind) - Number(a.kind === span.kind))
    .slice(0, MOST_RIVALS);
  const prompt = `Sentence: ${sentence}\nQuestion: ${query}\nAnswer:`;
  const score = async (answer: string): Promise<number> =>
    meanLogProbability(await likelihoods(prompt, ` ${answer}\n`, signal));
  const own = await score(span.text);
  for (const rival of rivals) {
    if ((await score(rival.text)) > own) return false;
  }
  return true;
}
