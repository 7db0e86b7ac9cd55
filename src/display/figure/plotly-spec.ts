import { TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** One trace of a Plotly figure: `type`, data and looks, in Plotly's own words. */
export type PlotlyTrace = Readonly<Record<string, unknown>>;

/** A figure in Plotly's JSON form: https://plotly.com/javascript/reference/ (plotly.js 4). */
export interface PlotlySpec {
  readonly data: readonly PlotlyTrace[];
  readonly layout?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly frames?: readonly unknown[];
}

/** A {@link PlotlySpec} whose parts are all present and which is plain JSON. */
export interface NormalSpec {
  readonly data: readonly PlotlyTrace[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly frames?: readonly unknown[];
}

// What a learner puts there is theirs: it may well have a key called "title".
const FREE_FORM_KEYS = new Set(["customdata", "meta", "args", "args2"]);

// Plotly 3 removed these types; their successors draw the same.
const RENAMED_TYPES: Readonly<Record<string, string>> = { heatmapgl: "heatmap", pointcloud: "scattergl" };

function normalValue(value: unknown, key: string, free: boolean): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === "string" && key === "title" && !free) return { text: value };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => normalValue(item, "", free));
  }
  if (Array.isArray(value)) return value.map((item: unknown) => normalValue(item, "", free) ?? null);
  if (typeof value === "object" && value !== null) return normalObject(value, free);
  return value;
}

function normalObject(value: object, free = false): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
    return [key, normalValue(item, key, free || FREE_FORM_KEYS.has(key))] as const;
  });
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function normalTrace(trace: unknown, index: number): PlotlyTrace {
  if (typeof trace !== "object" || trace === null || Array.isArray(trace)) {
    throw new TunelabError(say("figure.badTrace", { place: String(index), what: String(trace) }), {
      code: "invalid_figure",
      hint: say("figure.badTraceHint", { code: '{ type: "bar", x: ["a", "b"], y: [1, 2] }' }),
    });
  }
  const normal = normalObject(trace);
  const renamed = RENAMED_TYPES[String(normal.type)];
  return renamed === undefined ? normal : { ...normal, type: renamed };
}

/**
 * Turns a Plotly figure into plain JSON that every Plotly 4 draws as meant.
 *
 * `title: "text"`, which Plotly 4 drops without a word, becomes `title: { text }`; dates become ISO 8601, typed arrays
 * arrays, NaN and infinities `null`; the logo and the button that would upload the figure to a third party go.
 * Throws `invalid_figure` when `data` is not an array of traces.
 *
 * @example
 * normalizeSpec({ data: [{ y: [1, NaN] }], layout: { title: "Loss" } });
 * // { data: [{ y: [1, null] }], layout: { title: { text: "Loss" } }, config: { displaylogo: false, … } }
 */
export function normalizeSpec(spec: PlotlySpec): NormalSpec {
  if (!Array.isArray(spec.data)) {
    throw new TunelabError(say("figure.noTraces"), {
      code: "invalid_figure",
      hint: say("figure.noTracesHint", {
        code: '{ data: rows, kind: "bar", x, y }',
        plotly: "{ data: [trace, …], layout }",
      }),
    });
  }
  return {
    data: spec.data.map(normalTrace),
    layout: normalObject(spec.layout ?? {}),
    config: { ...normalObject(spec.config ?? {}), displaylogo: false, showSendToCloud: false },
    ...(spec.frames === undefined ? {} : { frames: normalValue(spec.frames, "", false) as unknown[] }),
  };
}
