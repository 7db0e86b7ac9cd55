import { createHash } from "node:crypto";
import { addLoggedTables, toJsonText, type RunInfo, type TrackedDataset, type Tracker } from "../../../core/index.js";
import { metricSteps, tryToRecord } from "../../result/index.js";
import { toTrackedTrace, type Trace } from "../../trace/index.js";
import type { EvalData } from "../rows/eval-data.js";

/** What an evaluation leaves in a run. */
export interface EvaluationRecord {
  readonly metrics: Readonly<Record<string, number>>;
  /** File name to text. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Those of the artifacts that MLflow shall show as tables. */
  readonly tables: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** @default none */
  readonly traces?: readonly Trace[];
}

/**
 * Writes an evaluation into a run: metrics at step 0, files, the tag that makes MLflow show tables as tables, and what the
 * model did as traces. Returns a line for each thing that could not be written.
 *
 * Evaluating twice in one run replaces the table, where MLflow would append the rows again.
 */
export async function logEvaluation(
  tracker: Tracker,
  run: Pick<RunInfo, "runId" | "experimentId">,
  record: EvaluationRecord,
): Promise<string[]> {
  const { runId } = run;
  const { metrics, artifacts, tables, tags = {}, traces = [] } = record;
  const tagTables = async (): Promise<Readonly<Record<string, string>>> =>
    tables.length === 0 ? {} : addLoggedTables((await tracker.getRun(runId)).tags, tables);
  return tryToRecord(runId, [
    ...metricSteps(tracker, runId, metrics),
    ...Object.entries(artifacts).map(
      ([path, text]) =>
        () =>
          tracker.logArtifact(runId, path, text),
    ),
    async () => {
      const all = { ...tags, ...(await tagTables()) };
      if (Object.keys(all).length > 0) await tracker.logBatch(runId, { tags: all });
    },
    async () => {
      if (traces.length > 0) await tracker.logTraces(run, traces.map(toTrackedTrace));
    },
  ]);
}

type DescribedData = Pick<EvalData, "columns" | "rows">;

/** Describes the data to the tracker; the digest is of the content, so the same data is the same dataset. */
export function describeDataset(data: DescribedData, name: string, context: string | undefined): TrackedDataset {
  const hash = createHash("md5").update(JSON.stringify(data.columns));
  for (const row of data.rows) hash.update(toJsonText(row));
  const schema = {
    mlflow_colspec: data.columns.map((column) => ({
      type: columnType(data, column),
      name: column,
      required: isComplete(data, column),
    })),
  };
  return {
    name,
    digest: hash.digest("hex").slice(0, 8),
    sourceType: "code",
    source: JSON.stringify({ tags: { "mlflow.source.type": "NOTEBOOK" } }),
    schema: JSON.stringify(schema),
    profile: JSON.stringify({ num_rows: data.rows.length, num_elements: data.rows.length * data.columns.length }),
    tags: context === undefined || context === "" ? {} : { "mlflow.data.context": context },
  };
}

function columnType(data: DescribedData, column: string): string {
  const value = data.rows.find((row) => row[column] !== null && row[column] !== undefined)?.[column];
  if (typeof value === "number") return data.rows.every((row) => Number.isInteger(row[column])) ? "long" : "double";
  return typeof value === "boolean" ? "boolean" : "string";
}

const isComplete = (data: DescribedData, column: string): boolean =>
  data.rows.every((row) => row[column] !== null && row[column] !== undefined);
