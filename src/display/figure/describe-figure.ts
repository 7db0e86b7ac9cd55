import { joinClauses, labelled, startOf } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { type NormalSpec, type PlotlyTrace } from "./plotly-spec.js";

const MAX_NAMES = 6;

/** Markup that Plotly understands in titles (`<b>`, `<br>`) is for the eye only. */
const plainText = (text: string): string =>
  text
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<\/?[a-z][^>]*>/gi, "")
    .trim();

function titleText(part: unknown): string | undefined {
  const title = (part as { title?: { text?: unknown } } | undefined)?.title?.text;
  return typeof title === "string" && title !== "" ? plainText(title) : undefined;
}

function arrayLength(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  const packed = value as { bdata?: unknown; dtype?: unknown } | undefined;
  if (typeof packed?.bdata !== "string") return 0;
  const bytes = Number(/\d+$/.exec(String(packed.dtype))?.[0] ?? 1);
  // Plotly for Python packs numbers as base64; "f8" are eight bytes each, "i1" one.
  return Math.floor((packed.bdata.replace(/=+$/, "").length * 3) / 4 / bytes);
}

function countPoints(trace: PlotlyTrace): number {
  const { z } = trace;
  if (Array.isArray(z) && Array.isArray(z[0])) return z.reduce((sum: number, row) => sum + arrayLength(row), 0);
  return Math.max(0, ...["x", "y", "z", "values", "labels", "r", "theta"].map((key) => arrayLength(trace[key])));
}

function kindOf(trace: PlotlyTrace): string {
  const type = typeof trace.type === "string" ? trace.type.replace(/gl$/, "") : "scatter";
  if (type !== "scatter") return type;
  return typeof trace.mode === "string" && !trace.mode.includes("lines") ? "scatter" : "line";
}

const round = (value: number): string => String(Number(value.toPrecision(4)));

/** "0 to 12", or the categories where there are few, or nothing. */
function rangeOf(traces: readonly PlotlyTrace[], key: "x" | "y" | "z"): string | undefined {
  const values = traces.flatMap((trace) => (Array.isArray(trace[key]) ? (trace[key] as unknown[]).flat() : []));
  const present = values.filter((value) => value !== null && value !== undefined);
  if (present.length === 0) return undefined;
  if (present.every((value): value is number => typeof value === "number")) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of present) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return low === high ? round(low) : say("figure.range", { low: round(low), high: round(high) });
  }
  const names = [...new Set(present.map((value) => String(value).replace("T00:00:00.000Z", "")))];
  if (names.every((name) => /^\d{4}-\d\d/.test(name))) {
    names.sort();
    return names.length === 1 ? names[0]! : say("figure.range", { low: names[0]!, high: names.at(-1)! });
  }
  return listNames(names);
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => plainText(name.length > 40 ? `${startOf(name, 39)}…` : name));
  return names.length > MAX_NAMES
    ? say("figure.more", { names: shown.join(", "), n: names.length - MAX_NAMES })
    : shown.join(", ");
}

function describeAxis(spec: NormalSpec, key: "x" | "y"): string | undefined {
  const range = rangeOf(spec.data, key);
  if (range === undefined) return undefined;
  return labelled(titleText(spec.layout[`${key}axis`]) ?? key, range);
}

/**
 * Says in words what a figure shows: title, kind, series, number of points, and what the axes span.
 *
 * Stands in for the figure in plain text, in searches and for people who do not see it.
 *
 * @example
 * describeFigure(normalizeSpec({ data: [{ y: [2.3, 0.4] }], layout: { title: "Loss" } }));
 * // "Figure \"Loss\": line, 2 points; y: 0.4 to 2.3"
 */
export function describeFigure(spec: NormalSpec): string {
  const title = titleText(spec.layout);
  const kinds = [...new Set(spec.data.map(kindOf))].join(say("list.and"));
  const names = spec.data.map((trace) => trace.name).filter((name): name is string => typeof name === "string");
  const points = spec.data.reduce((sum, trace) => sum + countPoints(trace), 0);
  const series =
    spec.data.length > 1
      ? [`${say("figure.series", { n: spec.data.length })}${names.length > 0 ? ` (${listNames(names)})` : ""}`]
      : [];
  const head =
    spec.data.length === 0 ? say("figure.empty") : [kinds, ...series, say("figure.points", { n: points })].join(", ");
  const axes = [describeAxis(spec, "x"), describeAxis(spec, "y")].filter((part) => part !== undefined);
  const cells = rangeOf(spec.data, "z");
  if (cells !== undefined) axes.push(say("figure.cells", { range: cells }));
  return joinClauses([labelled(`${say("figure.name")}${title === undefined ? "" : ` "${title}"`}`, head), ...axes]);
}
