import { TunelabError } from "../../../core/index.js";
import { readCsv, readJsonl } from "../../../datasets/index.js";
import { say } from "../../../texts/index.js";

/** One row of evaluation data: column name to value. */
export type EvalRow = Readonly<Record<string, unknown>>;

/** What of a DataFrame is used; danfojs' and Arquero-like ones fit. */
export interface DataFrameInput {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

/** Data to evaluate: rows, a DataFrame, or the path of a `.jsonl` or `.csv` file. */
export type EvalDataInput = readonly EvalRow[] | DataFrameInput | string;

/** Data in one form, and how to give a part of it back in the form it came in. */
export interface EvalData {
  readonly columns: readonly string[];
  readonly rows: readonly EvalRow[];
  /** The rows with only some columns: a DataFrame when a DataFrame was given, else an array of rows. */
  select(columns: readonly string[]): unknown;
  /** Only these rows, by position, in the form that the data came in. */
  take(rows: readonly number[]): EvalData;
  /** Number of a row in the data as given, from 1. */
  rowNumber(row: number): number;
}

/**
 * Brings rows, a DataFrame or a JSONL or CSV file into one form.
 *
 * Throws `empty_data`, `duplicate_column`, `unsupported_data` or `invalid_row`, each with what was found.
 *
 * @example
 * (await readEvalData([{ inputs: "What is Spark?" }])).columns; // ["inputs"]
 */
export async function readEvalData(input: EvalDataInput): Promise<EvalData> {
  if (typeof input === "string") return fromRows(await readRows(input), input);
  if (Array.isArray(input)) return fromRows(input, "data");
  if (isDataFrame(input)) return fromDataFrame(input);
  throw new TunelabError(say("evaluate.dataIs", { kind: describeKind(input) }), {
    code: "unsupported_data",
    hint: say("evaluate.dataIsHint"),
  });
}

async function readRows(path: string): Promise<readonly unknown[]> {
  if (/\.(jsonl|ndjson)$/i.test(path)) return readJsonl(path);
  if (/\.csv$/i.test(path)) return readCsv(path);
  throw new TunelabError(say("evaluate.dataText", { text: JSON.stringify(path.slice(0, 80)) }), {
    code: "unsupported_data",
    hint: say("evaluate.dataTextHint"),
  });
}

function fromRows(rows: readonly unknown[], name: string): EvalData {
  if (rows.length === 0) throw emptyData(name);
  const columns = new Set<string>();
  rows.forEach((row, index) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new TunelabError(say("evaluate.badRow", { row: String(index + 1), name, kind: describeKind(row) }), {
        code: "invalid_row",
        hint: say("evaluate.badRowHint", { code: '{ inputs: "What is Spark?" }' }),
      });
    }
    for (const column of Object.keys(row)) columns.add(column);
  });
  if (columns.size === 0) throw emptyData(name);
  const all = [...columns];
  const complete = rows.map((row) => {
    const record = row as EvalRow;
    return Object.keys(record).length === all.length ? record : withAllColumns(record, all);
  });
  return dataOf(all, complete, (row) => row + 1);
}

function dataOf(columns: readonly string[], rows: readonly EvalRow[], rowNumber: EvalData["rowNumber"]): EvalData {
  return {
    columns,
    rows,
    rowNumber,
    select: (wanted) => rows.map((row) => Object.fromEntries(wanted.map((column) => [column, row[column]]))),
    take: (chosen) =>
      dataOf(
        columns,
        chosen.map((row) => rows[row]!),
        (row) => rowNumber(chosen[row]!),
      ),
  };
}

const withAllColumns = (row: EvalRow, columns: readonly string[]): EvalRow =>
  Object.fromEntries(columns.map((column) => [column, Object.hasOwn(row, column) ? row[column] : null]));

function fromDataFrame(frame: DataFrameInput, rowNumber: EvalData["rowNumber"] = (row) => row + 1): EvalData {
  const columns = frame.columns.map(String);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) {
    throw new TunelabError(say("evaluate.columnTwice", { name: twice }), {
      code: "duplicate_column",
      hint: say("evaluate.columnTwiceHint"),
    });
  }
  if (frame.values.length === 0 || columns.length === 0) throw emptyData("The DataFrame");
  const rows = frame.values.map((values) =>
    Object.fromEntries(columns.map((column, at) => [column, toNull((values as readonly unknown[])[at])])),
  );
  return {
    columns,
    rows,
    rowNumber,
    select: (wanted) => selectColumns(frame, wanted, rows),
    take: (chosen) => fromDataFrame(takeRows(frame, chosen), (row) => rowNumber(chosen[row]!)),
  };
}

/** danfojs gives `iloc`; of another frame columns and values are kept. */
function takeRows(frame: DataFrameInput, chosen: readonly number[]): DataFrameInput {
  const { iloc } = frame as { iloc?: unknown };
  if (typeof iloc === "function") return iloc.call(frame, { rows: [...chosen] }) as DataFrameInput;
  return { columns: frame.columns, values: chosen.map((row) => frame.values[row]) };
}

/** danfojs gives `loc`; another frame is replaced by its rows. */
function selectColumns(frame: DataFrameInput, wanted: readonly string[], rows: readonly EvalRow[]): unknown {
  if (wanted.length === frame.columns.length) return frame;
  const { loc } = frame as { loc?: unknown };
  if (typeof loc === "function") return loc.call(frame, { columns: [...wanted] }) as unknown;
  return rows.map((row) => Object.fromEntries(wanted.map((column) => [column, row[column]])));
}

const toNull = (value: unknown): unknown => (value === undefined || Number.isNaN(value) ? null : value);

export const isDataFrame = (value: unknown): value is DataFrameInput =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Array.isArray((value as DataFrameInput).columns) &&
  Array.isArray((value as DataFrameInput).values);

const emptyData = (name: string): TunelabError =>
  new TunelabError(say("evaluate.noRows", { name }), {
    code: "empty_data",
    hint: say("evaluate.noRowsHint"),
  });

/** Names a value's kind for a message: `a number`, `null`, `an array of 3`. */
export function describeKind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return say("evaluate.arrayOf", { count: String(value.length) });
  if (typeof value === "object") return say("option.object");
  if (typeof value === "function") return say("option.function");
  return say("data.a", { type: typeof value });
}
