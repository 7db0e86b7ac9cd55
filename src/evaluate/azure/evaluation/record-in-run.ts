import { addLoggedTables, toJsonText } from "../../../core/index.js";
import { describeDataset } from "../../classic/result/log-evaluation.js";
import type { EvalData } from "../../classic/rows/eval-data.js";
import { metricSteps, tryToRecord, type OpenRun } from "../../result/index.js";

/** Name of the file that holds the rows of a run, as azure-ai-evaluation names its own. */
const TABLE = "evaluation_results.json";

/**
 * Writes rows and metrics into a run that is open, under the names that they have in the result; the data become its
 * input. Returns a line for each thing that could not be written.
 */
export function recordInRun(
  { tracker, info: { runId } }: OpenRun,
  data: EvalData,
  {
    rows,
    metrics,
  }: {
    readonly rows: readonly Readonly<Record<string, unknown>>[];
    readonly metrics: Readonly<Record<string, number>>;
  },
): Promise<string[]> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = rows.map((row) => columns.map((column) => row[column] ?? null));
  return tryToRecord(runId, [
    () => tracker.logInputs(runId, [describeDataset(data, "dataset", undefined)]),
    () => tracker.logArtifact(runId, TABLE, toJsonText({ columns, data: values })),
    ...metricSteps(tracker, runId, metrics),
    async () => tracker.logBatch(runId, { tags: addLoggedTables((await tracker.getRun(runId)).tags, [TABLE]) }),
  ]);
}
