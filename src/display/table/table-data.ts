import { TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** How the cells of a column of scores are tinted: see {@link shadeColor}. */
export interface ColumnShade {
  /** The worst value of the scale. @default 0 */
  readonly from?: number;
  /** The best value of the scale; smaller than `from` where less is better. @default 1 */
  readonly to?: number;
}

/** Address of the page that a cell's value has, if it has one. */
export type CellLink = (value: unknown, row: number) => string | undefined;

/** A page that belongs to a whole table. */
export interface TableLink {
  readonly text: string;
  readonly href: string;
}

/** One column of a {@link TableData}. */
export interface TableColumn {
  readonly name: string;
  /** Shown under the name, for example `"float64"`. @default what the values are */
  readonly type?: string;
  readonly values: readonly unknown[];
  /** Tints the cells by their value, for scores. @default no tint */
  readonly shade?: ColumnShade;
  /** Page that a cell leads to: an address of http or https, or a path of the same server. @default none */
  readonly link?: CellLink;
}

/** A table as plain data, column by column; all columns are equally long. */
export interface TableData {
  readonly columns: readonly TableColumn[];
  readonly caption?: string;
  /** How many rows there are, when `columns` hold only the first of them. @default the columns' length */
  readonly totalRows?: number;
}

/** What a danfojs DataFrame offers that a table needs. */
export interface DataFrameLike {
  readonly columns: readonly unknown[];
  readonly values: unknown;
  readonly dtypes?: readonly string[];
}

/** Everything that can be shown as a table: plain data, rows as objects, or a DataFrame. */
export type TableInput = TableData | DataFrameLike | readonly object[];

function isTableData(input: object): input is TableData {
  const { columns } = input as Partial<TableData>;
  return (
    Array.isArray(columns) &&
    columns.every((column: unknown) => typeof column === "object" && column !== null && "values" in column)
  );
}

function isDataFrameLike(input: object): input is DataFrameLike {
  const { columns, values } = input as Partial<DataFrameLike>;
  return Array.isArray(columns) && columns.every((name) => typeof name !== "object") && Array.isArray(values);
}

/** Tells whether a value is a DataFrame as danfojs makes them: named columns and rows of values. */
export function isDataFrame(value: unknown): value is DataFrameLike {
  return typeof value === "object" && value !== null && "columns" in value && isDataFrameLike(value);
}

function fromDataFrame(frame: DataFrameLike): TableData {
  const rows = frame.values as readonly unknown[];
  return {
    columns: frame.columns.map((name, index) => {
      const values = rows.map((row): unknown => (Array.isArray(row) ? row[index] : row));
      const hasBigints = values.some((value) => typeof value === "bigint");
      return { name: String(name), type: hasBigints ? "int64" : frame.dtypes?.[index], values };
    }),
  };
}

function fromRows(rows: readonly object[]): TableData {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return {
    columns: [...names].map((name) => ({ name, values: rows.map((row) => (row as Record<string, unknown>)[name]) })),
  };
}

/**
 * Turns anything that can be shown as a table into plain data, column by column.
 *
 * Rows may lack keys: the cell is then `undefined`. Throws `invalid_table` for other input and for columns of
 * unequal length.
 *
 * @example
 * toTableData([{ a: 1 }, { a: 2, b: "x" }]).columns.map((column) => column.name); // ["a", "b"]
 */
export function toTableData(input: TableInput): TableData {
  const data = tryTableData(input);
  if (data === undefined) {
    throw new TunelabError(say("table.notMade", { what: describeInput(input) }), {
      code: "invalid_table",
      hint: say("table.notMadeHint", { rows: "[{ a: 1 }, { a: 2 }]", columns: "{ columns: [{ name, values }] }" }),
    });
  }
  const odd = data.columns.find((column) => column.values.length !== data.columns[0]!.values.length);
  if (odd !== undefined) {
    const first = data.columns[0]!;
    throw new TunelabError(
      say("table.unequal", {
        odd: odd.name,
        count: String(odd.values.length),
        first: first.name,
        rows: String(first.values.length),
      }),
      { code: "invalid_table", hint: say("table.unequalHint") },
    );
  }
  return data;
}

function tryTableData(input: unknown): TableData | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  if (Array.isArray(input)) {
    const objects = input.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
    return objects ? fromRows(input as object[]) : undefined;
  }
  if (isTableData(input)) return input;
  return isDataFrameLike(input) ? fromDataFrame(input) : undefined;
}

function describeInput(input: unknown): string {
  if (input === null) return "null";
  if (!Array.isArray(input))
    return typeof input === "object" ? say("table.thisObject") : say("data.a", { type: typeof input });
  const odd = input.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
  const value: unknown = input[odd];
  return say("table.oddItem", {
    place: String(odd),
    what: value === null ? "null" : Array.isArray(value) ? say("table.anArray") : say("data.a", { type: typeof value }),
  });
}

/** Number of rows that the data hold (not {@link TableData.totalRows}). */
export function countRows(data: TableData): number {
  return data.columns[0]?.values.length ?? 0;
}
