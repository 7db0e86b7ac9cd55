import { addLoggedTables, LOGGED_TABLES_TAG, TunelabError, type Tracker } from "../../core/index.js";
import { describeError } from "../run/index.js";
import type { GenaiRowResult } from "./genai-result.js";
import { logTraces } from "./log-traces.js";

/** Name of the file that holds the rows of a run. */
const TABLE = "genai_eval_results.json";

/** Writes an evaluation into a run: the rows as a table, metrics at step 0, and every row's trace with its judgements. */
export async function recordEvaluation(
  tracker: Tracker,
  run: { readonly runId: string; readonly experimentId: string },
  metrics: Readonly<Record<string, number>>,
  resultDf: readonly Readonly<Record<string, unknown>>[],
  results: readonly GenaiRowResult[],
): Promise<void> {
  const timestamp = Date.now();
  const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  const hidden = new Set(["trace", "spans", "assessments", "client_request_id", "trace_metadata", "tags"]);
  const columns = [...new Set(resultDf.flatMap((row) => Object.keys(row)))].filter((name) => !hidden.has(name));
  const data = resultDf.map((row) => columns.map((name) => row[name] ?? null));
  await tracker.logArtifact(run.runId, TABLE, JSON.stringify({ columns, data }));
  const { tags } = await tracker.getRun(run.runId);
  await tracker.logBatch(run.runId, {
    metrics: points,
    tags: { "mlflow.run.isEval": "true", [LOGGED_TABLES_TAG]: addLoggedTables(tags[LOGGED_TABLES_TAG], [TABLE]) },
  });
  await logTraces(tracker, run, results).catch((error: unknown) => {
    throw new TunelabError(`The traces could not be recorded: ${describeError(error).message}`, {
      code: "tracker_unavailable",
      hint: "The rows and metrics are in the run; evaluate again to record traces too.",
      cause: error,
    });
  });
}
