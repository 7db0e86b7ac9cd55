import type { RowFailure } from "./result-view.js";

/** Says how many rows failed and shows the first reasons. */
export function failureLine(failures: readonly RowFailure[], rows: number): string {
  const failed = new Set(failures.map((failure) => failure.row)).size;
  const first = failures
    .slice(0, 3)
    .map(({ row, column, message }) => `row ${row + 1}, ${column}: ${message}`)
    .join("; ");
  return `${failed} of ${rows} rows have errors (${first}${failures.length > 3 ? "; …" : ""})`;
}
