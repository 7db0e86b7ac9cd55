import { mkdirSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { SQL_ENGINE, TunelabError, type SqlEngine } from "../core/index.js";
import { toDataFrame } from "./data-frame.js";
import { mapVolumePath, refusePlaceholder, volumesRoot } from "./volumes.js";

/**
 * The embedded SQL engine: DuckDB in memory, one per process, with Databricks' volumes as folders of the project.
 *
 * `CREATE VOLUME catalog.schema.name`, `DROP VOLUME` and `SHOW VOLUMES` work on those folders, and `/Volumes/…` in a
 * text literal is mapped to them; everything else is DuckDB's SQL, so `SELECT * FROM '/Volumes/…/a.jsonl'` reads a file.
 * The last statement's rows come back as a DataFrame, or a line of text where a statement has none.
 *
 * Throws `sql_failed` with DuckDB's message and `unreplaced_placeholder` for `<catalog_name>`.
 *
 * @example
 * await sqlEngine.query("CREATE VOLUME main.default.fine_tuning; SELECT 42 AS answer");
 */
export const sqlEngine: SqlEngine = {
  async query(sql, options = {}) {
    let result: unknown;
    for (const statement of splitStatements(sql)) {
      options.signal?.throwIfAborted();
      refusePlaceholder(statement);
      result = runVolumeStatement(statement) ?? (await runInDuckDb(statement, options.signal));
    }
    if (result !== undefined) return result;
    throw new TunelabError("There is no SQL statement in the cell.", {
      code: "sql_failed",
      hint: "Write one below %sql, for example SELECT 42 AS answer.",
    });
  },
};

/** Registers {@link sqlEngine} where the kernel's `%sql` looks for it, unless another one is there already. */
export function registerSqlEngine(): void {
  (globalThis as Record<symbol, unknown>)[SQL_ENGINE] ??= sqlEngine;
}

let connection: Promise<DuckDBConnection> | undefined;

function connect(): Promise<DuckDBConnection> {
  connection ??= (async () => {
    const { DuckDBInstance } = await import("@duckdb/node-api");
    // Without this DuckDB downloads extensions on its own when a query names one.
    const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false" });
    return instance.connect();
  })();
  return connection;
}

async function runInDuckDb(statement: string, signal: AbortSignal | undefined): Promise<unknown> {
  const database = await connect();
  const interrupt = (): void => database.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const result = await database.runAndReadAll(mapLiterals(statement));
    const rows = result.getRowObjectsJS() as Record<string, unknown>[];
    const columns = result.columnNames();
    const isCount =
      columns.length === 1 && columns[0] === "Count" && !/^\s*(select|from|with|values)\b/i.test(statement);
    return isCount ? describeChange(statement, rows) : toDataFrame(rows, { columns });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TunelabError(`DuckDB cannot run the statement. ${(cause as Error).message.trim()}`, {
      code: "sql_failed",
      hint: "The embedded engine speaks DuckDB's SQL; set DATABRICKS_* to run a statement on a warehouse instead.",
      cause,
    });
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

function describeChange(statement: string, rows: readonly Record<string, unknown>[]): string {
  const count = rows[0]?.["Count"];
  const verb = statement.trim().split(/\s+/)[0]!.toUpperCase();
  return count === undefined ? `${verb} done.` : `${verb}: ${String(count)} row(s).`;
}

const NAME = String.raw`((?:[\w-]+|\`[^\`]+\`)\.(?:[\w-]+|\`[^\`]+\`)\.(?:[\w-]+|\`[^\`]+\`))`;
const CREATE = new RegExp(
  String.raw`^create\s+(?:external\s+)?volume\s+(if\s+not\s+exists\s+)?${NAME}(?:\s+comment\s+.*)?$`,
  "is",
);
const DROP = new RegExp(String.raw`^drop\s+volume\s+(if\s+exists\s+)?${NAME}$`, "i");

/** Runs a statement about volumes, or returns `undefined` for any other. */
function runVolumeStatement(statement: string): unknown {
  const created = CREATE.exec(statement);
  if (created !== null) {
    const name = created[2]!.replaceAll("`", "");
    const path = `/Volumes/${name.split(".").join("/")}`;
    const real = mapVolumePath(path);
    if (existsSync(real)) return `Volume ${name} exists already; going on with it. Its files are in ${path}.`;
    mkdirSync(real, { recursive: true });
    return `Volume ${name} created. Write files to ${path}.`;
  }
  const dropped = DROP.exec(statement);
  if (dropped !== null) {
    const name = dropped[2]!.replaceAll("`", "");
    const real = mapVolumePath(`/Volumes/${name.split(".").join("/")}`);
    if (!existsSync(real) && dropped[1] === undefined) throw noSuchVolume(name);
    rmSync(real, { recursive: true, force: true });
    return `Volume ${name} dropped.`;
  }
  if (/^show\s+volumes(\s+in\s+\S+)?$/i.test(statement)) return toDataFrame(listVolumes(), { columns: VOLUME_COLUMNS });
  if (/^(create|drop|show)\s+volumes?\b/i.test(statement)) {
    throw new TunelabError(`"${statement}" does not name a volume by its three parts.`, {
      code: "sql_failed",
      hint: "Write CREATE VOLUME catalog.schema.volume, for example CREATE VOLUME main.default.fine_tuning.",
    });
  }
  return undefined;
}

const VOLUME_COLUMNS = ["catalog", "schema", "volume"];

function listVolumes(): Record<string, string>[] {
  const root = volumesRoot();
  const below = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
      : [];
  return below(root).flatMap((catalog) =>
    below(join(root, catalog)).flatMap((schema) =>
      below(join(root, catalog, schema)).map((volume) => ({ catalog, schema, volume })),
    ),
  );
}

function noSuchVolume(name: string): TunelabError {
  return new TunelabError(`There is no volume ${name}.`, {
    code: "sql_failed",
    hint: "SHOW VOLUMES lists those that there are.",
  });
}

/** Maps `/Volumes/…` inside single quotes to the folder behind it. */
function mapLiterals(statement: string): string {
  return statement.replace(
    /'(\/Volumes\/[^']*)'/g,
    (_, path: string) => `'${mapVolumePath(path).replaceAll("'", "''")}'`,
  );
}

/**
 * Cuts SQL text into statements at semicolons outside of quotes and comments; comments before a statement are dropped.
 *
 * @example
 * splitStatements("SELECT ';'; SELECT 2"); // ["SELECT ';'", "SELECT 2"]
 */
export function splitStatements(sql: string): string[] {
  const tokens = sql.matchAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|;|[^-/'";]+|[\s\S]/g);
  const statements = [""];
  for (const [token] of tokens) {
    if (token === ";") statements.push("");
    else if (!token.startsWith("--") && !token.startsWith("/*")) statements[statements.length - 1] += token;
    else statements[statements.length - 1] += " ";
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== "");
}
