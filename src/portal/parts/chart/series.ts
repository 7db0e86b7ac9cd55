/** A line of a chart. Dashes and marks repeat what the colour says. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** Which of the page's series colours, from 1. */
  readonly color: number;
  readonly dash?: readonly number[];
  readonly marker?: "circle" | "square" | "diamond";
  /** Drawn thin and pale: the raw values behind their average. */
  readonly isFaint?: boolean;
}

/** The part of a chart's x axis that is shown. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Zooms a range about its middle, within the whole and not below two steps.
 *
 * @example
 * zoomRange({ min: 0, max: 100 }, { min: 0, max: 100 }, 0.5); // { min: 25, max: 75 }
 */
export function zoomRange(whole: Range, shown: Range, factor: number): Range | undefined {
  const width = Math.max(2, (shown.max - shown.min) * factor);
  if (width >= whole.max - whole.min) return undefined;
  return shiftRange(whole, (shown.min + shown.max - width) / 2, width);
}

/** The range of this width that starts at `min`, moved into the whole. */
export function shiftRange(whole: Range, min: number, width: number): Range {
  const start = Math.min(Math.max(min, whole.min), whole.max - width);
  return { min: start, max: start + width };
}

/** How numbers and cells of a CSV file are parted: programs want a point, Excel wants what its country writes. */
export type CsvKind = "program" | "excel with decimal comma";

/**
 * The chart's data as CSV: with points and commas, as programs read it in every country, or with decimal commas,
 * semicolons and a byte-order mark, as Excel opens it where numbers are written with a comma.
 *
 * @example
 * toCsv("step", [1, 2], [{ key: "train_loss", values: [3.5, null] }]); // "step,train_loss\n1,3.5\n2,\n"
 */
export function toCsv(
  xName: string,
  x: readonly number[],
  series: readonly Pick<Series, "key" | "values">[],
  kind: CsvKind = "program",
): string {
  const point = kind === "program" ? "." : ",";
  const rows = [
    [xName, ...series.map(({ key }) => key)],
    ...x.map((at, row) =>
      [at, ...series.map(({ values }) => values[row] ?? "")].map((value) => String(value).replace(".", point)),
    ),
  ];
  if (kind === "program") return rows.map((cells) => `${cells.join(",")}\n`).join("");
  return `\uFEFF${rows.map((cells) => `${cells.join(";")}\r\n`).join("")}`;
}
