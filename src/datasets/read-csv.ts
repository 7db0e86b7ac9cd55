import { TunelabError } from "../core/index.js";
import { readLines } from "./read-lines.js";

/** A value of a CSV cell after its type was read off the column. */
export type CsvValue = string | number | boolean | null;

/** Options of {@link readCsv} and {@link parseCsv}. */
export interface CsvOptions {
  /** Character between cells. @default "," */
  readonly separator?: string;
  /** Leaves every cell a string. @default false */
  readonly asText?: boolean;
}

/**
 * Reads a CSV file into rows by column name, with types as pandas reads them: numbers, booleans, text, null for empty.
 *
 * A column is numeric or boolean only when all its cells are. Throws `duplicate_column`, `broken_line` where a row has
 * more cells than the header or a quote is never closed, and what {@link readLines} throws.
 *
 * @example
 * const rows = await readCsv("results.csv"); // [{ step: 1, train_loss: 3.2 }, …]
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Record<string, CsvValue>[]> {
  const records = new CsvRecords(path, options.separator);
  for await (const { line, text } of readLines(path)) records.add(line, text);
  return toRows(records.finish(), options);
}

/**
 * Reads CSV text as {@link readCsv} reads a file.
 *
 * @example
 * parseCsv("step,loss\n1,2.5\n"); // [{ step: 1, loss: 2.5 }]
 */
export function parseCsv(text: string, options: CsvOptions = {}): Record<string, CsvValue>[] {
  const records = new CsvRecords("the text", options.separator);
  text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .forEach((line, index) => records.add(index + 1, line));
  return toRows(records.finish(), options);
}

/** Collects cells line by line; a quoted cell may go on over several lines (RFC 4180). */
class CsvRecords {
  private readonly records: string[][] = [];
  private open: { readonly line: number; text: string } | undefined;

  constructor(
    private readonly source: string,
    private readonly separator = ",",
  ) {}

  add(line: number, text: string): void {
    const whole = this.open === undefined ? text : `${this.open.text}\n${text}`;
    const quotes = whole.split('"').length - 1;
    if (quotes % 2 === 1) {
      this.open = { line: this.open?.line ?? line, text: whole };
      return;
    }
    this.open = undefined;
    if (whole === "") return;
    const cells = splitRecord(whole, this.separator);
    if (this.records.length === 0) this.checkHeader(cells);
    const width = this.records[0]?.length ?? cells.length;
    if (cells.length > width) {
      throw new TunelabError(`Line ${line} of ${this.source} has ${cells.length} cells, the header ${width}.`, {
        code: "broken_line",
        hint: 'A cell that holds a comma must stand in double quotes: "a, b".',
      });
    }
    this.records.push(cells);
  }

  private checkHeader(names: readonly string[]): void {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) return;
    throw new TunelabError(`The header of ${this.source} names the column '${twice}' twice.`, {
      code: "duplicate_column",
      hint: "Rename one of them in the file: rows are read by the columns' names.",
    });
  }

  finish(): string[][] {
    if (this.open === undefined) return this.records;
    throw new TunelabError(`Line ${this.open.line} of ${this.source} opens a quote that is never closed.`, {
      code: "broken_line",
      hint: 'Close it, or double it ("") where it is meant as a character.',
    });
  }
}

function splitRecord(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (quoted && character === '"' && text[index + 1] === '"') {
      cell += '"';
      index += 1;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (character === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else {
      cell += character;
    }
  }
  return [...cells, cell];
}

/** Words that pandas reads as missing. */
const MISSING = new Set(["", "NaN", "nan", "NA", "N/A", "null", "NULL", "None"]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function toRows(records: readonly string[][], options: CsvOptions): Record<string, CsvValue>[] {
  const [header, ...body] = records;
  if (header === undefined) return [];
  const columns = header.map((_, column) =>
    readColumn(
      body.map((record) => record[column] ?? ""),
      options,
    ),
  );
  return body.map((_, row) => Object.fromEntries(header.map((name, column) => [name, columns[column]![row]!])));
}

function readColumn(cells: readonly string[], options: CsvOptions): CsvValue[] {
  if (options.asText === true) return [...cells];
  const present = cells.filter((cell) => !MISSING.has(cell));
  const isNumeric = present.every((cell) => NUMBER.test(cell));
  const isBoolean = present.every((cell) => /^(true|false)$/i.test(cell));
  return cells.map((cell) => {
    if (MISSING.has(cell)) return null;
    if (isNumeric) return Number(cell);
    return isBoolean ? cell.toLowerCase() === "true" : cell;
  });
}
