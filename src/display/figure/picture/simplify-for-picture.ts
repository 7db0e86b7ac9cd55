import { type NormalSpec, type PlotlyTrace } from "../plotly-spec.js";

/** Most points of one trace in a static picture: more cost seconds and cannot be told apart at its size. */
export const MAX_PICTURE_POINTS = 2_000;

/** A figure for a static picture, and what was changed about it. */
export interface SimplifiedFigure {
  readonly spec: NormalSpec;
  readonly note?: string;
}

/** Types whose tiles and outlines Plotly asks servers for. */
const MAP_TYPE = /^(scatter|choropleth|density)?(map|mapbox|geo)$|^choropleth$/;

const isMap = (trace: PlotlyTrace): boolean => typeof trace.type === "string" && MAP_TYPE.test(trace.type);

// Plotly waits for an image to load, and without a browser none ever does.
const isRemoteImage = (part: unknown): boolean => {
  const { source } = part as { readonly source?: unknown };
  return typeof source === "string" && !source.startsWith("data:");
};

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

function leftOutNote(maps: number, images: number): string[] {
  const count = (number: number, noun: string): string =>
    number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
  const parts = [count(maps, "map"), count(images, "image")].filter((part) => part !== "");
  return parts.length === 0 ? [] : [`the static picture leaves out ${parts.join(" and ")}`];
}

/** Fewer points where there are too many, and a sentence about it. */
function thinTraces(traces: readonly PlotlyTrace[]): { traces: readonly PlotlyTrace[]; notes: string[] } {
  let [shown, all] = [0, 0];
  const thinned = traces.map((trace) => {
    const drawable = typeof trace.type === "string" ? { ...trace, type: trace.type.replace(/gl$/, "") } : trace;
    const length = lengthOf(trace);
    if (!isScatter(trace) || length <= MAX_PICTURE_POINTS) return drawable;
    const chosen = choosePoints(trace, length);
    shown += chosen.length;
    all += length;
    return keepPoints(drawable, length, chosen);
  });
  const [few, many] = [shown.toLocaleString("en-US"), all.toLocaleString("en-US")];
  return { traces: thinned, notes: all === 0 ? [] : [`the static picture shows ${few} of ${many} points`] };
}

/**
 * Makes a figure drawable without WebGL, without a network and in little time; the note says what is missing.
 *
 * `scattergl` becomes `scatter`; of scatter traces with more than 2,000 points a selection is drawn; maps and images
 * that are not part of the figure are left out, and buttons and sliders, which nobody can press in a picture.
 *
 * @example
 * simplifyForPicture(normalizeSpec({ data: [{ type: "scattergl", y: [1, 2] }] })).spec.data;
 * // [{ type: "scatter", y: [1, 2] }]
 */
export function simplifyForPicture(spec: NormalSpec): SimplifiedFigure {
  const drawable = spec.data.filter((trace) => !isMap(trace) && !isRemoteImage(trace));
  const { traces, notes } = thinTraces(drawable);
  const images = Array.isArray(spec.layout.images) ? (spec.layout.images as unknown[]) : [];
  const inlineImages = images.filter((image) => !isRemoteImage(image));
  const { updatemenus: _buttons, sliders: _sliders, ...still } = spec.layout;
  const maps = spec.data.filter(isMap).length;
  const remoteImages = spec.data.length - drawable.length - maps + images.length - inlineImages.length;
  const said = [...notes, ...leftOutNote(maps, remoteImages)];
  return {
    spec: {
      ...spec,
      data: traces,
      layout: { ...still, ...(images.length > 0 && { images: inlineImages }) },
    },
    note: said.join("; ") || undefined,
  };
}
