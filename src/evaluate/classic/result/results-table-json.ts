/** A table as columns of values; `numbers` says how a column's numbers are written. */
export interface ResultColumn {
  readonly name: string;
  readonly values: readonly unknown[];
  /** `float` writes 14.0, `int` 14. @default int when all are whole and none is missing, as pandas types a column */
  readonly numbers?: "float" | "int";
}

const DECIMALS = 10;
const SCALE = 1e10;
const LARGEST_PLAIN = 1e16;

/**
 * Writes a table as pandas 2.3.3's `to_json(orient="split", index=False)` does, byte for byte: the form in which MLflow
 * keeps `eval_results_table.json`.
 *
 * Ten decimals, `/` and everything outside ASCII escaped, NaN and infinities as null.
 *
 * @example
 * toSplitJson([{ name: "a/b", values: [0.5, null] }]); // {"columns":["a\/b"],"data":[[0.5],[null]]}
 */
export function toSplitJson(columns: readonly ResultColumn[]): string {
  const names = columns.map((column) => encodeText(column.name)).join(",");
  const formats = columns.map((column) => column.numbers ?? inferNumbers(column.values));
  const count = columns[0]?.values.length ?? 0;
  const rows: string[] = [];
  for (let row = 0; row < count; row += 1) {
    rows.push(`[${columns.map((column, at) => encodeValue(column.values[row], formats[at]!)).join(",")}]`);
  }
  return `{"columns":[${names}],"data":[${rows.join(",")}]}`;
}

function inferNumbers(values: readonly unknown[]): "float" | "int" {
  if (values.some((value) => typeof value !== "number" && value !== null && value !== undefined)) return "int";
  return values.every((value) => Number.isSafeInteger(value)) ? "int" : "float";
}

function encodeValue(value: unknown, numbers: "float" | "int"): string {
  switch (typeof value) {
    case "string":
      return encodeText(value);
    case "number":
      return encodeNumber(value, numbers);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "null" : encodeObject(value);
    default:
      return "null";
  }
}

function encodeObject(value: object): string {
  if (value instanceof Date) return String(value.getTime());
  if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, "int")).join(",")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${encodeText(key)}:${encodeValue(item, "int")}`);
  return `{${entries.join(",")}}`;
}

/** The arithmetic of pandas' encoder: decimals are cut from a scaled fraction, so a last digit may differ from toFixed. */
function encodeNumber(value: number, numbers: "float" | "int"): string {
  if (!Number.isFinite(value)) return "null";
  if (numbers === "int" && Number.isSafeInteger(value)) return String(value);
  if (Math.abs(value) > LARGEST_PLAIN)
    return value
      .toExponential(14)
      .replace(/\.?0*e/, "e")
      .replace(/e([+-])(\d)$/, "e$10$2");
  const size = Math.abs(value);
  let whole = Math.floor(size);
  const scaled = (size - whole) * SCALE;
  let fraction = Math.floor(scaled);
  const rest = scaled - fraction;
  if (rest > 0.5 || (rest === 0.5 && (fraction === 0 || fraction % 2 === 1))) fraction += 1;
  if (fraction >= SCALE) {
    fraction = 0;
    whole += 1;
  }
  const decimals = String(fraction).padStart(DECIMALS, "0").replace(/0+$/, "") || "0";
  return `${value < 0 ? "-" : ""}${whole}.${decimals}`;
}

const NEEDS_ESCAPE = /[/\u0080-\uffff]/;

function encodeText(text: string): string {
  const json = JSON.stringify(text);
  if (!NEEDS_ESCAPE.test(json)) return json;
  return json
    .replaceAll("/", "\\/")
    .replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
