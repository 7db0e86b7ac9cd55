import { isSafeLink, startOf } from "../../core/index.js";
import { type CellLink, type ColumnShade, type TableColumn } from "./table-data.js";
import { shadeColor } from "./shade-color.js";

/** A column ready to be shown: its cells as text, equally for HTML, plain text and the JupyterLab extension. */
export interface FormattedColumn {
  readonly name: string;
  readonly type: string;
  readonly align: "left" | "right";
  /** What each shown cell says. */
  readonly cells: readonly string[];
  /** Whether each shown cell stands for a missing value. */
  readonly missing: readonly boolean[];
  /** What to sort by; `null` for missing values. Only for columns whose text sorts differently from their values. */
  readonly sortKeys?: readonly (number | null)[];
  /** CSS colour of each cell's background. Only for shaded columns. */
  readonly colors?: readonly (string | undefined)[];
  /** Page of each cell. Only for columns whose cells have some. */
  readonly links?: readonly (string | undefined)[];
}

const SIGNIFICANT_DIGITS = 6;
const MAX_DECIMALS = 6;
const INFERENCE_SAMPLE = 10_000;
const MAX_CELL_CHARACTERS = 20_000;

const isNumeric = (value: unknown): value is number | bigint => typeof value === "number" || typeof value === "bigint";
const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

function typeOfValue(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "bigint") return "integer";
  if (value instanceof Date) return "date";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "list";
  return typeof value;
}

/**
 * Names what a column holds: `integer`, `number`, `string`, `boolean`, `date`, `list`, `object`, `mixed`, or
 * `empty` when every value is missing.
 *
 * @example
 * inferType([1, 2.5, null]); // "number"
 */
export function inferType(values: readonly unknown[]): string {
  const types = new Set<string>();
  for (let i = 0; i < Math.min(values.length, INFERENCE_SAMPLE); i++) {
    if (!isMissing(values[i])) types.add(typeOfValue(values[i]));
  }
  if (types.size === 0) return "empty";
  if (types.size === 1) return [...types][0]!;
  return [...types].every((type) => type === "integer" || type === "number") ? "number" : "mixed";
}

/** Decimals that show a number with six significant digits and no trailing zeros. */
function decimalsOf(value: number): number {
  const [, fraction = ""] = Number(value.toPrecision(SIGNIFICANT_DIGITS)).toString().split(".");
  return Math.min(MAX_DECIMALS, fraction.length);
}

const needsExponent = (value: number): boolean => value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e15);

function numberFormatter(values: readonly unknown[]): (value: number | bigint) => string {
  const plain = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const decimals = Math.max(0, ...plain.map((value) => (needsExponent(value) ? 0 : decimalsOf(value))));
  return (value) => {
    if (typeof value === "bigint" || !Number.isFinite(value)) return String(value);
    if (needsExponent(value)) return value.toExponential(3).replace(/\.?0+e/, "e");
    return Object.is(value, -0) ? (0).toFixed(decimals) : value.toFixed(decimals);
  };
}

function dateFormatter(values: readonly unknown[]): (value: Date) => string {
  const times = values.filter((value): value is Date => value instanceof Date && !Number.isNaN(value.getTime()));
  const daysOnly = times.every((date) => date.getTime() % 86_400_000 === 0);
  return (date) => {
    if (Number.isNaN(date.getTime())) return "Invalid Date";
    const text = date.toISOString();
    return daysOnly ? text.slice(0, 10) : text.replace("T", " ").replace(/(\.000)?Z$/, "");
  };
}

function toJson(value: object): string {
  const seen: object[] = [];
  try {
    const text = JSON.stringify(value, function (this: unknown, _key, item: unknown) {
      if (typeof item === "bigint") return String(item);
      if (item instanceof Map) return Object.fromEntries(item);
      if (item instanceof Set) return [...item];
      if (ArrayBuffer.isView(item) && !(item instanceof DataView)) return Array.from(item as unknown as number[]);
      if (typeof item !== "object" || item === null) return item;
      while (seen.length > 0 && seen.at(-1) !== this) seen.pop();
      if (seen.includes(item)) return "[circular]";
      seen.push(item);
      return item;
    });
    return text ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function cutText(text: string): string {
  const start = startOf(text, MAX_CELL_CHARACTERS);
  if (start.length === text.length) return text;
  return `${start}… (${(text.length - start.length).toLocaleString("en-US")} more characters)`;
}

function cellFormatter(values: readonly unknown[]): (value: unknown) => string {
  const formatNumber = numberFormatter(values);
  const formatDate = dateFormatter(values);
  return (value) => {
    if (value === null || value === undefined) return "null";
    if (isNumeric(value)) return formatNumber(value);
    if (value instanceof Date) return formatDate(value);
    if (typeof value === "string") return cutText(value);
    return cutText(typeof value === "object" ? toJson(value) : String(value));
  };
}

function sortKeyOf(value: unknown): number | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
  return isNumeric(value) && Number.isFinite(Number(value)) ? Number(value) : null;
}

function colorsOf(values: readonly unknown[], shade: ColumnShade): (string | undefined)[] {
  return values.map((value) => (isNumeric(value) ? shadeColor(Number(value), shade) : undefined));
}

function linksOf({ values }: TableColumn, link: CellLink, rows: readonly number[]): (string | undefined)[] {
  return rows.map((row) => {
    const href = isMissing(values[row]) ? undefined : link(values[row], row);
    return href !== undefined && isSafeLink(href) ? href : undefined;
  });
}

/**
 * Formats the cells of one column for display, at the given row numbers.
 *
 * Numbers of a column share their decimals: as many as six significant digits need, at most six. Missing values say
 * `null` or `NaN`; dates are ISO 8601 in UTC without a time where no row has one; lists and objects are JSON. Cells
 * are cut at 20,000 characters and say so.
 *
 * @example
 * formatColumn({ name: "loss", values: [2, 0.125, null] }, [0, 1, 2]).cells; // ["2.000", "0.125", "null"]
 */
export function formatColumn(column: TableColumn, rows: readonly number[]): FormattedColumn {
  const shown = rows.map((row) => column.values[row]);
  const type = inferType(column.values);
  const numeric = type === "integer" || type === "number";
  const format = cellFormatter(shown);
  return {
    name: column.name,
    type: column.type ?? type,
    align: numeric ? "right" : "left",
    cells: shown.map(format),
    missing: shown.map(isMissing),
    sortKeys: numeric || type === "date" ? shown.map(sortKeyOf) : undefined,
    colors: column.shade && colorsOf(shown, column.shade),
    links: column.link && linksOf(column, column.link, rows),
  };
}
