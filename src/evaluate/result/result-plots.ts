import { figure, type DataFigure, type Figure } from "../../display/index.js";
import { toScore, type ResultView } from "./result-view.js";
import { say } from "../../texts/index.js";
import { shortNumber } from "./digest/numbers.js";

/** A dashed line across the figure at a threshold, with its value beside it. */
const thresholdLine = (axis: "x" | "y", value: number): Readonly<Record<string, unknown>> => {
  const [across, along] = axis === "x" ? ["y", "x"] : ["x", "y"];
  return {
    type: "line",
    [`${along}0`]: value,
    [`${along}1`]: value,
    [`${across}ref`]: "paper",
    [`${across}0`]: 0,
    [`${across}1`]: 1,
    line: { dash: "dash", width: 1.5, color: "#808080" },
    label: { text: say("result.thresholdOf", { value: shortNumber(value) }), textposition: "end" },
  };
};

/** Layout with a line at each threshold; nothing without one. */
function withThresholds(axis: "x" | "y", thresholds: readonly (number | undefined)[]): Pick<DataFigure, "layout"> {
  const values = [...new Set(thresholds.filter((value) => value !== undefined))];
  return values.length === 0 ? {} : { layout: { shapes: values.map((value) => thresholdLine(axis, value)) } };
}

/**
 * Draws how each score is distributed: a histogram of numbers with a dashed line at the threshold, bars of yes and no; none
 * for a score without values.
 *
 * @example
 * plotDistributions(result)[0]; // shown as the cell's last value
 */
export function plotDistributions(view: ResultView): Figure[] {
  return view.scores.flatMap(({ column, name, threshold }) => {
    const values = view.rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
    const numbers = values.map(toScore).filter((value) => value !== undefined);
    if (numbers.length === 0) return [];
    const title = say("result.distribution", { name, n: numbers.length });
    if (values.some((value) => typeof value !== "number")) {
      const counted = [...new Set(values.map(String))].sort().map((value) => ({
        value,
        rows: values.filter((other) => String(other) === value).length,
      }));
      const labels = { xLabel: say("result.value"), yLabel: say("result.chip.rows") };
      return [figure({ data: counted, kind: "bar", x: "value", y: "rows", title, ...labels })];
    }
    const data = numbers.map((value) => ({ [name]: value }));
    return [figure({ data, kind: "histogram", x: name, title, ...withThresholds("x", [threshold]) })];
  });
}

/**
 * Draws scores row by row, so that rows that stand out can be found again by their number: one figure for scores of the same
 * scale, so that a count of tokens does not flatten a share; a dashed line at each threshold.
 *
 * @example
 * plotScoresByRow(result);
 */
export function plotScoresByRow(view: ResultView): Figure[] {
  const scales = new Map<string, { readonly row: number; readonly score: number; readonly metric: string }[]>();
  const thresholds = new Map(view.scores.map(({ name, threshold }) => [name, threshold]));
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
    const lines = withThresholds(
      "y",
      names.map((name) => thresholds.get(name)),
    );
    const labels = { xLabel: say("result.row"), yLabel: say("result.score"), colorLabel: say("result.metric") };
    return figure({ data, kind: "scatter", x: "row", y: "score", color: "metric", title, ...labels, ...lines });
  });
}
