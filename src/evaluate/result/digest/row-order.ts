import { toScore, type ResultView, type ScoreColumn } from "../result-view.js";
import { shadeOf } from "../score-shade.js";
import type { RowStanding } from "./row-standings.js";

const FIRST: Readonly<Record<RowStanding, number>> = { failed: 0, none: 1, fail: 2, scored: 3, pass: 4 };

/** Positions of the rows, what failed first, then the lowest scores. */
export function orderRows(view: ResultView, standings: readonly RowStanding[]): readonly number[] {
  const shades = view.scores.map((score) => ({ score, shade: shadeOf(view, score) }));
  const goodness = view.rows.map((row) => {
    const parts = shades.flatMap(({ score, shade }) => {
      const value = toScore(row[score.column]);
      return value === undefined || shade === undefined ? [] : [(value - shade.from) / (shade.to - shade.from)];
    });
    return parts.length === 0 ? 0 : parts.reduce((sum, part) => sum + part, 0) / parts.length;
  });
  return view.rows
    .map((_, index) => index)
    .sort((a, b) => FIRST[standings[a]!] - FIRST[standings[b]!] || goodness[a]! - goodness[b]! || a - b);
}

/** The column with a score's reasons, where there is one. */
export function reasonColumnOf(view: ResultView, { column }: ScoreColumn): string | undefined {
  const names = [
    `${column}_reason`,
    column.replace(/\/value$/, "/rationale"),
    column.replace(/\/score$/, "/justification"),
  ];
  const hasReasons = (name: string): boolean => view.rows.some((row) => (row[name] ?? "") !== "");
  return names.find((name) => name !== column && view.columns.includes(name) && hasReasons(name));
}

/** Columns that are neither a score, nor its reason or verdict: what was asked and answered. */
export function textColumns(view: ResultView): readonly string[] {
  const taken = new Set(
    view.scores.flatMap((score) => [
      score.column,
      `${score.column}_reason`,
      reasonColumnOf(view, score),
      score.verdict,
    ]),
  );
  return view.columns.filter((name) => !taken.has(name));
}
