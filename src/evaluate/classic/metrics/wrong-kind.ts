import { say } from "../../../texts/index.js";
import { describeKind } from "../rows/eval-data.js";

/**
 * Says that a value is not of the kind that a metric needs.
 *
 * @example
 * wrongKind("prediction", 42, "a text"); // "The prediction is a number, not a text."
 */
export const wrongKind = (what: string, value: unknown, wanted: string): string =>
  say("evaluate.wrongKind", { what, kind: describeKind(value), wanted });

/** {@link wrongKind} of a prediction that should be a text. */
export const notAText = (prediction: unknown): string =>
  wrongKind(say("evaluate.prediction"), prediction, say("data.aText"));
