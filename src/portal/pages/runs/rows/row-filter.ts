import type { RunTable, ScoreColumn } from "../../../api-types/index.js";
import { asText } from "../../files/parse-records.js";
import { binOf, binsOf, worstQuarter } from "./score-stats.js";

/** Which rows are shown: all, those that a score is missing for, the worst quarter. */
export const MODES = ["all", "errors", "low"] as const;
export type Mode = (typeof MODES)[number];

export interface RowFilter {
  readonly mode: Mode;
  /** Score that `low` and `bin` are about. */
  readonly score: ScoreColumn | undefined;
  readonly bin: number | undefined;
  readonly text: string;
}

/** Words that the library counts as 1 and 0. */
const WORDS: Readonly<Record<string, number>> = { yes: 1, no: 0, pass: 1, fail: 0 };

/** The values of a score by row, as the library counts them; what is neither a number nor a verdict is missing. */
export function scoreValues(table: RunTable, score: ScoreColumn): (number | null)[] {
  const at = table.columns.indexOf(score.column);
  return table.rows.map((row) => {
    const value = row[at];
    if (typeof value === "boolean") return Number(value);
    if (typeof value === "string") return WORDS[value.trim().toLowerCase()] ?? null;
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  });
}

/** Positions of the rows that a filter lets through, in the table's order; `low` puts the worst first. */
export function filterRows(table: RunTable, filter: RowFilter): number[] {
  const { mode, score, bin, text } = filter;
  const values = score === undefined ? [] : scoreValues(table, score);
  const known = values.filter((value) => value !== null);
  const bins = binsOf(known);
  const greaterIsBetter = score?.greaterIsBetter !== false;
  const limit = worstQuarter(known, greaterIsBetter);
  const missing = table.scores.map((column) => scoreValues(table, column));
  const wanted = text.toLowerCase();
  const rows = table.rows.flatMap((row, index) => {
    const value = values[index] ?? null;
    if (bin !== undefined && bins !== undefined && (value === null || binOf(value, bins) !== bin)) return [];
    if (mode === "errors" && !missing.some((column) => column[index] === null)) return [];
    if (mode === "low" && !isLow(value, limit, greaterIsBetter)) return [];
    if (wanted !== "" && !row.some((field) => asText(field).toLowerCase().includes(wanted))) return [];
    return [index];
  });
  if (mode !== "low") return rows;
  return rows.sort((a, b) => (greaterIsBetter ? values[a]! - values[b]! : values[b]! - values[a]!));
}

const isLow = (value: number | null, limit: number | undefined, greaterIsBetter: boolean): boolean =>
  value !== null && limit !== undefined && (greaterIsBetter ? value <= limit : value >= limit);
