import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";

/** Whether a cell holds nothing: null, undefined, or NaN, as tables write an empty cell. */
export const isMissing = (value: unknown): boolean => value === undefined || value === null || Number.isNaN(value);

/**
 * Says that a row has nothing in a column that a metric needs, so that the row is not scored rather than counted as wrong.
 *
 * @example
 * missingValue("targets").message; // "The row has no value in targets."
 */
export const missingValue = (column: string): TunelabError =>
  new TunelabError(say("evaluate.noCell", { column }), { code: "missing_value", hint: say("evaluate.noCellHint") });
