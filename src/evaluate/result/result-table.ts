import { joinClauses, labelled } from "../../core/index.js";
import { Table, type TableColumn } from "../../display/index.js";
import { reasonOf } from "./digest/digest.js";
import { orderRows } from "./digest/row-order.js";
import { rowStandings } from "./digest/row-standings.js";
import type { ResultView } from "./result-view.js";
import { shadeOf } from "./score-shade.js";
import { say } from "../../texts/index.js";

/** How the rows of a result are shown. */
export interface ResultTableOptions {
  /** Rows that have no answer or no score come first, then the lowest scores. @default false */
  readonly failuresFirst?: boolean;
  /** @default 20 */
  readonly maxRows?: number;
}

/**
 * The rows of a result as a table: row number, an `error` column where rows failed, one column per score, tinted from worst
 * to best, then what was asked and answered.
 *
 * @example
 * resultTable(result, { failuresFirst: true });
 */
export function resultTable(view: ResultView, options: ResultTableOptions = {}): Table {
  const { failuresFirst = false, maxRows = 20 } = options;
  const errors = errorsByRow(view);
  const order = failuresFirst ? orderRows(view, rowStandings(view)) : view.rows.map((_, row) => row);
  const valuesOf = (name: string): unknown[] => order.map((row) => view.rows[row]![name] ?? null);
  const scored = new Set(view.scores.map(({ column }) => column));
  const columns: TableColumn[] = [
    { name: say("result.row"), values: order.map((row) => row + 1) },
    ...view.scores.map((score) => ({
      name: score.column,
      values: valuesOf(score.column),
      shade: shadeOf(view, score),
    })),
    ...view.columns.filter((name) => !scored.has(name)).map((name) => ({ name, values: valuesOf(name) })),
  ];
  const reasons = { name: say("result.error"), values: order.map((row) => errors.get(row) ?? null) };
  if (errors.size > 0) columns.splice(1, 0, reasons);
  const all = say("result.caption", { title: view.title, n: view.rows.length });
  const caption = errors.size === 0 ? all : say("result.withErrors", { caption: all, n: errors.size });
  return new Table({ columns, caption }, { maxRows });
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
        { name: say("result.metric"), values: names },
        { name: say("result.value"), values: names.map((name) => view.metrics[name]!) },
        { name: say("result.scoredColumn"), values: names.map((name) => count(name)?.scored ?? null) },
        { name: say("result.failedColumn"), values: names.map((name) => count(name)?.failed ?? null) },
      ],
    },
    { maxRows: 100 },
  );
}

function errorsByRow(view: ResultView): Map<number, string> {
  const errors = new Map<number, string>();
  for (const failure of view.failures) {
    const { row, column } = failure;
    const known = errors.get(row - 1);
    const text = labelled(column, reasonOf(failure));
    errors.set(row - 1, known === undefined ? text : joinClauses([known, text]));
  }
  return errors;
}
