import { createRequire } from "node:module";
import type * as Danfojs from "danfojs-node";
import type { DataFrame, Series } from "danfojs-node";
import { JUPYTER_DISPLAY, rowsOf, toJsonText, type MimeData, type RowsInput } from "../../core/index.js";
import { table, type Table, type TableOptions } from "../../display/index.js";
import { mendBigints } from "./mend-bigints.js";
import { mendColumnNames, mendEmptyName, mendGroupBy } from "./mend-danfo.js";
import { columnKind, countValues, describeColumn, isMissing, mergeStatisticNames } from "./column-statistics.js";
import { say } from "../../texts/index.js";

type Danfo = typeof Danfojs;

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);
let loaded: Danfo | undefined;

/**
 * Returns danfojs, loaded on first use (about a second), with six things mended: its DataFrames and Series show
 * themselves as tables in a notebook, their `describe` and `groupby` agree with pandas' also where values are missing,
 * a column may be named as something that a frame has, such as `values` (it is reached by `frame.column("values")`),
 * or `""`, and whole numbers beyond ±2^53 keep their digits or are refused with a clear error.
 *
 * @example
 * const { DataFrame } = danfo();
 */
export function danfo(): Danfo {
  if (loaded !== undefined) return loaded;
  const library = require("danfojs-node") as Danfo;
  const methods = {
    [JUPYTER_DISPLAY](this: DataFrame | Series): MimeData {
      return frameTable(this).toBundle().data;
    },
  };
  Object.assign(library.NDframe.prototype, methods);
  // danfojs hands out frames of its base classes from head(), loc() and the like, so those are the ones to mend.
  for (const kind of [library.DataFrame, library.Series]) {
    const base = Object.getPrototypeOf(kind.prototype) as object;
    const owner = base === library.NDframe.prototype ? kind.prototype : base;
    Object.assign(owner, {
      describe(this: DataFrame | Series): DataFrame {
        return describe(this);
      },
    });
  }
  mendColumnNames(library);
  mendEmptyName(library);
  mendGroupBy(library);
  mendBigints(library);
  return (loaded = library);
}

/** Options of {@link toDataFrame}. */
export interface ToDataFrameOptions {
  /** Chooses and orders the columns. @default the keys in the order in which they are met */
  readonly columns?: readonly string[];
  /** What the table says above its columns when the frame is shown. @default "DataFrame" */
  readonly caption?: string;
  /** Makes the cells of these columns links to the pages of what they name. @default none */
  readonly cellLinks?: TableOptions["cellLinks"];
  /** Pages that belong to the frame, shown below its table. @default none */
  readonly links?: TableOptions["links"];
}

/**
 * Makes a danfojs DataFrame from rows; a key that a row lacks becomes null, and objects and lists become JSON text. A
 * column with a whole number beyond ±2^53 is one of bigints.
 *
 * @example
 * toDataFrame([{ step: 1, loss: 2.5 }, { step: 2 }], { caption: "Losses" }).shape; // [2, 2]
 */
export function toDataFrame(input: RowsInput<Row>, options: ToDataFrameOptions = {}): DataFrame {
  const rows = rowsOf(input, say("core.theRows"));
  const { DataFrame: Frame } = danfo();
  const names = options.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = names.map((name) => toColumn(rows.map((row) => row[name])));
  const values = rows.map((_, row) => cells.map((column) => column[row]) as never);
  const frame = new Frame(names.length === 0 ? [] : values, names.length === 0 ? {} : { columns: [...names] });
  return shownAs(frame, options);
}

/**
 * Returns the rows of a DataFrame by column name; rows are returned as they are. Throws `invalid_rows`.
 *
 * @example
 * toRows(toDataFrame([{ a: 1 }])); // [{ a: 1 }]
 */
export function toRows(frame: DataFrame | readonly Row[]): Record<string, unknown>[] {
  return [...rowsOf<Record<string, unknown>>(frame as DataFrame, say("core.theRows"))];
}

/**
 * Returns the first rows, as pandas' `head`; fewer rows than asked for are no mistake.
 *
 * @example
 * head(frame, 3).shape[0]; // 3
 */
export function head(input: DataFrame | readonly Row[], count = 5): DataFrame {
  const frame = frameOf(input);
  const { DataFrame: Frame } = danfo();
  const kept = Math.max(0, count >= 0 ? Math.min(count, frame.shape[0]!) : frame.shape[0]! + count);
  const rows = (frame.values as unknown[][]).slice(0, kept);
  const index = rows.length === 0 ? {} : { index: frame.index.slice(0, kept) };
  const { caption } = lookOf(frame);
  const title = caption === undefined ? say("data.firstRows") : say("data.firstRowsOf", { caption });
  return shownAs(new Frame(rows as never, { columns: [...frame.columns], ...index }), {
    ...lookOf(frame),
    caption: title,
  });
}

/**
 * Describes columns as pandas' `describe`: one row a statistic, one column a column.
 *
 * Without `include` the numeric and date columns are described, and all columns when there is none of those; `"all"`
 * describes every column. A statistic that a column does not have is NaN.
 *
 * @example
 * describe(toDataFrame([{ n: 1 }, { n: 4 }])).loc({ rows: ['"std"'] }).values; // [[2.1213203435596424]]
 */
export function describe(
  rows: DataFrame | Series | readonly Row[],
  options: { readonly include?: "all" } = {},
): DataFrame {
  const frame = frameOf(rows);
  const { DataFrame: Frame } = danfo();
  const columns = columnsOf(frame).map(({ name, values }) => ({ name, values, kind: columnKind(values) }));
  const measured = columns.filter(({ kind }) => kind === "number" || kind === "date");
  const chosen = options.include === "all" || measured.length === 0 ? columns : measured;
  if (chosen.length === 0) return new Frame([]);
  const described = chosen.map(({ values, kind }) => describeColumn(values, kind));
  const statistics = mergeStatisticNames(described);
  const values = statistics.map((name) => described.map((column) => column.get(name) ?? NaN));
  const result = new Frame(values as never, { columns: chosen.map(({ name }) => name), index: statistics });
  const { caption } = lookOf(frame);
  return shownAs(result, {
    caption: caption === undefined ? say("data.statistics") : say("data.statisticsOf", { caption }),
  });
}

/**
 * Counts the distinct values of a column as pandas' `value_counts`: the most frequent first, then by first appearance.
 *
 * `dropMissing: false` counts missing values too; `normalize: true` gives shares (`proportion`) instead of counts.
 *
 * @example
 * valueCounts(frame["role"]).values; // [["assistant", 12], ["user", 12]]
 */
export function valueCounts(
  column: Series | readonly unknown[],
  options: { readonly dropMissing?: boolean; readonly normalize?: boolean } = {},
): DataFrame {
  const { normalize = false, dropMissing = true } = options;
  const values = Array.isArray(column) ? (column as readonly unknown[]) : ((column as Series).values as unknown[]);
  const measure = normalize ? "proportion" : "count";
  const rows = countValues(values, { dropMissing }).map((entry) => ({ value: entry.value, [measure]: entry[measure] }));
  return toDataFrame(rows, { columns: ["value", measure], caption: say(normalize ? "data.share" : "data.number") });
}

/**
 * Makes a table to show from a DataFrame or Series, with the index as first column where it says something.
 *
 * @example
 * frameTable(describe(frame), { caption: "Tokens" });
 */
export function frameTable(
  rows: DataFrame | Series | readonly Row[],
  options: { readonly caption?: string } = {},
): Table {
  const frame = frameOf(rows);
  const index = frame.index;
  const isNumbered = index.every((label, position) => label === position);
  const columns = columnsOf(frame).map(({ name, values, type }) => ({ name, type, values }));
  const all = isNumbered ? columns : [{ name: "index", values: index }, ...columns];
  const look = lookOf(frame);
  const { caption = look.caption ?? (isSeries(frame) ? "Series" : "DataFrame") } = options;
  return table({ columns: all }, { ...look, caption });
}

/** danfojs has no place for it, and copies that danfojs makes of a frame may lose it. */
const LOOK = Symbol.for("tunelab.frameLook");

type FrameLook = Pick<TableOptions, "caption" | "cellLinks" | "links">;

function shownAs(frame: DataFrame, { caption, cellLinks, links }: FrameLook): DataFrame {
  const look: FrameLook = {
    ...(caption !== undefined && { caption }),
    ...(cellLinks !== undefined && { cellLinks }),
    ...(links !== undefined && { links }),
  };
  return Object.defineProperty(frame, LOOK, { value: look });
}

function lookOf(frame: DataFrame | Series): FrameLook {
  return (frame as unknown as Readonly<Record<symbol, FrameLook | undefined>>)[LOOK] ?? {};
}

/** The frame that is given, or one of rows. Throws `invalid_rows`. */
function frameOf<T extends DataFrame | Series>(rows: T | readonly Row[]): T | DataFrame {
  const { NDframe } = danfo();
  return rows instanceof NDframe ? (rows as T) : toDataFrame(rows as readonly Row[]);
}

function isSeries(frame: DataFrame | Series): boolean {
  return (frame as { $isSeries?: boolean }).$isSeries === true;
}

interface Column {
  readonly name: string;
  readonly type: string | undefined;
  readonly values: readonly unknown[];
}

/** danfojs calls numbers by the width they would have in a tensor; as JavaScript's they have 64 bits. */
const PANDAS_NAMES: Readonly<Record<string, string>> = { float32: "float64", int32: "int64", boolean: "bool" };

function columnsOf(frame: DataFrame | Series): Column[] {
  const all = frame.values as unknown[];
  return frame.columns.map((name, index) => {
    const values = isSeries(frame) ? all : all.map((row) => (row as unknown[])[index]);
    const dtype = frame.dtypes[index]!;
    // danfojs looks at a column's first values only.
    const type = values.some((value) => typeof value === "bigint") ? "int64" : (PANDAS_NAMES[dtype] ?? dtype);
    return { name: String(name), type, values };
  });
}

/** Whole numbers that a number cannot hold keep their column bigint, so that no digit is lost. */
function toColumn(values: readonly unknown[]): unknown[] {
  const hasLarge = values.some((value) => typeof value === "bigint" && !isSafe(value));
  return values.map((value) => {
    if (typeof value === "bigint") return hasLarge ? value : Number(value);
    return hasLarge && Number.isSafeInteger(value) ? BigInt(value as number) : toCell(value);
  });
}

function toCell(value: unknown): unknown {
  if (value === undefined || isMissing(value)) return typeof value === "number" ? value : null;
  return typeof value === "object" && !(value instanceof Date) ? toJsonText(value) : value;
}

const isSafe = (value: bigint): boolean => Number.isSafeInteger(Number(value));
