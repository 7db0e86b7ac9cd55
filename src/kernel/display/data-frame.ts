import { type DisplayBundle, escapeHtml, startOf } from "../../core/essentials/index.js";
import { say } from "../../texts/kernel/index.js";

/** The part of a table that is shown. */
interface ShownTable {
  readonly kind: string;
  readonly columns: readonly string[];
  readonly index?: readonly unknown[];
  /** The first rows. */
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
}

const ROW_LIMIT = 20;
const COLUMN_LIMIT = 30;
const CELL_LIMIT = 200;

/** Shows DataFrames of danfojs, Arquero and nodejs-polars as a table; `undefined` for any other value. */
export function dataFrameBundle(value: object): DisplayBundle | undefined {
  const table = fromDanfo(value) ?? fromArquero(value) ?? fromPolars(value);
  if (table === undefined) return undefined;
  return { data: { "text/html": toHtml(table), "text/plain": toText(table) } };
}

function fromDanfo(value: object): ShownTable | undefined {
  if (!("$isSeries" in value) || !("columns" in value) || !("shape" in value) || !("values" in value)) return undefined;
  const { columns, shape, values, index } = value as {
    columns: unknown[];
    shape: number[];
    values: unknown[];
    index?: unknown[];
  };
  const rows = values.slice(0, ROW_LIMIT).map((row) => (Array.isArray(row) ? row : [row]) as unknown[]);
  const kind = (value as { $isSeries: boolean }).$isSeries ? "Series" : "DataFrame";
  return { kind, columns: columns.map(String), index: index?.slice(0, ROW_LIMIT), rows, rowCount: shape[0] ?? 0 };
}

function fromArquero(value: object): ShownTable | undefined {
  const table = value as {
    columnNames?: () => string[];
    numRows?: () => number;
    get?: (name: string, row: number) => unknown;
    numCols?: () => number;
  };
  if (!areFunctions(table.columnNames, table.numRows, table.numCols, table.get)) return undefined;
  const columns = table.columnNames!();
  const rowCount = table.numRows!();
  if (!Array.isArray(columns) || typeof rowCount !== "number") return undefined;
  const rows = Array.from({ length: Math.min(rowCount, ROW_LIMIT) }, (_, row) =>
    columns.map((name) => table.get!(name, row)),
  );
  return { kind: "Table", columns, rows, rowCount };
}

function fromPolars(value: object): ShownTable | undefined {
  const frame = value as {
    columns?: unknown;
    height?: unknown;
    head?: (rows: number) => { toRecords(): Record<string, unknown>[] };
    toRecords?: unknown;
  };
  if (!areFunctions(frame.head, frame.toRecords) || !Array.isArray(frame.columns)) return undefined;
  const columns = frame.columns.map(String);
  const records = frame.head!(ROW_LIMIT).toRecords();
  return {
    kind: "DataFrame",
    columns,
    rows: records.map((record) => columns.map((name) => record[name])),
    rowCount: typeof frame.height === "number" ? frame.height : records.length,
  };
}

const areFunctions = (...values: readonly unknown[]): boolean => values.every((value) => typeof value === "function");

const isNumeric = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text =
    value instanceof Date
      ? Number.isNaN(value.getTime())
        ? "Invalid Date"
        : value.toISOString()
      : typeof value === "object"
        ? safeJson(value)
        : String(value);
  const start = startOf(text, CELL_LIMIT);
  return start.length === text.length ? text : `${start}… (${say("cells.more", { n: text.length - start.length })})`;
}

function safeJson(value: object): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const summary = ({ kind, rowCount, columns }: ShownTable): string =>
  `${kind}: ${say("cells.rows", { n: rowCount })} × ${say("cells.columns", { n: columns.length })}`;

function leftOut({ rowCount, rows, columns }: ShownTable): string {
  const parts = [];
  if (rowCount > rows.length) parts.push(say("cells.moreRows", { n: rowCount - rows.length }));
  if (columns.length > COLUMN_LIMIT) parts.push(say("cells.moreColumns", { n: columns.length - COLUMN_LIMIT }));
  return parts.length === 0 ? "" : `; ${say("cells.leftOut", { what: parts.join(say("cells.and")) })}`;
}

function toHtml(table: ShownTable): string {
  const columns = table.columns.slice(0, COLUMN_LIMIT);
  const head = ["", ...columns].map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = table.rows
    .map((row, at) => {
      const cells = columns.map((_, column) => {
        const value = row[column];
        return `<td${isNumeric(value) ? "" : ' style="text-align: left"'}>${escapeHtml(cellText(value))}</td>`;
      });
      return `<tr><th>${escapeHtml(cellText(table.index?.[at] ?? at))}</th>${cells.join("")}</tr>`;
    })
    .join("\n");
  const caption = escapeHtml(summary(table) + leftOut(table));
  return `<table class="dataframe">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>\n<p>${caption}</p>`;
}

function toText(table: ShownTable): string {
  const columns = table.columns.slice(0, COLUMN_LIMIT);
  const grid = [
    ["", ...columns],
    ...table.rows.map((row, at) => [
      cellText(table.index?.[at] ?? at),
      ...columns.map((_, column) => cellText(row[column])),
    ]),
  ];
  const widths = grid[0]!.map((_, column) => Math.max(...grid.map((line) => line[column]!.length)));
  const lines = grid.map((line) => line.map((text, column) => text.padStart(widths[column]!)).join("  "));
  return [...lines, summary(table) + leftOut(table)].join("\n");
}
