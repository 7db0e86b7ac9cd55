import { createHash } from "node:crypto";
import { addLoggedTables, LOGGED_TABLES_TAG, type TrackedDataset, type Tracker } from "../../core/index.js";
import type { EvalData } from "./eval-data.js";

/** What an evaluation leaves in a run. */
export interface EvaluationRecord {
  readonly metrics: Readonly<Record<string, number>>;
  /** File name to text. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Those of the artifacts that MLflow shall show as tables. */
  readonly tables: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Writes an evaluation into a run: metrics at step 0, files, and the tag that makes MLflow show tables as tables.
 *
 * Evaluating twice in one run replaces the table, where MLflow would append the rows again.
 */
export async function logEvaluation(tracker: Tracker, runId: string, record: EvaluationRecord): Promise<void> {
  const timestamp = Date.now();
  const metrics = Object.entries(record.metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  await tracker.logBatch(runId, { metrics });
  for (const [path, text] of Object.entries(record.artifacts)) await tracker.logArtifact(runId, path, text);
  const tags: Record<string, string> = { ...record.tags };
  if (record.tables.length > 0) {
    const { tags: known } = await tracker.getRun(runId);
    tags[LOGGED_TABLES_TAG] = addLoggedTables(known[LOGGED_TABLES_TAG], record.tables);
  }
  if (Object.keys(tags).length > 0) await tracker.logBatch(runId, { tags });
}

/** Describes the data to the tracker; the digest is of the content, so the same data is the same dataset. */
export function describeDataset(data: EvalData, name: string, context: string | undefined): TrackedDataset {
  const hash = createHash("md5").update(JSON.stringify(data.columns));
  for (const row of data.rows)
    hash.update(JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)) ?? "");
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

function columnType(data: EvalData, column: string): string {
  const value = data.rows.find((row) => row[column] !== null && row[column] !== undefined)?.[column];
  if (typeof value === "number") return data.rows.every((row) => Number.isInteger(row[column])) ? "long" : "double";
  return typeof value === "boolean" ? "boolean" : "string";
}

const isComplete = (data: EvalData, column: string): boolean =>
  data.rows.every((row) => row[column] !== null && row[column] !== undefined);
