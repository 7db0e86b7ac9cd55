import type { OpenAI } from "openai";
import { getDisplaySink, JUPYTER_DISPLAY, TunelabError, type DisplaySink, type MimeData } from "../core/index.js";
import { explainProviderError, withRequestSignal } from "../client/index.js";
import type { ChatExample, ChatMessage } from "../datasets/index.js";
import { progress, table, type Table } from "../display/index.js";
import { bootstrapMean, type Interval } from "./bootstrap.js";
import { scoreAnswer } from "./score-answer.js";

/** Tells which of two answers is better, or that neither is. */
export type PreferenceJudge = (question: {
  readonly messages: readonly ChatMessage[];
  readonly first: string;
  readonly second: string;
  readonly expected: string;
}) => Promise<"first" | "second" | "tie">;

/** Options of {@link compareModels}. */
export interface CompareModelsOptions {
  readonly client: OpenAI;
  /** Deployment or model before tuning. */
  readonly base: string;
  /** Deployment or model after tuning. */
  readonly tuned: string;
  /** Examples that neither training nor validation has seen. */
  readonly heldOut: readonly ChatExample[];
  /** Whether an answer has the style that was trained. @default none: no style rate */
  readonly style?: RegExp | ((answer: string) => boolean);
  /** Judges pairs of answers; asked twice with the order swapped, and a changed mind counts as a tie. @default none */
  readonly judge?: PreferenceJudge;
  /** Longest generated answer. @default 80 */
  readonly maxTokens?: number;
  /** Temperature of the answers; 0 compares the likeliest ones. @default 0 */
  readonly temperature?: number;
  /** Decides the resampling and the answers. @default 105 */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly sink?: DisplaySink;
}

/** One held-out example under both models. Losses are in nats per token of the expected answer. */
export interface ComparedExample {
  readonly question: string;
  readonly expected: string;
  readonly baseAnswer: string;
  readonly tunedAnswer: string;
  readonly baseLoss: number | null;
  readonly tunedLoss: number | null;
  readonly baseInStyle: boolean | null;
  readonly tunedInStyle: boolean | null;
  readonly preferred: "base" | "tuned" | "tie" | null;
}

/** How base and tuned model differ on held-out examples. */
export class ModelComparison {
  constructor(
    readonly base: string,
    readonly tuned: string,
    readonly rows: readonly ComparedExample[],
    /** Tuned loss minus base loss, by example; below zero is better. Missing where the provider gives no losses. */
    readonly lossDifference: Interval | undefined,
    /** Tuned style rate minus base style rate. Missing without a style. */
    readonly styleDifference: Interval | undefined,
    /** Mean of +1 where tuned is preferred, -1 where base is, 0 for a tie. Missing without a judge. */
    readonly preference: Interval | undefined,
    /** What could not be measured, and why. */
    readonly notes: readonly string[],
  ) {}

  /** The examples whose loss changed most, the largest change first. */
  mostChanged(count = 5): readonly ComparedExample[] {
    const change = ({ baseLoss, tunedLoss }: ComparedExample): number => Math.abs((tunedLoss ?? 0) - (baseLoss ?? 0));
    return [...this.rows].sort((left, right) => change(right) - change(left)).slice(0, count);
  }

  /** The measurements, one row each. */
  get summary(): Table {
    const mean = (values: readonly (number | boolean | null)[]): number | null => {
      const known = values.filter((value) => value !== null).map(Number);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const row = (
      measure: string,
      base: number | null,
      tuned: number | null,
      interval: Interval | undefined,
      lower: boolean,
    ) => ({
      measure,
      base: base === null ? null : round(base),
      tuned: tuned === null ? null : round(tuned),
      "difference (95 %)":
        interval === undefined ? null : `${signed(interval.mean)} [${signed(interval.low)}, ${signed(interval.high)}]`,
      verdict: interval === undefined ? "not measured" : verdict(interval, lower),
    });
    const { rows } = this;
    return table(
      [
        row(
          "loss of the expected answer",
          mean(rows.map((r) => r.baseLoss)),
          mean(rows.map((r) => r.tunedLoss)),
          this.lossDifference,
          true,
        ),
        row(
          "answers in style",
          mean(rows.map((r) => r.baseInStyle)),
          mean(rows.map((r) => r.tunedInStyle)),
          this.styleDifference,
          false,
        ),
        row("judge prefers tuned (+1) or base (-1)", null, null, this.preference, false),
      ],
      { caption: `${this.tuned} against ${this.base} on ${rows.length} held-out examples` },
    );
  }

  toString(): string {
    return [this.summary.toString(), ...this.notes].join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    const changed = table(
      this.mostChanged().map(({ question, baseAnswer, tunedAnswer, baseLoss, tunedLoss }) => ({
        question,
        base: baseAnswer,
        tuned: tunedAnswer,
        "base loss": baseLoss,
        "tuned loss": tunedLoss,
      })),
      { caption: "Examples that changed most" },
    );
    const notes =
      this.notes.length === 0
        ? undefined
        : table(
            this.notes.map((note) => ({ note })),
            { caption: "Please note" },
          );
    return {
      "text/html": `${this.summary.toHtml()}${changed.toHtml()}${notes?.toHtml() ?? ""}`,
      "text/plain": `${this.toString()}\n\n${changed.toString()}`,
    };
  }
}

/** Below this number an interval is too wide for most differences, and its own width is uncertain. */
const FEW_EXAMPLES = 10;

/**
 * Compares a base and a tuned model on examples that neither has seen: loss of the expected answers, rate of answers in
 * the trained style, a judge's preference, each with a bootstrap interval over the examples.
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
    throw new TunelabError("There are no held-out examples to compare on.", {
      code: "no_values",
      hint: 'Read some: (await readChatDataset("notebooks/data/held_out_set.jsonl")).examples.',
    });
  }
  const notes: string[] = [];
  const bar = progress("Comparing", {
    total: heldOut.length,
    unit: "examples",
    ...(sink === undefined ? { stream: null } : { sink }),
  });
  const rows: ComparedExample[] = [];
  let scores = true;
  try {
    for (const example of heldOut) {
      const last = lastAssistant(example);
      const prompt = example.messages.slice(0, last);
      const expected = String(example.messages[last]!.content ?? "");
      const losses = scores ? await tryLosses(client, [base, tuned], prompt, expected, signal) : undefined;
      if (scores && losses instanceof Error) {
        scores = false;
        notes.push(`Losses are left out: the provider gives no log-probabilities of a given text. (${losses.message})`);
      }
      const [baseAnswer, tunedAnswer] = [
        await answerOf(client, base, prompt, options, signal),
        await answerOf(client, tuned, prompt, options, signal),
      ];
      const question = [...prompt].reverse().find(({ role }) => role === "user")?.content;
      rows.push({
        question: typeof question === "string" ? question : JSON.stringify(question ?? ""),
        expected,
        baseAnswer,
        tunedAnswer,
        baseLoss: Array.isArray(losses) ? losses[0]! : null,
        tunedLoss: Array.isArray(losses) ? losses[1]! : null,
        baseInStyle: inStyle(options.style, baseAnswer),
        tunedInStyle: inStyle(options.style, tunedAnswer),
        preferred:
          options.judge === undefined
            ? null
            : await preference(options.judge, prompt, baseAnswer, tunedAnswer, expected),
      });
      bar.update(rows.length);
    }
    bar.finish();
  } catch (error) {
    bar.fail();
    throw error;
  }
  const paired = (values: readonly (number | null)[]): Interval | undefined => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? undefined : bootstrapMean(known, { seed });
  };
  const difference = (left: number | boolean | null, right: number | boolean | null): number | null =>
    left === null || right === null ? null : Number(right) - Number(left);
  if (rows.length < FEW_EXAMPLES) {
    notes.push(
      `${rows.length} examples are too few to tell a difference from chance; use at least ${FEW_EXAMPLES}, better 50.`,
    );
  }
  return new ModelComparison(
    base,
    tuned,
    rows,
    paired(rows.map((row) => difference(row.baseLoss, row.tunedLoss))),
    paired(rows.map((row) => difference(row.baseInStyle, row.tunedInStyle))),
    paired(
      rows.map(({ preferred }) =>
        preferred === null ? null : preferred === "tie" ? 0 : preferred === "tuned" ? 1 : -1,
      ),
    ),
    notes,
  );
}

function lastAssistant(example: ChatExample): number {
  const last = example.messages.map(({ role }) => role).lastIndexOf("assistant");
  if (last > 0) return last;
  throw new TunelabError("A held-out example has no assistant message after a question.", {
    code: "invalid_example",
    hint: "Check the file with readChatDataset; its examples can be compared on.",
  });
}

async function tryLosses(
  client: OpenAI,
  models: readonly string[],
  prompt: readonly ChatMessage[],
  expected: string,
  signal: AbortSignal | undefined,
): Promise<number[] | Error> {
  const losses: number[] = [];
  for (const model of models) {
    try {
      const score = await withRequestSignal(signal, (request) =>
        scoreAnswer(client, model, prompt, expected, { signal: request }),
      );
      losses.push(score.loss);
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      const { status } = error as { status?: number };
      if (status === 400 || status === 404 || status === 405) return error as Error;
      throw explainProviderError(error, `Scoring ${model}`);
    }
  }
  return losses;
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
    throw explainProviderError(error, `Asking ${model}`);
  }
}

function inStyle(style: CompareModelsOptions["style"], answer: string): boolean | null {
  if (style === undefined) return null;
  return typeof style === "function"
    ? style(answer)
    : new RegExp(style.source, style.flags.replace("g", "")).test(answer);
}

/** Judges favour what they read first, so a preference counts only when it survives the swap. */
async function preference(
  judge: PreferenceJudge,
  messages: readonly ChatMessage[],
  base: string,
  tuned: string,
  expected: string,
): Promise<"base" | "tuned" | "tie"> {
  const once = await judge({ messages, first: base, second: tuned, expected });
  const swapped = await judge({ messages, first: tuned, second: base, expected });
  if (once === "first" && swapped === "second") return "base";
  return once === "second" && swapped === "first" ? "tuned" : "tie";
}

function verdict({ low, high }: Interval, lowerIsBetter: boolean): string {
  if (low <= 0 && high >= 0) return "cannot tell them apart";
  return high < 0 === lowerIsBetter ? "tuned is better" : "base is better";
}

const round = (value: number): number => Number(value.toFixed(4));
const signed = (value: number): string => `${value > 0 ? "+" : ""}${value.toFixed(3)}`;
