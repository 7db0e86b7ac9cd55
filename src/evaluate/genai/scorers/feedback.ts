/** Who gave a value: code, a judging model, or a person. */
export interface FeedbackSource {
  readonly sourceType: "CODE" | "LLM_JUDGE" | "HUMAN";
  /** Name of the scorer, the model or the person. */
  readonly sourceId: string;
}

/** Why there is no value. */
export interface FeedbackError {
  readonly errorCode: string;
  readonly errorMessage: string;
  /** What to do next, when that is known. */
  readonly hint?: string | undefined;
}

/** A value that a scorer may give. */
export type FeedbackValue = number | string | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** What a {@link Feedback} is made of. */
export interface FeedbackOptions {
  /** @default the scorer's name */
  readonly name?: string;
  readonly value?: FeedbackValue;
  readonly rationale?: string;
  readonly source?: FeedbackSource;
  readonly error?: FeedbackError;
  /** Further facts, such as a judge's method and how good it is. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * One judgement of one row: a value with its reason and source, or an error.
 *
 * @example
 * new Feedback({ value: true, rationale: "names the city" });
 */
export class Feedback {
  readonly name: string | undefined;
  readonly value: FeedbackValue;
  readonly rationale: string | undefined;
  readonly source: FeedbackSource | undefined;
  readonly error: FeedbackError | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;

  constructor(options: FeedbackOptions) {
    this.name = options.name;
    this.value = options.value ?? null;
    this.rationale = options.rationale;
    this.source = options.source;
    this.error = options.error;
    this.metadata = options.metadata ?? {};
  }
}
