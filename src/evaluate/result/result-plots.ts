import { figure, type Figure } from "../../display/index.js";
import { toScore, type ResultView } from "./result-view.js";
import { say } from "../../texts/index.js";

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
    const title = say("result.distribution", { name, n: numbers.length });
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
 * Draws scores row by row, so that rows that stand out can be found again by their number: one figure for scores of the same
 * scale, so that a count of tokens does not flatten a share.
 *
 * @example
 * plotScoresByRow(result);
 */
export function plotScoresByRow(view: ResultView): Figure[] {
  const scales = new Map<string, { readonly row: number; readonly score: number; readonly metric: string }[]>();
  for (const { column, name, range } of view.scores) {
    const points = view.rows.flatMap((row, index) => {
      const score = toScore(row[column]);
      return score === undefined ? [] : [{ row: index + 1, score, metric: name }];
    });
    const isShare = points.every(({ score }) => score >= 0 && score <= 1);
    const scale = range?.join(" to ") ?? (isShare ? "0 to 1" : name);
    if (points.length > 0) scales.set(scale, [...(scales.get(scale) ?? []), ...points]);
  }
  return [...scales.values()].map((data) => {
    const names = [...new Set(data.map(({ metric }) => metric))];
    const title = say("result.byRow", { title: view.title, names: names.join(", ") });
    return figure({ data, kind: "scatter", x: "row", y: "score", color: "metric", title });
  });
}
