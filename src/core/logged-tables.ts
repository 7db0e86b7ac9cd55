/** MLflow's tag that lists a run's tables; its pages and `load_table` find them by it. */
export const LOGGED_TABLES_TAG = "mlflow.loggedArtifacts";

interface LoggedArtifact {
  readonly path: string;
  readonly type: string;
}

/**
 * Reads the paths of a run's tables from the value of its `mlflow.loggedArtifacts` tag; none from a value that is none.
 *
 * @example
 * readLoggedTables('[{"path": "eval_results_table.json", "type": "table"}]'); // ["eval_results_table.json"]
 */
export function readLoggedTables(tag: string | undefined): readonly string[] {
  return readList(tag)
    .filter(({ type }) => type === "table")
    .map(({ path }) => path);
}

/**
 * Adds tables to the value of the tag, spelled as Python's json module spells it: MLflow looks for `"path"` before
 * `"type"`.
 *
 * @example
 * addLoggedTables(undefined, ["eval_results_table.json"]); // [{"path": "eval_results_table.json", "type": "table"}]
 */
export function addLoggedTables(tag: string | undefined, paths: readonly string[]): string {
  const listed = [...readList(tag)];
  for (const path of paths) {
    if (!listed.some((entry) => entry.path === path && entry.type === "table")) listed.push({ path, type: "table" });
  }
  return `[${listed.map(({ path, type }) => `{"path": ${JSON.stringify(path)}, "type": ${JSON.stringify(type)}}`).join(", ")}]`;
}

function readList(text: string | undefined): readonly LoggedArtifact[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? (list as LoggedArtifact[]) : [];
  } catch {
    return [];
  }
}
