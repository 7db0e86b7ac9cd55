import { checkOneOf, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { countRows, toTableData, type TableData, type TableInput } from "../table/table-data.js";
import { PALETTE } from "./palette.js";
import { type PlotlySpec, type PlotlyTrace } from "./plotly-spec.js";

/** What {@link figure} can draw from data. */
export type FigureKind = "histogram" | "line" | "bar" | "scatter" | "box" | "heatmap";

/** A figure described by its data: columns by name, looks by default. */
export interface DataFigure {
  /** Rows as objects, a DataFrame, or columns. */
  readonly data: TableInput;
  readonly kind: FigureKind;
  /** Column along the horizontal axis. For a line without `x`, the row number. */
  readonly x?: string;
  /** Column along the vertical axis; several make one series each. */
  readonly y?: string | readonly string[];
  /** Column whose number fills a heatmap's cells. */
  readonly z?: string;
  /** Column whose values split the rows into series, one colour each. */
  readonly color?: string;
  /** Column whose text is shown at a point under the mouse. */
  readonly text?: string;
  readonly title?: string;
  /** @default the column's name */
  readonly xLabel?: string;
  /** @default the column's name, or "count" for a histogram */
  readonly yLabel?: string;
  /** Title of the legend that `color` makes. @default the column's name */
  readonly colorLabel?: string;
  /** Largest number of bins of a histogram. @default chosen by Plotly */
  readonly bins?: number;
  /** Series of bars: side by side or on top of each other. @default "group" */
  readonly barMode?: "group" | "stack";
  /** Lines of a line figure with a dot at each value. @default true up to 50 values */
  readonly markers?: boolean;
  /** Anything else of Plotly's layout, laid over ours. */
  readonly layout?: Readonly<Record<string, unknown>>;
}

const KINDS: readonly FigureKind[] = ["histogram", "line", "bar", "scatter", "box", "heatmap"];

interface Series {
  readonly name: string | undefined;
  readonly x: readonly unknown[] | undefined;
  readonly y: readonly unknown[] | undefined;
  readonly text: readonly unknown[] | undefined;
}

function columnValues(data: TableData, name: string, role: string): readonly unknown[] {
  const column = data.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column.values;
  const names = data.columns.map((candidate) => candidate.name).join(", ");
  throw new TunelabError(say("figure.noColumn", { name, role }), {
    code: "unknown_column",
    hint: names === "" ? say("figure.noColumns") : say("figure.columns", { names }),
  });
}

function requireOption(value: string | undefined, role: string, kind: FigureKind): string {
  if (value !== undefined) return value;
  throw new TunelabError(say("figure.needs", { kind, role }), {
    code: "invalid_figure",
    hint: say("figure.needsHint", { code: `figure({ data, kind: "${kind}", ${role}: "…" })` }),
  });
}

/** Row numbers by the value of the colour column, in order of first appearance. */
function groupRows(data: TableData, color: string | undefined): { name: string | undefined; rows: number[] }[] {
  const all = Array.from({ length: countRows(data) }, (_, row) => row);
  if (color === undefined) return [{ name: undefined, rows: all }];
  const values = columnValues(data, color, "color");
  const groups = new Map<string, number[]>();
  for (const row of all) {
    const key = String(values[row] ?? "null");
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return [...groups].map(([name, rows]) => ({ name, rows }));
}

function toSeries(options: DataFigure, data: TableData): Series[] {
  const names: readonly (string | undefined)[] =
    typeof options.y === "string" || options.y === undefined ? [options.y] : options.y;
  const pick = (name: string | undefined, role: string, rows: readonly number[]): unknown[] | undefined => {
    if (name === undefined) return undefined;
    const values = columnValues(data, name, role);
    return rows.map((row) => values[row]);
  };
  return names.flatMap((yName) =>
    groupRows(data, options.color).map(({ name, rows }) => ({
      name: names.length > 1 ? [yName, name].filter((part) => part !== undefined).join(", ") : name,
      x: pick(options.x, "x", rows),
      y: pick(yName, "y", rows),
      text: pick(options.text, "text", rows),
    })),
  );
}

const isSplit = ({ color, y }: DataFigure): boolean => color !== undefined || Array.isArray(y);

type TraceMaker = (series: Series, options: DataFigure) => PlotlyTrace;

const TRACES: Readonly<Record<Exclude<FigureKind, "heatmap">, TraceMaker>> = {
  histogram: ({ x }, options) => ({
    type: "histogram",
    x,
    nbinsx: options.bins,
    // Several histograms lie on each other, so each must let the others through.
    opacity: isSplit(options) ? 0.6 : undefined,
    // A hairline between bars of one colour, seen on light and on dark ground.
    marker: { line: { width: 1, color: "rgba(128, 128, 128, 0.6)" } },
  }),
  line: ({ x, y }, { markers }) => {
    const dots = markers ?? (y?.length ?? 0) <= 50;
    return { type: "scatter", mode: dots ? "lines+markers" : "lines", x, y };
  },
  bar: ({ x, y }) => ({ type: "bar", x, y }),
  scatter: ({ x, y }) => ({ type: "scatter", mode: "markers", x, y, marker: { size: 7, opacity: 0.75 } }),
  box: ({ x, y }) => ({ type: "box", x, y, boxpoints: "outliers" }),
};

const REQUIRED: Readonly<Record<FigureKind, readonly ("x" | "y" | "z")[]>> = {
  histogram: ["x"],
  line: ["y"],
  bar: ["x", "y"],
  scatter: ["x", "y"],
  box: ["y"],
  heatmap: ["x", "y", "z"],
};

function heatmapTrace(options: DataFigure, data: TableData): PlotlyTrace {
  const xValues = columnValues(data, options.x!, "x");
  const yValues = columnValues(data, options.y as string, "y");
  const zValues = columnValues(data, options.z!, "z");
  const x = [...new Set(xValues.map(String))];
  const y = [...new Set(yValues.map(String))];
  const z: unknown[][] = y.map(() => x.map(() => null));
  for (let row = 0; row < zValues.length; row++) {
    z[y.indexOf(String(yValues[row]))]![x.indexOf(String(xValues[row]))] = zValues[row];
  }
  // Cividis reads alike with every colour-vision deficiency; named categories keep "1" from becoming a number axis.
  return { type: "heatmap", x, y, z, colorscale: "Cividis", texttemplate: "%{z}", hoverongaps: false };
}

const titled = (text: string | undefined): { readonly text: string } | undefined =>
  text === undefined ? text : { text };

/** How the series of a kind stand beside each other, and what the mouse shows of them. */
const ARRANGEMENTS: Readonly<Record<FigureKind, (options: DataFigure, hasLegend: boolean) => PlotlySpec["layout"]>> = {
  // One box with every series' value at that place: no need to hit a thin line with the mouse.
  line: () => ({ hovermode: "x unified" }),
  bar: ({ barMode = "group" }) => ({ barmode: checkOneOf("barMode", barMode, ["group", "stack"]) }),
  histogram: () => ({ barmode: "overlay" }),
  box: ({ x }, hasLegend) => ({ boxmode: hasLegend && x !== undefined ? "group" : undefined }),
  scatter: () => ({}),
  heatmap: () => ({}),
};

const ISO_DATE = /^\d{4}-\d\d(-\d\d|$)/;

/** Whether an axis holds names. Plotly would take the names "1" and "2" for numbers and space them by their values. */
function isCategorical(traces: readonly PlotlyTrace[], key: "x" | "y"): boolean {
  const values = traces.flatMap((trace) => (trace[key] as readonly unknown[] | undefined) ?? []);
  const names = values.filter((value) => value !== null && value !== undefined);
  return names.length > 0 && names.every((name) => typeof name === "string" && !ISO_DATE.test(name));
}

function yLabelOf(options: DataFigure): string | undefined {
  if (options.yLabel !== undefined) return options.yLabel;
  if (options.kind === "histogram") return say("figure.count");
  return typeof options.y === "string" ? options.y : undefined;
}

/**
 * Turns a figure described by its data into a Plotly figure.
 *
 * Throws `unknown_column` for a column that is not there and `invalid_figure` for a missing option or unknown kind.
 *
 * @example
 * figureFromData({ data: [{ step: 1, loss: 2.3 }], kind: "line", x: "step", y: "loss" }).data[0];
 * // { type: "scatter", mode: "lines+markers", x: [1], y: [2.3] }
 */
export function figureFromData(options: DataFigure): PlotlySpec {
  const { kind } = options;
  if (!KINDS.includes(kind)) {
    throw new TunelabError(say("figure.noKind", { kind: String(kind) }), {
      code: "invalid_figure",
      hint: say("figure.noKindHint", { kinds: KINDS.join(", ") }),
    });
  }
  const data = toTableData(options.data);
  for (const role of REQUIRED[kind]) {
    const value = options[role];
    requireOption(Array.isArray(value) ? value[0] : (value as string | undefined), role, kind);
  }
  const series = kind === "heatmap" ? [] : toSeries(options, data);
  const traces =
    kind === "heatmap"
      ? [heatmapTrace(options, data)]
      : series.map((one) => ({
          ...TRACES[kind](one, options),
          name: one.name,
          text: one.text,
        }));
  const hasLegend = traces.length > 1;
  return {
    data: traces,
    layout: {
      title: titled(options.title),
      xaxis: {
        title: titled(options.xLabel ?? options.x),
        automargin: true,
        type: isCategorical(traces, "x") ? "category" : undefined,
      },
      yaxis: {
        title: titled(yLabelOf(options)),
        automargin: true,
        type: isCategorical(traces, "y") ? "category" : undefined,
        autorange: kind === "heatmap" ? "reversed" : undefined,
      },
      margin: { t: options.title === undefined ? 30 : 60, r: 30, b: 50, l: 60 },
      colorway: PALETTE,
      showlegend: hasLegend,
      legend:
        hasLegend && options.color !== undefined ? { title: titled(options.colorLabel ?? options.color) } : undefined,
      ...ARRANGEMENTS[kind](options, hasLegend),
      ...options.layout,
    },
  };
}
