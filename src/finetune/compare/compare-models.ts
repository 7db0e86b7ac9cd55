import type { OpenAI } from "openai";
import { bootstrapInterval, getDisplaySink, TunelabError, type DisplaySink, type Interval } from "../../core/index.js";
import { explainProviderError, withRequestSignal } from "../../client/index.js";
import type { ChatExample, ChatMessage } from "../../datasets/index.js";
import { progress } from "../../display/index.js";
import { say } from "../../texts/index.js";
import { portalLinks } from "../portal-links.js";
import { containsFact, expectedFact } from "./expected-fact.js";
import { describeTooFew } from "./examples-needed.js";
import { ModelComparison, type ComparedExample } from "./model-comparison.js";
import { askPreference, toPreference, type AnswerJudge, type PreferenceJudge } from "./preference.js";
import { scoreAnswer } from "./score-answer.js";

/** Options of {@link compareModels}. */
export interface CompareModelsOptions {
  readonly client: OpenAI;
  /** Deployment or model before tuning. */
  readonly base: string;
  /** Deployment or model after tuning. */
  readonly tuned: string;
  /** Examples that neither training nor validation has seen. */
  readonly heldOut: readonly ChatExample[];
  /**
   * What a right answer to an example must contain, from its expected answer and its question; `undefined` leaves the example out of that
   * measure. @default the expected answer's first clause, see {@link expectedFact}
   */
  readonly fact?: (expected: string, question: string) => string | undefined;
  /** Whether an answer has the style that was trained. @default none: no style rate */
  readonly style?: RegExp | ((answer: string) => boolean);
  /**
   * Judges pairs of answers, asked twice with the order swapped, a changed mind counting as a tie; or a judge of the
   * evaluation part, such as `await defaultJudge()`, which holds each answer against the expected one. @default none
   */
  readonly judge?: PreferenceJudge | AnswerJudge;
  /** Longest generated answer. @default 80 */
  readonly maxTokens?: number;
  /** Temperature of the answers; 0 compares the likeliest ones. @default 0 */
  readonly temperature?: number;
  /** Decides the resampling and the answers. @default 105 */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly sink?: DisplaySink;
}

/** Below this number an interval is too wide for most differences, and its own width is uncertain. */
const FEW_EXAMPLES = 10;

/**
 * Compares a base and a tuned model on examples that neither has seen: how many answers contain the expected fact, loss of
 * the expected answers, rate of answers in the trained style, a judge's preference, each with a bootstrap interval over
 * the examples. Facts come first, because a manner that costs what the model knew is no gain, and what was lost is named.
 *
 * Losses need text completions with `echo` and `logprobs`, which the embedded service has and Azure's chat models have
 * not; without them the loss is left out and said so. Throws `no_values` without examples, and the provider's errors.
 *
 * @example
 * await compareModels({ client, base: "gpt-4o", tuned: "gpt-4o-ft", heldOut: heldOut.examples, style: /dear reader/i });
 */
export async function compareModels(options: CompareModelsOptions): Promise<ModelComparison> {
  const { client, base, tuned, heldOut, seed = 105 } = options;
  const sink = options.sink ?? getDisplaySink();
  const signal = options.signal ?? sink?.interruptSignal;
  if (heldOut.length === 0) {
    throw new TunelabError(say("compare.none"), {
      code: "no_values",
      hint: say("compare.noneHint", {
        code: '(await readChatDataset("notebooks/data/held_out_set.jsonl")).examples',
      }),
    });
  }
  const notes: string[] = [];
  const judge = pairJudge(options.judge, notes, signal);
  const bar = progress(say("compare.bar"), {
    total: heldOut.length,
    unit: say("compare.examples"),
    ...(sink === undefined ? { stream: null } : { sink }),
  });
  const rows: ComparedExample[] = [];
  const scorer = new Scorer(client, signal);
  try {
    for (const example of heldOut) {
      const last = lastAssistant(example);
      const prompt = example.messages.slice(0, last);
      const expected = String(example.messages[last]!.content ?? "");
      // Both at the same time: a local service answers each on a core of its own.
      const [before, after] = await Promise.all(
        [base, tuned].map(async (model) => ({
          loss: await scorer.loss(model, prompt, expected),
          answer: await answerOf(client, model, prompt, options, signal),
        })),
      );
      const asked = [...prompt].reverse().find(({ role }) => role === "user")?.content;
      const question = typeof asked === "string" ? asked : JSON.stringify(asked ?? "");
      const [baseAnswer, tunedAnswer] = [before!.answer, after!.answer];
      const fact = (options.fact ?? expectedFact)(expected, question);
      rows.push({
        question,
        expected,
        baseAnswer,
        tunedAnswer,
        baseLoss: before!.loss,
        tunedLoss: after!.loss,
        baseInStyle: hasStyle(options.style, baseAnswer),
        tunedInStyle: hasStyle(options.style, tunedAnswer),
        baseHasFact: fact === undefined ? null : containsFact(baseAnswer, fact),
        tunedHasFact: fact === undefined ? null : containsFact(tunedAnswer, fact),
        preferred: judge === undefined ? null : await askPreference(judge, prompt, baseAnswer, tunedAnswer, expected),
      });
      bar.update(rows.length);
    }
    if (scorer.refusal !== undefined) {
      notes.push(say("compare.noLosses", { reason: scorer.refusal }));
    }
    bar.finish();
  } catch (error) {
    bar.fail();
    throw error;
  }
  const paired = (values: readonly (number | null)[]): Interval | undefined => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? undefined : bootstrapInterval(known, mean, { seed });
  };
  const difference = (left: number | boolean | null, right: number | boolean | null): number | null =>
    left === null || right === null ? null : Number(right) - Number(left);
  const loss = paired(rows.map((row) => difference(row.baseLoss, row.tunedLoss)));
  const inStyle = paired(rows.map((row) => difference(row.baseInStyle, row.tunedInStyle)));
  const preferred = paired(
    rows.map((row) =>
      row.preferred === null ? null : row.preferred === "tie" ? 0 : row.preferred === "tuned" ? 1 : -1,
    ),
  );
  const facts = paired(rows.map((row) => difference(row.baseHasFact, row.tunedHasFact)));
  notes.push(
    ...describeFacts(rows),
    ...describeCount(rows.length, {
      [say("compare.facts")]: facts,
      [say("compare.loss")]: loss,
      [say("compare.style")]: inStyle,
      [say("compare.preferenceName")]: preferred,
    }),
  );
  const links = [base, tuned].flatMap((model) =>
    portalLinks(client, "deployment", model, say("compare.playground", { model })),
  );
  return new ModelComparison(base, tuned, rows, facts, loss, inStyle, preferred, notes, links);
}

/** Which answers were right before and are no longer, and the other way round. */
function describeFacts(rows: readonly ComparedExample[]): string[] {
  const questions = (kept: (row: ComparedExample) => boolean): { n: number; questions: string } | undefined => {
    const found = rows.filter(kept);
    return found.length === 0
      ? undefined
      : { n: found.length, questions: found.map(({ question }) => question).join(" · ") };
  };
  const lost = questions(({ baseHasFact, tunedHasFact }) => baseHasFact === true && tunedHasFact === false);
  const gained = questions(({ baseHasFact, tunedHasFact }) => baseHasFact === false && tunedHasFact === true);
  return [
    ...(lost === undefined ? [] : [say("compare.lostFacts", lost)]),
    ...(gained === undefined ? [] : [say("compare.gainedFacts", gained)]),
  ];
}

/** What the number of examples cannot show. */
function describeCount(count: number, measures: Readonly<Record<string, Interval | undefined>>): string[] {
  if (count < FEW_EXAMPLES) {
    return [say("compare.tooFew", { n: count, least: FEW_EXAMPLES })];
  }
  return Object.entries(measures).flatMap(([measure, interval]) => describeTooFew(measure, interval, count) ?? []);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The judge as one of pairs; one that is not good enough for the question is left out, and says why. */
function pairJudge(
  judge: CompareModelsOptions["judge"],
  notes: string[],
  signal: AbortSignal | undefined,
): PreferenceJudge | undefined {
  if (judge === undefined || typeof judge === "function") return judge;
  const refusal = judge.refusal("correctness");
  if (refusal === undefined) return toPreference(judge, signal);
  notes.push(say("compare.noJudge", { reason: refusal }));
  return undefined;
}

function lastAssistant(example: ChatExample): number {
  const last = example.messages.map(({ role }) => role).lastIndexOf("assistant");
  if (last > 0) return last;
  throw new TunelabError(say("compare.badExample"), {
    code: "invalid_example",
    hint: say("compare.badExampleHint"),
  });
}

/** Measures losses until the provider says that it has none to give; then nobody asks it again. */
class Scorer {
  /** The provider's words. */
  refusal: string | undefined;
  readonly #client: OpenAI;
  readonly #signal: AbortSignal | undefined;

  constructor(client: OpenAI, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#signal = signal;
  }

  async loss(model: string, prompt: readonly ChatMessage[], expected: string): Promise<number | null> {
    if (this.refusal !== undefined) return null;
    try {
      const score = await withRequestSignal(this.#signal, (signal) =>
        scoreAnswer(this.#client, model, prompt, expected, { signal }),
      );
      return score.loss;
    } catch (error) {
      if (this.#signal?.aborted === true) throw this.#signal.reason;
      const { status, message } = error as { status?: number; message: string };
      if (status !== 400 && status !== 404 && status !== 405)
        throw explainProviderError(error, say("compare.scoring", { model }));
      this.refusal ??= message;
      return null;
    }
  }
}

async function answerOf(
  client: OpenAI,
  model: string,
  prompt: readonly ChatMessage[],
  { maxTokens = 80, temperature = 0, seed = 105 }: CompareModelsOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    const answer = await withRequestSignal(signal, (request) =>
      client.chat.completions.create(
        { model, messages: prompt as never, max_tokens: maxTokens, temperature, seed },
        { timeout: 120_000, signal: request },
      ),
    );
    return answer.choices[0]?.message.content ?? "";
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw explainProviderError(error, say("compare.asking", { model }));
  }
}

function hasStyle(style: CompareModelsOptions["style"], answer: string): boolean | null {
  if (style === undefined) return null;
  return typeof style === "function"
    ? style(answer)
    : new RegExp(style.source, style.flags.replace("g", "")).test(answer);
}
