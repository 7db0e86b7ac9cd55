import { figure, type Figure } from "../../display/index.js";
import { toScore, type ResultView } from "./result-view.js";

/**
 * Draws how each score is distributed: a histogram of numbers, bars of yes and no; none for a score without values.
 *
 * @example
 * plotDistributions(result)[0]; // shown as the cell's last value
 */
export function plotDistributions(view: ResultView): Figure[] {
  return view.scores.flatMap(({ column, name }) => {
    const values = view.rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
    const numbers = values.map(toScore).filter((value) => value !== undefined);
    if (numbers.length === 0) return [];
    const title = `${name}: ${numbers.length} rows`;
    if (values.some((value) => typeof value !== "number")) {
      const counted = [...new Set(values.map(String))].sort().map((value) => ({
        value,
        rows: values.filter((other) => String(other) === value).length,
      }));
      return [figure({ data: counted, kind: "bar", x: "value", y: "rows", title })];
    }
    return [figure({ data: numbers.map((value) => ({ [name]: value })), kind: "histogram", x: name, title })];
  });
}

/**
 * Draws every score row by row, so that rows that stand out can be found again by their number.
 *
 * @example
 * plotScoresByRow(result);
 */
export function plotScoresByRow(view: ResultView): Figure | undefined {
  const points = view.scores.flatMap(({ column, name }) =>
    view.rows.flatMap((row, index) => {
      const value = toScore(row[column]);
      return value === undefined ? [] : [{ row: index + 1, score: value, metric: name }];
    }),
  );
  if (points.length === 0) return undefined;
  return figure({
    data: points,
    kind: "scatter",
    x: "row",
    y: "score",
    color: "metric",
    title: `${view.title}: score per row`,
  });
}
