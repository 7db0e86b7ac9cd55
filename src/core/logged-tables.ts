/** MLflow's tag that lists a run's tables; its pages and `load_table` find them by it. */
export const LOGGED_TABLES_TAG = "mlflow.loggedArtifacts";

/** Tags for the tables that find no room in MLflow's: `tunelab.loggedArtifacts.2` and so on. */
const FURTHER_TAG = "tunelab.loggedArtifacts.";
/** Longest value of a tag that an MLflow 3 server takes, in characters: some 180 tables. */
const LONGEST_TAG = 8_000;

type Tags = Readonly<Record<string, string>>;

interface LoggedArtifact {
  readonly path: string;
  readonly type: string;
}

/**
 * Reads the paths of a run's tables from its tags; none from values that are none.
 *
 * @example
 * readLoggedTables({ "mlflow.loggedArtifacts": '[{"path": "a.json", "type": "table"}]' }); // ["a.json"]
 */
export function readLoggedTables(tags: Tags): readonly string[] {
  const names = Object.keys(tags).filter((name) => name === LOGGED_TABLES_TAG || name.startsWith(FURTHER_TAG));
  return names.flatMap((name) => readList(tags[name]).flatMap(({ path, type }) => (type === "table" ? [path] : [])));
}

/**
 * The tags to set so that a run lists further tables, spelled as Python's json module spells them: MLflow looks for
 * `"path"` before `"type"`.
 *
 * What finds no room in MLflow's tag goes into tags of our own, which MLflow's pages do not read; `loadTable` does.
 *
 * @example
 * addLoggedTables({}, ["a.json"]); // { "mlflow.loggedArtifacts": '[{"path": "a.json", "type": "table"}]' }
 */
export function addLoggedTables(tags: Tags, paths: readonly string[]): Tags {
  const all: Record<string, string> = { ...tags };
  const changed: Record<string, string> = {};
  for (const path of paths) {
    if (readLoggedTables(all).includes(path)) continue;
    const entry = { path, type: "table" };
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? LOGGED_TABLES_TAG : `${FURTHER_TAG}${number}`;
      const known = readList(all[name]);
      const value = writeList([...known, entry]);
      // A path that alone is too long for a tag is refused by whoever writes it.
      if (value.length > LONGEST_TAG && known.length > 0) continue;
      all[name] = changed[name] = value;
      break;
    }
  }
  return changed;
}

const writeList = (list: readonly LoggedArtifact[]): string =>
  `[${list.map(({ path, type }) => `{"path": ${JSON.stringify(path)}, "type": ${JSON.stringify(type)}}`).join(", ")}]`;

function readList(text: string | undefined): readonly LoggedArtifact[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? (list as LoggedArtifact[]) : [];
  } catch {
    return [];
  }
}
