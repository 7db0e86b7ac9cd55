const count = (value: number, noun: string): string =>
  `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;

/**
 * Says how big a table is and what of it is not shown.
 *
 * @example
 * summaryLine({ rows: 1200, columns: 3, shownRows: 20, shownColumns: 3 });
 * // "1,200 rows × 3 columns (20 rows shown, 1,180 left out)"
 */
export function summaryLine(size: {
  readonly rows: number;
  readonly columns: number;
  readonly shownRows: number;
  readonly shownColumns: number;
}): string {
  const whole = `${count(size.rows, "row")} × ${count(size.columns, "column")}`;
  const notes = [cutNote(size.shownRows, size.rows, "row"), cutNote(size.shownColumns, size.columns, "column")].filter(
    (note) => note !== "",
  );
  return notes.length === 0 ? whole : `${whole} (${notes.join("; ")})`;
}

function cutNote(shown: number, all: number, noun: string): string {
  return shown === all ? "" : `${count(shown, noun)} shown, ${(all - shown).toLocaleString("en-US")} left out`;
}
