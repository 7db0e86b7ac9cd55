/** What an evaluator answers for one row: names to values, for example `groundedness`, `groundedness_reason`. */
export type EvaluatorOutput = Readonly<Record<string, unknown>>;

/** What an evaluator may be told beside the row. */
export interface EvaluatorContext {
  readonly signal?: AbortSignal;
}

/** Something that scores a row. */
export interface Evaluator {
  /** Sets of inputs of which one must be there. */
  readonly requiredInputs: readonly (readonly string[])[];
  /** Inputs that are used when they are there. */
  readonly optionalInputs?: readonly string[];
  evaluate(
    inputs: Readonly<Record<string, unknown>>,
    context?: EvaluatorContext,
  ): EvaluatorOutput | Promise<EvaluatorOutput>;
  /** Summaries over all rows, beside the means. */
  aggregate?(outputs: readonly EvaluatorOutput[]): Readonly<Record<string, number>>;
}

/**
 * What a function of a notebook is handed of a row. Only the data say what a row holds, so the function may annotate it as it
 * likes, or not at all.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type RowArgument = any;

/** A function that scores a row; `requiredInputs` and `aggregate` may be set on it. */
export type EvaluatorFunction = ((inputs: RowArgument, context: EvaluatorContext) => unknown) & {
  readonly requiredInputs?: readonly string[];
  readonly aggregate?: (outputs: readonly EvaluatorOutput[]) => Readonly<Record<string, number>>;
};

/** The keys that azure-ai-evaluation 1.18.10 gives every score. */
export function toScoreOutput(
  key: string,
  score: {
    readonly value: number | null;
    readonly threshold: number;
    readonly reason?: string | null;
    readonly status?: "completed" | "skipped";
    readonly properties?: Readonly<Record<string, unknown>> | null;
    /** Whether a score at the threshold or above passes. @default true */
    readonly higherIsBetter?: boolean;
  },
): EvaluatorOutput {
  const { value, threshold, reason = null, status = "completed", properties = null, higherIsBetter = true } = score;
  const passed = value === null ? null : higherIsBetter ? value >= threshold : value <= threshold;
  const result = status === "skipped" ? "not_applicable" : passed === null ? "unknown" : passed ? "pass" : "fail";
  return {
    [key]: value,
    [`${key}_score`]: value,
    [`${key}_passed`]: passed,
    [`${key}_result`]: result,
    [`${key}_reason`]: reason,
    [`${key}_status`]: status,
    [`${key}_threshold`]: threshold,
    [`${key}_properties`]: properties,
  };
}
