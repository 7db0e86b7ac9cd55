import type { DuckDBResultReader, DuckDBValueConverter, JS } from "@duckdb/node-api";
import { SharedPromise, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { toDataFrame } from "../frames/data-frame.js";
import { mapVolumePath } from "../volumes.js";
import { describeStatement } from "./describe-statement.js";

/** Functions that a cell for a warehouse uses and DuckDB knows under another name; `get` counts from 0 there. */
const DATABRICKS_NAMES = `
  CREATE MACRO size(list) AS len(list);
  CREATE MACRO get(list, place) AS list[place + 1];
  CREATE MACRO read_files(path, format := 'json') AS TABLE SELECT * FROM read_json_auto(path);
`;

const connection = new SharedPromise(async () => {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  // Without this DuckDB downloads extensions on its own when a query names one.
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false" });
  const opened = await instance.connect();
  await opened.run(DATABRICKS_NAMES);
  return opened;
});

/**
 * Runs one statement in DuckDB; rows come back as a DataFrame, a change as a line of text.
 *
 * Throws `sql_failed` with DuckDB's message.
 *
 * @example
 * await runInDuckDb("SELECT 42 AS answer");
 */
export async function runInDuckDb(statement: string, signal?: AbortSignal): Promise<unknown> {
  const database = await connection.get(signal);
  const interrupt = (): void => database.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const result = await database.runAndReadAll(mapLiterals(statement));
    const columns = result.deduplicatedColumnNames();
    const { JSDuckDBValueConverter } = await import("@duckdb/node-api");
    const rows = readRows(result, columns, JSDuckDBValueConverter);
    const isCount =
      columns.length === 1 && columns[0] === "Count" && !/^\s*(select|from|with|values)\b/i.test(statement);
    return isCount
      ? describeChange(statement, rows)
      : toDataFrame(rows, { columns, caption: describeStatement(statement) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TunelabError(say("data.duckdbRefused", { message: (cause as Error).message.trim() }), {
      code: "sql_failed",
      hint: say("data.duckdbRefusedHint"),
      cause,
    });
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

/** Types without a counterpart in JavaScript, shown as DuckDB writes them. */
const WRITTEN_TYPES = /^(?:TIME|INTERVAL|BIT|BLOB)\b/;

/** Rows by column name; decimals that a number cannot hold, in lists and structs too, are text, as the warehouse gives them. */
function readRows(
  result: DuckDBResultReader,
  columns: readonly string[],
  toPlain: DuckDBValueConverter<JS>,
): Record<string, unknown>[] {
  const convert: DuckDBValueConverter<JS> = (value, type, converter) => {
    const name = String(type);
    const isWhole = !name.endsWith("]");
    if (value === null || !isWhole) return toPlain(value, type, converter);
    if (WRITTEN_TYPES.test(name)) return String(value);
    const plain = toPlain(value, type, converter);
    const isDecimal = name.startsWith("DECIMAL") && typeof plain === "number";
    return isDecimal && isRounded(plain, String(value)) ? String(value) : plain;
  };
  return result
    .convertRows(convert)
    .map((values) => Object.fromEntries(columns.map((name, column) => [name, values[column] ?? null])));
}

const isRounded = (value: number, written: string): boolean =>
  String(value) !== (written.includes(".") ? written.replace(/\.?0+$/, "") : written);

function describeChange(statement: string, rows: readonly Record<string, unknown>[]): string {
  const count = rows[0]?.["Count"];
  const verb = statement.trim().split(/\s+/)[0]!.toUpperCase();
  return count === undefined ? `${verb} done.` : `${verb}: ${String(count)} row(s).`;
}

/** Maps `/Volumes/…` inside single quotes to the folder behind it. */
function mapLiterals(statement: string): string {
  return statement.replace(
    /'(\/Volumes\/[^']*)'/g,
    (_, path: string) => `'${mapVolumePath(path).replaceAll("'", "''")}'`,
  );
}
