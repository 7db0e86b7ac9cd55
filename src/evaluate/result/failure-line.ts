import type { RowFailure } from "./result-view.js";

const MOST_SHOWN = 3;

/**
 * Says in one sentence which row and column failed, why, and what to do.
 *
 * @example
 * describeFailure({ row: 1, column: "outputs", code: "no_answer", message: "The model returned null." }); // "row 2, outputs: The model returned null."
 */
export function describeFailure({ row, column, message, hint }: RowFailure): string {
  return `row ${row + 1}, ${column}: ${message}${hint === undefined ? "" : ` ${hint}`}`;
}

/** Says how many rows failed and shows the first reasons. */
export function failureLine(failures: readonly RowFailure[], rows: number): string {
  const failed = new Set(failures.map((failure) => failure.row)).size;
  const first = failures.slice(0, MOST_SHOWN).map(describeFailure).join("; ");
  return `${failed} of ${rows} rows have errors (${first}${failures.length > MOST_SHOWN ? "; …" : ""})`;
}
