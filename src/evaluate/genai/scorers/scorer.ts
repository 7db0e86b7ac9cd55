import type { AggregationName } from "../../metrics/index.js";
import type { Trace } from "../../trace/index.js";
import type { Judge } from "../../judges/index.js";
import { checkMetricName } from "../../classic/index.js";
import type { Feedback, FeedbackOptions, FeedbackSource } from "./feedback.js";

/** What a scorer is given of a row. */
export interface ScorerArguments {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** `null` when the prediction failed. */
  readonly outputs: unknown;
  readonly expectations: Readonly<Record<string, unknown>>;
  readonly trace: Trace | undefined;
  readonly signal: AbortSignal;
  /** The evaluation's judge, made on first use; scorers with one of their own do not ask for it. */
  readonly judge: () => Promise<Judge>;
}

/** What a scorer returns: one value, a Feedback, or several Feedbacks with names of their own. */
export type ScorerResult =
  number | string | boolean | null | undefined | Feedback | FeedbackOptions | readonly (Feedback | FeedbackOptions)[];

/** How values of all rows become one number; a function gets the numbers. */
export type ScorerAggregation = AggregationName | ((values: readonly number[]) => number);

/** Judges answers, row by row. */
export interface Scorer {
  readonly name: string;
  readonly aggregations: readonly ScorerAggregation[];
  readonly source: FeedbackSource;
  /** Whether a row without an answer is passed over instead of scored. */
  readonly needsAnswer: boolean;
  readonly greaterIsBetter: boolean | undefined;
  readonly score: (args: ScorerArguments) => ScorerResult | Promise<ScorerResult>;
}

/** Options of {@link scorer}. */
export interface ScorerOptions {
  /** @default the function's name */
  readonly name?: string;
  /** @default ["mean"] */
  readonly aggregations?: readonly ScorerAggregation[];
  /** For colours and comparisons. @default true */
  readonly greaterIsBetter?: boolean;
}

/**
 * Makes a scorer of a function of `{ inputs, outputs, expectations, trace }`.
 *
 * It may return a boolean, a number, a text ("yes" and "no" count as 1 and 0), a {@link Feedback} or a list of them, and
 * may be async; anything else is refused. A row for which it throws has an error and does not count in the mean. What a row
 * holds only the data say: the function may annotate it as it knows it, or not at all.
 *
 * @example
 * const isShort = scorer(({ outputs }) => String(outputs).length < 100, { name: "is_short" });
 */
export function scorer<Arguments = ScorerArguments>(
  fn: (args: Arguments) => ScorerResult | Promise<ScorerResult>,
  options: ScorerOptions = {},
): Scorer {
  const name = options.name ?? fn.name;
  checkMetricName(name);
  return {
    name,
    aggregations: options.aggregations ?? ["mean"],
    source: { sourceType: "CODE", sourceId: name },
    needsAnswer: false,
    greaterIsBetter: options.greaterIsBetter ?? true,
    score: (args) => fn(args as Arguments),
  };
}
