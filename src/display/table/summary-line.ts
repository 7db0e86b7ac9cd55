import { say } from "../../texts/index.js";

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
  const whole = `${say("table.rows", { n: size.rows })} × ${say("table.columns", { n: size.columns })}`;
  const notes = [
    cutNote("table.rows", size.shownRows, size.rows),
    cutNote("table.columns", size.shownColumns, size.columns),
  ].filter((note) => note !== "");
  return notes.length === 0 ? whole : `${whole} (${notes.join("; ")})`;
}

function cutNote(key: "table.rows" | "table.columns", shown: number, all: number): string {
  return shown === all ? "" : say("table.cut", { shown: say(key, { n: shown }), left: all - shown });
}
