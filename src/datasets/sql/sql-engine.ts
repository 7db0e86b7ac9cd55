import { SQL_ENGINE, TunelabError, type SqlEngine } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { runOnWarehouse } from "../databricks/statement-execution.js";
import { findWorkspace } from "../databricks/workspace.js";
import { refusePlaceholder } from "../volumes.js";
import { runInDuckDb } from "./duckdb.js";
import { runVolumeStatement } from "./local-volumes.js";
import { splitStatements } from "./split-statements.js";

/**
 * Runs SQL on the Databricks warehouse that the settings name, or on the embedded engine where they name none: DuckDB in
 * memory, one per process, with Databricks' volumes as folders of the project.
 *
 * Embedded, `CREATE VOLUME catalog.schema.name`, `DROP VOLUME` and `SHOW VOLUMES` work on those folders, `/Volumes/…` in a
 * text literal is mapped to them, and `read_files`, `size` and `get` are known as Databricks has them; everything else is
 * DuckDB's SQL. The last statement's rows come back as a DataFrame, or a line of text where a statement has none.
 *
 * Throws `sql_failed` with the engine's message and `unreplaced_placeholder` for `<catalog_name>`.
 *
 * @example
 * await sqlEngine.query("CREATE VOLUME main.default.fine_tuning; SELECT 42 AS answer");
 */
export const sqlEngine: SqlEngine = {
  async query(sql, options = {}) {
    const workspace = findWorkspace();
    let result: unknown;
    for (const statement of splitStatements(sql)) {
      options.signal?.throwIfAborted();
      refusePlaceholder(statement);
      result =
        workspace === undefined
          ? (runVolumeStatement(statement) ?? (await runInDuckDb(statement, options.signal)))
          : await runOnWarehouse(workspace, statement, options);
    }
    if (result !== undefined) return result;
    throw new TunelabError(say("data.noStatement"), {
      code: "sql_failed",
      hint: say("data.noStatementHint"),
    });
  },
};

/** Registers {@link sqlEngine} where the kernel's `%sql` looks for it, unless another one is there already. */
export function registerSqlEngine(): void {
  (globalThis as Record<symbol, unknown>)[SQL_ENGINE] ??= sqlEngine;
}
