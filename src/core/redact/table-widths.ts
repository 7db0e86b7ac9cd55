/** What `console.table` draws between its cells. */
const BORDER = "\u2502";
const MARK = "[redacted]";

/**
 * Cleans a text and keeps the borders of tables in it where they stand: what takes the place of a secret in a cell is made
 * as wide as the secret was.
 *
 * @example
 * keepTableWidths("│ hunter2-hunter2 │", (text) => text.replaceAll("hunter2-hunter2", "[redacted]")); // "│ [redacted]      │"
 */
export function keepTableWidths(text: string, clean: (text: string) => string): string {
  const cleaned = clean(text);
  if (cleaned === text || !text.includes(BORDER)) return cleaned;
  const rows = text.split("\n").map((line) => (line.includes(BORDER) ? cleanRow(line, clean) : line));
  return clean(rows.join("\n"));
}

const cleanRow = (row: string, clean: (text: string) => string): string =>
  row
    .split(BORDER)
    .map((cell) => {
      const cleaned = clean(cell);
      return cleaned === cell ? cell : fit(cleaned, cell.length);
    })
    .join(BORDER);

/** A secret of six to nine characters leaves less room than the mark takes. */
function fit(cell: string, width: number): string {
  let fitted = cell;
  for (let letters = MARK.length - 2; fitted.length > width && letters >= 0; letters -= 1) {
    fitted = cell.replaceAll(MARK, `${MARK.slice(0, letters + 1)}]`);
  }
  return fitted.padEnd(width);
}
