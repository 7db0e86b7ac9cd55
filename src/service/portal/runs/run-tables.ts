import { readLoggedTables, TunelabError, type TrackedRun } from "../../../core/index.js";
import { finite } from "./run-rows.js";
import type { ResultTable, RunSource } from "./run-source.js";

/** Reads a table of a run. Throws `not_found` where the run has none of that name, or the file is none. */
export async function readRunTable({ tracker }: RunSource, run: TrackedRun, name: string): Promise<ResultTable> {
  const { runId, runName } = run.info;
  if (!readLoggedTables(run.tags).includes(name)) throw noTable(runId, name);
  const text = Buffer.from(await tracker.readArtifact(runId, name)).toString("utf8");
  const { columns, data } = parseTable(text) ?? {};
  if (columns === undefined || data === undefined) throw noTable(runId, name);
  return {
    title: runName,
    metrics: run.metrics,
    columns,
    rows: data.map((values) => Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]))),
  };
}

/** A table with its scores, as the run's page shows it. */
export function toRunTable(source: RunSource, name: string, table: ResultTable) {
  return {
    name,
    columns: table.columns,
    rows: table.rows.map((row) => table.columns.map((column) => row[column] ?? null)),
    scores: source.scoreColumns(table).map(({ values, greaterIsBetter, reason, ...score }) => {
      const scored = values.filter((value) => value !== undefined);
      return {
        ...score,
        greaterIsBetter: greaterIsBetter ?? null,
        reason: reason ?? null,
        scored: scored.length,
        mean: scored.length === 0 ? null : scored.reduce((sum, value) => sum + value, 0) / scored.length,
      };
    }),
  };
}

/** Compares the tables of two runs, row by row, by the columns `on` or by their order. */
export async function compareRuns(source: RunSource, a: TrackedRun, b: TrackedRun, on: readonly string[]) {
  const [tableA, tableB] = [await readFirstTable(source, a), await readFirstTable(source, b)];
  const { scores, overall, partners, onlyIn, confidence } = source.compare(tableA, tableB, on);
  const scoreColumns = new Set(
    [tableA, tableB].flatMap((table) => source.scoreColumns(table).map(({ column }) => column)),
  );
  const columns = tableA.columns.filter((column) => tableB.columns.includes(column) && !scoreColumns.has(column));
  const valuesOf = (row: ResultTable["rows"][number]): unknown[] => columns.map((column) => row[column] ?? null);
  return {
    a: { id: a.info.runId, name: a.info.runName },
    b: { id: b.info.runId, name: b.info.runName },
    on,
    pairColumns: pairColumns(columns, tableA, tableB),
    confidence,
    // A store lists a run's values in the order of its files.
    overall: overall
      .map(({ name, ...values }) => ({ name, a: finite(values.a), b: finite(values.b) }))
      .filter((whole) => whole.a !== null || whole.b !== null)
      .sort((first, second) => (first.name < second.name ? -1 : 1)),
    scores: scores.map(({ name, greaterIsBetter = null, meanA, meanB, difference, ...counts }) => ({
      name,
      greaterIsBetter,
      meanA: finite(meanA),
      meanB: finite(meanB),
      difference: {
        estimate: finite(difference.estimate),
        low: finite(difference.low),
        high: finite(difference.high),
      },
      verdict: counts.verdict,
      wins: counts.wins,
      ties: counts.ties,
      losses: counts.losses,
      pairs: counts.pairs,
    })),
    onlyIn,
    settings: differingSettings(a, b),
    rows: tableA.rows.map((row, at) => {
      const partner = partners[at];
      return {
        a: valuesOf(row),
        b: partner === undefined ? null : valuesOf(tableB.rows[partner]!),
        differences: scores.map(({ perRow }) => perRow[at] ?? null),
      };
    }),
    columns,
  };
}

async function readFirstTable(source: RunSource, run: TrackedRun): Promise<ResultTable> {
  const [first] = readLoggedTables(run.tags);
  if (first !== undefined) return readRunTable(source, run, first);
  throw new TunelabError(`The run ${run.info.runName} has no table of results.`, {
    code: "nothing_to_compare",
    hint: "Runs of mlflow.evaluate and mlflow.genai.evaluate have one; compare the metrics of others in the list.",
  });
}

/** Columns that could tell rows apart: texts that differ from row to row in both tables, those of questions first. */
function pairColumns(columns: readonly string[], a: ResultTable, b: ResultTable): readonly string[] {
  const isKey = (column: string, { rows }: ResultTable): boolean =>
    rows.length > 0 && new Set(rows.map((row) => JSON.stringify(row[column] ?? null))).size === rows.length;
  const isQuestion = (column: string): boolean => /question|input|query|prompt|request/i.test(column);
  const keys = columns.filter((column) => !isOfTheRun(column) && isKey(column, a) && isKey(column, b));
  return [...keys.filter(isQuestion), ...keys.filter((column) => !isQuestion(column))];
}

/** Columns that are of each run alone, and so never equal. */
function isOfTheRun(column: string): boolean {
  return /^(?:trace_id|request_time|execution_duration|state|client_request_id)$/.test(column);
}

/** Params and tags by which the runs differ; tags of MLflow's own are left out but for the model's. */
function differingSettings(a: TrackedRun, b: TrackedRun) {
  const settingsOf = ({ params, tags }: TrackedRun): Map<string, string> =>
    new Map([
      ...Object.entries(tags).filter(([name]) => !/^(?:mlflow|tunelab)\./.test(name)),
      ...Object.entries(params),
    ]);
  const [first, second] = [settingsOf(a), settingsOf(b)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .filter((name) => first.get(name) !== second.get(name))
    .sort()
    .map((name) => ({ name, a: first.get(name) ?? null, b: second.get(name) ?? null }));
}

function parseTable(
  text: string,
): { readonly columns: readonly string[]; readonly data: readonly unknown[][] } | undefined {
  try {
    const { columns, data } = JSON.parse(text) as { readonly columns?: unknown; readonly data?: unknown };
    if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return undefined;
    return { columns: columns.map(String), data: data as unknown[][] };
  } catch {
    return undefined;
  }
}

function noTable(runId: string, name: string): TunelabError {
  return new TunelabError(`The run ${runId} has no table ${JSON.stringify(name.slice(0, 100))}.`, {
    code: "not_found",
    hint: "The run's page lists its tables.",
  });
}
