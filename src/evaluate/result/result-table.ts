import { Table } from "../../display/index.js";
import { toScore, type ResultView, type ScoreColumn } from "./result-view.js";

/** How the rows of a result are shown. */
export interface ResultTableOptions {
  /** Rows that have no answer or no score come first, then the lowest scores. @default false */
  readonly failuresFirst?: boolean;
  /** @default 20 */
  readonly maxRows?: number;
}

/**
 * The rows of a result as a table: one column per score, tinted from worst to best, and an `error` column where rows failed.
 *
 * @example
 * resultTable(result, { failuresFirst: true });
 */
export function resultTable(view: ResultView, options: ResultTableOptions = {}): Table {
  const errors = errorsByRow(view);
  const order = view.rows.map((_, row) => row);
  if (options.failuresFirst === true) {
    const badness = order.map((row) => (errors.has(row) ? -Infinity : meanGoodness(view, row)));
    order.sort((a, b) => (badness[a] === badness[b] ? a - b : badness[a]! - badness[b]!));
  }
  const columns = view.columns.map((name) => {
    const score = view.scores.find((candidate) => candidate.column === name);
    const shade = score === undefined ? undefined : shadeOf(view, score);
    return { name, values: order.map((row) => view.rows[row]![name] ?? null), shade };
  });
  const reasons = { name: "error", values: order.map((row) => errors.get(row) ?? null), shade: undefined };
  if (errors.size > 0) columns.push(reasons);
  const failed = errors.size === 0 ? "" : `, ${errors.size} with errors`;
  return new Table(
    { columns, caption: `${view.title}: ${view.rows.length} rows${failed}` },
    { maxRows: options.maxRows ?? 20 },
  );
}

/** One line per summary: its value and how many rows it is made of. */
export function metricsTable(view: ResultView): Table {
  const names = Object.keys(view.metrics);
  const count = (name: string): ResultView["counts"][string] | undefined =>
    Object.entries(view.counts).find(([key]) => name === key || name.startsWith(`${key}/`))?.[1];
  return new Table(
    {
      caption: view.title,
      columns: [
        { name: "metric", values: names },
        { name: "value", values: names.map((name) => view.metrics[name]!) },
        { name: "scored", values: names.map((name) => count(name)?.scored ?? null) },
        { name: "failed", values: names.map((name) => count(name)?.failed ?? null) },
      ],
    },
    { maxRows: 100 },
  );
}

function errorsByRow(view: ResultView): Map<number, string> {
  const errors = new Map<number, string>();
  for (const { row, column, message, hint } of view.failures) {
    const known = errors.get(row);
    const text = `${column}: ${message}${hint === undefined ? "" : ` ${hint}`}`;
    errors.set(row, known === undefined ? text : `${known}; ${text}`);
  }
  return errors;
}

function shadeOf(view: ResultView, score: ScoreColumn): { from: number; to: number } | undefined {
  if (score.greaterIsBetter === undefined) return undefined;
  const [worst, best] = score.range ?? observedRange(view, score);
  return worst === best ? undefined : { from: worst, to: best };
}

function observedRange(view: ResultView, score: ScoreColumn): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const row of view.rows) {
    const value = toScore(row[score.column]);
    if (value === undefined) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 0];
  return score.greaterIsBetter === true ? [low, high] : [high, low];
}

function meanGoodness(view: ResultView, row: number): number {
  const parts = view.scores.flatMap((score) => {
    const value = toScore(view.rows[row]![score.column]);
    const shade = shadeOf(view, score);
    return value === undefined || shade === undefined ? [] : [(value - shade.from) / (shade.to - shade.from)];
  });
  return parts.length === 0 ? 0 : parts.reduce((sum, part) => sum + part, 0) / parts.length;
}
