import type { RunRow } from "../../../api-types/index.js";

/** A column of the table of runs: a metric or a parameter. */
export interface RunColumn {
  readonly kind: "metrics" | "params";
  readonly name: string;
}

/** As many columns as are shown before anyone has chosen: a column for each metric would make the table unreadable. */
const MOST_AT_START = 8;

export const columnKey = ({ kind, name }: RunColumn): string => `${kind}.${name}`;

/** All columns that any run has a value for: metrics first, those of the newest runs first. */
export function allColumns(runs: readonly RunRow[]): RunColumn[] {
  const named = (kind: RunColumn["kind"]): RunColumn[] =>
    [...new Set(runs.flatMap((run) => Object.keys(run[kind])))].map((name) => ({ kind, name }));
  return [...named("metrics"), ...named("params")];
}

/**
 * The columns to show: those chosen in the address, else the first metrics and the parameters that differ between runs.
 *
 * @param chosen keys such as `metrics.accuracy`, divided by commas; `null` when nobody has chosen
 */
export function shownColumns(runs: readonly RunRow[], chosen: string | null): RunColumn[] {
  const all = allColumns(runs);
  if (chosen !== null) {
    const keys = new Set(chosen.split(",").map((key) => decodeURIComponent(key)));
    return all.filter((column) => keys.has(columnKey(column)));
  }
  const differs = ({ kind, name }: RunColumn): boolean =>
    kind === "metrics" || new Set(runs.map((run) => run.params[name])).size > 1;
  return all.filter(differs).slice(0, MOST_AT_START);
}

/** The order of two runs by a column; what has no value comes last, whichever way. */
export function compareBy(key: string, isDescending: boolean): (a: RunRow, b: RunRow) => number {
  const valueOf = (run: RunRow): number | string | undefined => {
    if (key === "name") return run.name;
    if (key === "startTime") return run.startTime;
    const [, kind, name] = /^(metrics|params)\.(.*)$/s.exec(key) ?? [];
    if (kind === "metrics") return run.metrics[name!] ?? undefined;
    const text = run.params[name ?? ""];
    return text !== undefined && text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  };
  return (a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    const order =
      typeof left === "number" && typeof right === "number"
        ? left - right
        : String(left).localeCompare(String(right), undefined, { numeric: true });
    return isDescending ? -order : order;
  };
}
