import { setTimeout as sleep } from "node:timers/promises";
import { timerMs, TunelabError } from "../../core/index.js";
import { toDataFrame } from "../frames/data-frame.js";
import { describeStatement } from "../sql/describe-statement.js";
import { callWorkspace, type Workspace } from "./workspace.js";
import { say } from "../../texts/index.js";

/** One chunk of a result: rows of texts and nulls, and where the next chunk is. */
interface Chunk {
  readonly data_array?: readonly (readonly (string | null)[])[];
  readonly next_chunk_internal_link?: string;
}

/** What the SQL Statement Execution API answers, as far as it is read here. */
interface Statement {
  readonly statement_id: string;
  readonly status: {
    readonly state: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELED" | "CLOSED";
    readonly error?: { readonly error_code?: string; readonly message?: string };
  };
  readonly manifest?: { readonly schema?: { readonly columns?: readonly Column[] }; readonly truncated?: boolean };
  readonly result?: Chunk;
}

interface Column {
  readonly name: string;
  readonly type_name: string;
}

/** Options of {@link runOnWarehouse}. */
export interface WarehouseOptions {
  /** Ends the statement on the warehouse. */
  readonly signal?: AbortSignal | undefined;
  /** Between two looks at a statement that is running, in milliseconds. @default 1000 */
  readonly pollMs?: number;
  /** When to give up, in milliseconds; a stopped warehouse takes minutes to start. @default 600000 */
  readonly deadlineMs?: number;
}

const STATEMENTS = "/api/2.0/sql/statements";

/**
 * Runs one statement on a SQL warehouse and returns its rows as a DataFrame, or a line of text where it has none.
 *
 * Source: SQL Statement Execution API 2.0, disposition INLINE, format JSON_ARRAY (results up to 25 MiB). Numbers become
 * numbers, but BIGINT and DECIMAL that a number cannot hold stay texts; ARRAY, MAP and STRUCT stay JSON. A
 * `CREATE VOLUME` of one that is there says so and goes on. Interrupting cancels the statement. Throws `missing_setting`
 * without a warehouse and `sql_failed` with its message.
 *
 * @example
 * await runOnWarehouse(findWorkspace()!, "SELECT 42 AS answer");
 */
export async function runOnWarehouse(
  workspace: Workspace,
  statement: string,
  options: WarehouseOptions = {},
): Promise<unknown> {
  const { signal, pollMs = 1_000, deadlineMs = 600_000 } = options;
  if (workspace.warehouse === undefined) {
    throw new TunelabError(say("data.noWarehouse"), {
      code: "missing_setting",
      hint: say("data.noWarehouseHint"),
    });
  }
  const read = async (method: string, path: string, json?: unknown): Promise<unknown> =>
    (await callWorkspace(workspace, method, path, say("data.running"), { json, signal })).json();
  const end = Date.now() + deadlineMs;
  let answer = (await read("POST", STATEMENTS, {
    statement,
    warehouse_id: workspace.warehouse,
    wait_timeout: "30s",
    on_wait_timeout: "CONTINUE",
    disposition: "INLINE",
    format: "JSON_ARRAY",
  })) as Statement;
  const path = `${STATEMENTS}/${encodeURIComponent(answer.statement_id)}`;
  try {
    while (answer.status.state === "PENDING" || answer.status.state === "RUNNING") {
      if (Date.now() > end) throw tooLong(answer.status.state, deadlineMs);
      await sleep(timerMs(pollMs), undefined, { signal });
      answer = (await read("GET", path)) as Statement;
    }
  } catch (error) {
    await callWorkspace(workspace, "POST", `${path}/cancel`, "Cancelling").catch(() => undefined);
    throw signal?.aborted === true ? signal.reason : error;
  }
  if (answer.status.state !== "SUCCEEDED") return explainEnd(statement, answer);
  const columns = answer.manifest?.schema?.columns ?? [];
  if (columns.length === 0) return say("data.statementDone", { verb: statement.trim().split(/\s+/)[0]!.toUpperCase() });
  const rows: Record<string, unknown>[] = [];
  let chunk = answer.result;
  while (chunk !== undefined) {
    for (const cells of chunk.data_array ?? []) {
      rows.push(
        Object.fromEntries(columns.map(({ name, type_name }, i) => [name, toValue(cells[i] ?? null, type_name)])),
      );
    }
    const next: string | undefined = chunk.next_chunk_internal_link;
    chunk = next === undefined ? undefined : ((await read("GET", next)) as Chunk);
  }
  return toDataFrame(rows, { columns: columns.map(({ name }) => name), caption: describeStatement(statement) });
}

function explainEnd(statement: string, { status }: Statement): string {
  const message = status.error?.message ?? say("data.endedAs", { state: status.state });
  const volume = /^create\s+(?:external\s+)?volume\s+(\S+)/i.exec(statement)?.[1];
  if (volume !== undefined && /ALREADY_EXISTS/.test(`${status.error?.error_code} ${message}`)) {
    return say("data.volumeThere", { name: volume });
  }
  throw new TunelabError(say("data.warehouseRefused", { message }), {
    code: "sql_failed",
    hint: say("data.warehouseRefusedHint"),
  });
}

function tooLong(state: string, deadlineMs: number): TunelabError {
  return new TunelabError(say("data.stillRunning", { state, n: Math.round(deadlineMs / 1000) }), {
    code: "sql_failed",
    hint: say("data.stillRunningHint"),
  });
}

function toValue(text: string | null, type: string): unknown {
  if (text === null) return null;
  switch (type) {
    case "BOOLEAN":
      return text === "true";
    case "BYTE":
    case "SHORT":
    case "INT":
    case "FLOAT":
    case "DOUBLE":
      return Number(text);
    case "LONG":
    case "DECIMAL":
      return String(Number(text)) === text ? Number(text) : text;
    default:
      return text;
  }
}
