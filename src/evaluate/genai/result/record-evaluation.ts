import { addLoggedTables, toJsonText, TunelabError, type TrackedDataset, type Tracker } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { metricSteps, tryToRecord } from "../../result/index.js";
import { describeError } from "../../run/index.js";
import type { GenaiRowResult } from "./genai-result.js";
import { logTraces } from "./log-traces.js";

/** Name of the file that holds the rows of a run. */
const TABLE = "genai_eval_results.json";

/** What is written of an evaluation. */
export interface RecordedEvaluation {
  readonly metrics: Readonly<Record<string, number>>;
  readonly resultDf: readonly Readonly<Record<string, unknown>>[];
  readonly results: readonly GenaiRowResult[];
  /** The data that were evaluated. */
  readonly dataset: TrackedDataset;
}

/**
 * Writes an evaluation into a run: the dataset as its input, the rows as a table, metrics at step 0, and every row's trace with its judgements.
 * Returns a line for each thing that could not be written.
 */
export async function recordEvaluation(
  tracker: Tracker,
  run: { readonly runId: string; readonly experimentId: string },
  { metrics, resultDf, results, dataset }: RecordedEvaluation,
): Promise<string[]> {
  const { runId } = run;
  const hidden = new Set(["trace", "spans", "assessments", "client_request_id", "trace_metadata", "tags"]);
  const columns = [...new Set(resultDf.flatMap((row) => Object.keys(row)))].filter((name) => !hidden.has(name));
  const data = resultDf.map((row) => columns.map((name) => row[name] ?? null));
  return tryToRecord(runId, [
    () => tracker.logInputs(runId, [dataset]),
    () => tracker.logArtifact(runId, TABLE, toJsonText({ columns, data })),
    ...metricSteps(tracker, runId, metrics),
    async () => {
      const tables = addLoggedTables((await tracker.getRun(runId)).tags, [TABLE]);
      await tracker.logBatch(runId, { tags: { "mlflow.run.isEval": "true", ...tables } });
    },
    () => logTraces(tracker, run, results).catch(explainTraces),
  ]);
}

function explainTraces(error: unknown): never {
  throw new TunelabError(say("evaluate.noTraces", { message: describeError(error).message }), {
    code: "tracker_unavailable",
    hint: say("evaluate.noTracesHint"),
    cause: error,
  });
}
