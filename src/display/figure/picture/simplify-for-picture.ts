import { type PlotlyTrace } from "../plotly-spec.js";

/** Most points of one trace in a static picture: more cost seconds and cannot be told apart at its size. */
export const MAX_PICTURE_POINTS = 5_000;

/** A figure for a static picture, and what was changed about it. */
export interface SimplifiedTraces {
  readonly traces: readonly PlotlyTrace[];
  readonly note?: string;
}

const isScatter = (trace: PlotlyTrace): boolean =>
  trace.type === undefined || trace.type === "scatter" || trace.type === "scattergl";

function lengthOf(trace: PlotlyTrace): number {
  return Math.max(0, ...[trace.x, trace.y].map((values) => (Array.isArray(values) ? values.length : 0)));
}

/** Every n-th point; for lines, the lowest and the highest of each stretch, so that no peak is lost. */
function choosePoints(trace: PlotlyTrace, length: number): number[] {
  const y: unknown = trace.y;
  const drawsLine = typeof trace.mode !== "string" || trace.mode.includes("lines");
  if (!drawsLine || !Array.isArray(y)) {
    const step = length / MAX_PICTURE_POINTS;
    return Array.from({ length: MAX_PICTURE_POINTS }, (_, i) => Math.floor(i * step));
  }
  const stretches = MAX_PICTURE_POINTS / 2;
  const chosen = new Set<number>([0, length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const [from, to] = [Math.floor((stretch * length) / stretches), Math.floor(((stretch + 1) * length) / stretches)];
    let [lowest, highest] = [from, from];
    for (let i = from; i < to; i++) {
      if (y[i] < y[lowest]) lowest = i;
      if (y[i] > y[highest]) highest = i;
    }
    chosen.add(lowest).add(highest);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Keeps the chosen items of every array that has one item a point, in the trace and in its marker. */
function keepPoints(part: PlotlyTrace, length: number, chosen: readonly number[]): PlotlyTrace {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]: [string, unknown]) => {
      if (Array.isArray(value) && value.length === length) return [key, chosen.map((index) => value[index] as unknown)];
      if (key === "marker" && typeof value === "object" && value !== null) {
        return [key, keepPoints(value as PlotlyTrace, length, chosen)];
      }
      return [key, value];
    }),
  );
}

/**
 * Makes traces drawable without WebGL and in little time: `scattergl` becomes `scatter`, and of scatter traces with
 * more than 5,000 points a selection is drawn, which the note says.
 *
 * @example
 * simplifyForPicture([{ type: "scattergl", y: [1, 2] }]).traces; // [{ type: "scatter", y: [1, 2] }]
 */
export function simplifyForPicture(traces: readonly PlotlyTrace[]): SimplifiedTraces {
  let [shown, all] = [0, 0];
  const simplified = traces.map((trace) => {
    const drawable = typeof trace.type === "string" ? { ...trace, type: trace.type.replace(/gl$/, "") } : trace;
    const length = lengthOf(trace);
    if (!isScatter(trace) || length <= MAX_PICTURE_POINTS) return drawable;
    const chosen = choosePoints(trace, length);
    shown += chosen.length;
    all += length;
    return keepPoints(drawable, length, chosen);
  });
  if (all === 0) return { traces: simplified };
  const [few, many] = [shown.toLocaleString("en-US"), all.toLocaleString("en-US")];
  return { traces: simplified, note: `the static picture shows ${few} of ${many} points` };
}
