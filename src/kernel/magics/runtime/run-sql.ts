import { SQL_ENGINE, type SqlEngine, TunelabError } from "../../../core/essentials/index.js";
import { say } from "../../../texts/kernel/index.js";

/**
 * Carries out `%%sql`: hands the text to the engine that the library registered, loading the library first if nobody
 * has yet. Returns what the engine returns, usually a DataFrame.
 *
 * Throws `no_sql_engine` when there is none.
 */
export async function runSql(sql: string, loadLibrary: () => Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
  if (sqlEngine() === undefined) await loadLibrary();
  const engine = sqlEngine();
  if (engine === undefined) {
    throw new TunelabError(say("magics.noSqlEngine"), {
      code: "no_sql_engine",
      hint: say("magics.noSqlEngineHint", { code: '`import "tunelab"`' }),
    });
  }
  return engine.query(sql, { signal });
}

const sqlEngine = (): SqlEngine | undefined =>
  (globalThis as Record<symbol, unknown>)[SQL_ENGINE] as SqlEngine | undefined;
