import type { RowFailure } from "./result-view.js";

/**
 * Says in one sentence which row and column failed, why, and what to do.
 *
 * @example
 * describeFailure({ row: 2, column: "outputs", code: "no_answer", message: "The model returned null." }); // "row 2, outputs: The model returned null."
 */
export function describeFailure({ row, column, message, hint }: RowFailure): string {
  return `row ${row}, ${column}: ${message}${hint === undefined ? "" : ` ${hint}`}`;
}
