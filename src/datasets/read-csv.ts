import { TunelabError } from "../core/index.js";
import { readColumn, type CsvValue } from "./csv-column.js";
import { CsvRecords, type CsvRecord } from "./csv-records.js";
import { readLines } from "./read-lines.js";

/** Options of {@link readCsv} and {@link parseCsv}. */
export interface CsvOptions {
  /** Character between cells. @default "," */
  readonly separator?: string;
  /** Leaves every cell a string. @default false */
  readonly asText?: boolean;
}

/**
 * Reads a CSV file into rows by column name, as pandas' `read_csv` reads it: quotes as Python's `csv` takes them, types
 * by column (whole numbers, numbers, booleans, text), null for what is missing, empty lines left out.
 *
 * Whole numbers beyond ±2^53 are bigints, the whole column of them. Throws `duplicate_column` where pandas would rename
 * one, `broken_line` where a row has more cells than the header or a quote is never closed, and what {@link readLines}
 * throws.
 *
 * @example
 * const rows = await readCsv("results.csv"); // [{ step: 1, train_loss: 3.2 }, …]
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Record<string, CsvValue>[]> {
  const records = new CsvRecords(options.separator);
  for await (const { text } of readLines(path, { keepReturns: true })) records.add(`${text}\n`);
  return toRows(checkedRecords(records, path), options);
}

/**
 * Reads CSV text as {@link readCsv} reads a file.
 *
 * @example
 * parseCsv("step,loss\n1,2.5\n"); // [{ step: 1, loss: 2.5 }]
 */
export function parseCsv(text: string, options: CsvOptions = {}): Record<string, CsvValue>[] {
  const records = new CsvRecords(options.separator);
  records.add(text.replace(/^\ufeff/, ""));
  return toRows(checkedRecords(records, "the text"), options);
}

function checkedRecords(records: CsvRecords, source: string): readonly CsvRecord[] {
  const { openQuote } = records;
  if (openQuote !== undefined) {
    throw new TunelabError(`Line ${openQuote} of ${source} opens a quote that is never closed.`, {
      code: "broken_line",
      hint: 'Close it, or double it ("") where it is meant as a character.',
    });
  }
  const [header, ...body] = records.end().filter(({ cells }) => cells.length > 1 || !/^[ \t]+$/.test(cells[0]!));
  if (header === undefined) return [];
  const twice = header.cells.find((name, index) => header.cells.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new TunelabError(`The header of ${source} names the column '${twice}' twice.`, {
      code: "duplicate_column",
      hint: "Rename one of them in the file: rows are read by the columns' names.",
    });
  }
  const width = header.cells.length;
  const long = body.find(({ cells }) => cells.length > width);
  if (long === undefined) return [header, ...body];
  throw new TunelabError(`Line ${long.line} of ${source} has ${long.cells.length} cells, the header ${width}.`, {
    code: "broken_line",
    hint: 'A cell that holds a comma must stand in double quotes: "a, b".',
  });
}

function toRows(records: readonly CsvRecord[], options: CsvOptions): Record<string, CsvValue>[] {
  const [header, ...body] = records;
  if (header === undefined) return [];
  const names = header.cells.map((name, column) => (name === "" ? `Unnamed: ${column}` : name));
  const columns = names.map((_, column) => {
    const cells = body.map((record) => record.cells[column] ?? "");
    return options.asText === true ? cells : readColumn(cells);
  });
  return body.map((_, row) => Object.fromEntries(names.map((name, column) => [name, columns[column]![row]!])));
}
