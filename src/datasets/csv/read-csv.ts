import { checkOneOf, TunelabError } from "../../core/index.js";
import { readColumn, type CsvValue } from "./csv-column.js";
import { CsvReader } from "./csv-reader.js";
import { type CsvRecords, type CsvRecord } from "./csv-records.js";
import { isWindows1252, readWindows1252, type CsvEncoding } from "./windows-1252.js";
import { readLines } from "../read-lines.js";
import { say } from "../../texts/index.js";

/** Options of {@link readCsv} and {@link parseCsv}. */
export interface CsvOptions {
  /** Character between cells. @default ",", or ";" or a tab where the header has that and no comma */
  readonly separator?: string;
  /** Leaves every cell a string. @default false */
  readonly asText?: boolean;
  /** Mark before the decimals of a number: "," in files of Portuguese and French Excel. @default "." */
  readonly decimal?: "." | ",";
}

/** Options of {@link readCsv}. */
export interface CsvFileOptions extends CsvOptions {
  /** How the file was written. @default "utf-8", or "windows-1252" where the bytes are that */
  readonly encoding?: CsvEncoding;
  /** Told what was detected. @default console.log */
  readonly say?: (sentence: string) => void;
}

/**
 * Reads a CSV file into rows by column name, as pandas' `read_csv` reads it: quotes as Python's `csv` takes them, types
 * by column (whole numbers, numbers, booleans, text), null for what is missing, empty lines left out.
 *
 * A file as Excel saves it in Portuguese or French (Windows-1252, `;` between cells) is read too, and a sentence says so;
 * numbers with a decimal comma stay text unless `decimal` says otherwise.
 *
 * Whole numbers beyond ±2^53 are bigints, the whole column of them. Throws `duplicate_column` where pandas would rename
 * one, `broken_line` where a row has more cells than the header or a quote is never closed, `wrong_encoding` for bytes
 * that are neither UTF-8 nor Windows-1252, and what {@link readLines} throws.
 *
 * @example
 * const rows = await readCsv("results.csv"); // [{ step: 1, train_loss: 3.2 }, …]
 */
export async function readCsv(path: string, options: CsvFileOptions = {}): Promise<Record<string, CsvValue>[]> {
  const { say: tell = console.log } = options;
  if (options.encoding !== undefined) checkOneOf("encoding", options.encoding, ["utf-8", "windows-1252"]);
  const { records, encoding, separator } = await readRecords(path, options);
  const rows = toRows(checkedRecords(records, path), options);
  const found: string[] = [];
  if (options.encoding === undefined && encoding !== "utf-8") found.push("Windows-1252");
  if (options.separator === undefined && separator !== ",")
    found.push(say("data.csvBetween", { separator: JSON.stringify(separator) }));
  if (found.length > 0) {
    const [first = "", second] = found;
    const read = second === undefined ? first : say("data.csvAnd", { first, second });
    tell(say("data.csvRead", { path, found: read }) + decimalCommas(rows, options));
  }
  return rows;
}

async function readRecords(path: string, { encoding, separator }: CsvFileOptions) {
  if (encoding !== "windows-1252") {
    const reader = new CsvReader(separator);
    try {
      for await (const { text } of readLines(path, { keepReturns: true })) reader.add(`${text}\n`);
      return { records: reader.records, separator: reader.separator, encoding: "utf-8" };
    } catch (error) {
      const isUndecoded = TunelabError.isInstance(error) && error.code === "wrong_encoding";
      if (!isUndecoded || encoding === "utf-8" || !(await isWindows1252(path))) throw error;
    }
  }
  const reader = new CsvReader(separator);
  reader.add(await readWindows1252(path));
  return { records: reader.records, separator: reader.separator, encoding: "windows-1252" };
}

/** Says which columns look like numbers with a decimal comma and were left as text. */
function decimalCommas(rows: readonly Record<string, CsvValue>[], { decimal, asText }: CsvOptions): string {
  if (decimal !== undefined || asText === true) return "";
  const isLeft = (name: string): boolean => {
    const texts = rows.map((row) => row[name]).filter((cell) => typeof cell === "string");
    return texts.some((cell) => COMMA_NUMBER.test(cell)) && texts.every((cell) => NUMBER.test(cell));
  };
  const columns = Object.keys(rows[0] ?? {}).filter(isLeft);
  if (columns.length === 0) return "";
  return say("data.csvDecimal", { columns: columns.join(", "), code: 'decimal: ","' });
}

/**
 * Reads CSV text as {@link readCsv} reads a file.
 *
 * @example
 * parseCsv("step,loss\n1,2.5\n"); // [{ step: 1, loss: 2.5 }]
 */
export function parseCsv(text: string, options: CsvOptions = {}): Record<string, CsvValue>[] {
  const reader = new CsvReader(options.separator);
  reader.add(text.replace(/^\ufeff/, ""));
  return toRows(checkedRecords(reader.records, "the text"), options);
}

const COMMA_NUMBER = /^[+-]?\d+,\d+$/;
const NUMBER = /^[+-]?\d+(?:,\d+)?$/;

function checkedRecords(records: CsvRecords, source: string): readonly CsvRecord[] {
  const { openQuote } = records;
  if (openQuote !== undefined) {
    throw new TunelabError(say("data.openQuote", { line: String(openQuote), source }), {
      code: "broken_line",
      hint: say("data.openQuoteHint"),
    });
  }
  const [header, ...body] = records
    .end()
    .filter(({ cells, isQuoted }) => isQuoted || cells.length > 1 || !/^[ \t]+$/.test(cells[0]!));
  if (header === undefined) return [];
  const names = columnNames(header);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new TunelabError(say("data.columnTwice", { source, name: twice }), {
      code: "duplicate_column",
      hint: say("data.columnTwiceHint"),
    });
  }
  const width = header.cells.length;
  const long = body.find(({ cells }) => cells.length > width);
  if (long === undefined) return [header, ...body];
  throw new TunelabError(
    say("data.tooManyCells", {
      line: String(long.line),
      source,
      cells: String(long.cells.length),
      width: String(width),
    }),
    {
      code: "broken_line",
      hint: say("data.tooManyCellsHint"),
    },
  );
}

/** A column without a name is called by its place, as pandas calls it. */
const columnNames = ({ cells }: CsvRecord): string[] =>
  cells.map((name, column) => (name === "" ? `Unnamed: ${column}` : name));

function toRows(records: readonly CsvRecord[], options: CsvOptions): Record<string, CsvValue>[] {
  if (options.decimal !== undefined) checkOneOf("decimal", options.decimal, [".", ","]);
  const [header, ...body] = records;
  if (header === undefined) return [];
  const names = columnNames(header);
  const columns = names.map((_, column) => {
    const cells = body.map((record) => record.cells[column] ?? "");
    if (options.asText === true) return cells;
    return readColumn(
      options.decimal === "," ? cells.map((cell) => (COMMA_NUMBER.test(cell) ? cell.replace(",", ".") : cell)) : cells,
    );
  });
  return body.map((_, row) => Object.fromEntries(names.map((name, column) => [name, columns[column]![row]!])));
}
