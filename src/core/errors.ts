const MARKER = Symbol.for("tunelab.error");

/** What a {@link TunelabError} carries beside its message. */
export interface TunelabErrorOptions {
  /** Stable, machine-readable name of what happened, in snake_case, for example `"missing_setting"`. */
  readonly code: string;
  /** What to do next, as one or two sentences addressed to the learner. */
  readonly hint: string;
  /** The error that led to this one, if any. */
  readonly cause?: unknown;
}

/**
 * The one base class of every error that tunelab throws on purpose.
 *
 * The message says what happened, with the offending value; the hint says what to do next.
 *
 * @example
 * throw new TunelabError("epochs must be 1 to 50, got 0.", {
 *   code: "invalid_option",
 *   hint: "Leave epochs out to use the provider's rule, or pass a whole number from 1 to 50.",
 * });
 */
export class TunelabError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(message: string, options: TunelabErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TunelabError";
    this.code = options.code;
    this.hint = options.hint;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /**
   * Tells whether a value is a {@link TunelabError}, also one of another loaded copy of this module.
   *
   * @example
   * TunelabError.isInstance(new Error("x")); // false
   */
  static isInstance(value: unknown): value is TunelabError {
    try {
      return typeof value === "object" && value !== null && MARKER in value;
    } catch {
      // A proxy that was revoked, or whose traps throw.
      return false;
    }
  }
}
