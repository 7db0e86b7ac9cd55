import {
  addLoggedTables,
  parseJsonExactly,
  readLoggedTables,
  toJsonText,
  TunelabError,
  type TrackedRun,
  type Tracker,
} from "../core/index.js";
import { say } from "../texts/index.js";

/** A row of a table: column to value. */
export type TableRow = Readonly<Record<string, unknown>>;

/** Which tables `loadTable` reads. */
export interface TableSearch {
  /** @default all runs of the experiment that have the table */
  readonly runIds?: readonly string[];
  /** Facts of the run to add as columns: `run_id`, `run_name` or a tag's name. */
  readonly extraColumns?: readonly string[];
}

/** The last append to each store, so that appends of one process do not overwrite one another. */
const lastAppends = new WeakMap<Tracker, Promise<unknown>>();

/** Adds rows to a table of a run, which it makes and lists in the run's tags when it is not there yet. */
export async function appendToTable(
  tracker: Tracker,
  runId: string,
  file: string,
  rows: readonly TableRow[],
): Promise<void> {
  const before = lastAppends.get(tracker) ?? Promise.resolve();
  const appended = before.catch(() => undefined).then(() => append(tracker, runId, file, rows));
  lastAppends.set(tracker, appended);
  return appended;
}

async function append(tracker: Tracker, runId: string, file: string, rows: readonly TableRow[]): Promise<void> {
  const { tags } = await tracker.getRun(runId);
  const known = readLoggedTables(tags).includes(file) ? await readTable(tracker, runId, file) : [];
  const all = [...known, ...rows];
  const columns = [...new Set(all.flatMap((row) => Object.keys(row)))];
  const data = all.map((row) => columns.map((column) => row[column] ?? null));
  await tracker.logArtifact(runId, file, toJsonText({ columns, data }));
  await tracker.logBatch(runId, { tags: addLoggedTables(tags, [file]) });
}

/** Reads a table of several runs, one after another. Throws `not_found` when no run has it. */
export async function readTables(
  tracker: Tracker,
  file: string,
  search: TableSearch,
  findExperimentId: () => Promise<string>,
): Promise<TableRow[]> {
  const { runIds, extraColumns = [] } = search;
  const runs =
    runIds === undefined
      ? await tracker.searchRuns({ experimentIds: [await findExperimentId()] })
      : await Promise.all(runIds.map((runId) => tracker.getRun(runId)));
  const having = runs.filter((run) => readLoggedTables(run.tags).includes(file));
  if (having.length === 0) {
    throw new TunelabError(say("runs.noTable", { file }), {
      code: "not_found",
      hint: say("runs.noTableHint", { code: "runs: { runIds: [result.runId] }" }),
    });
  }
  const rows: TableRow[] = [];
  for (const run of having) {
    const extra = Object.fromEntries(extraColumns.map((name) => [name, readFact(run, name)]));
    for (const row of await readTable(tracker, run.info.runId, file)) rows.push({ ...row, ...extra });
  }
  return rows;
}

async function readTable(tracker: Tracker, runId: string, file: string): Promise<TableRow[]> {
  const text = Buffer.from(await tracker.readArtifact(runId, file)).toString("utf8");
  const { columns, data } = parseJsonExactly(text) as { columns: string[]; data: unknown[][] };
  return data.map((values) => Object.fromEntries(columns.map((name, at) => [name, values[at]])));
}

function readFact({ info, tags, params }: TrackedRun, name: string): unknown {
  if (name === "run_id") return info.runId;
  if (name === "run_name") return info.runName;
  return tags[name] ?? params[name] ?? null;
}
