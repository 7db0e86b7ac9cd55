import { inspect } from "node:util";
import { JUPYTER_DISPLAY, JUPYTER_DISPLAY_METADATA, type DisplayBundle, type MimeData } from "../core/index.js";
import { Figure, type FigureBundleOptions, type PlotlySpec } from "./figure/index.js";
import { isDataFrame, toTableBundle } from "./table/index.js";

/** An object that offers its own display. */
export interface Displayable {
  [JUPYTER_DISPLAY](): MimeData | Promise<MimeData>;
}

function isDisplayable(value: unknown): value is Displayable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as Partial<Displayable>)[JUPYTER_DISPLAY] === "function";
}

function isMimeData(value: object): value is MimeData {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => /^[a-z]+\/[\w.+-]+$/.test(key));
}

function isPlotlySpec(value: object): value is PlotlySpec {
  const { data, layout } = value as Partial<PlotlySpec>;
  return Array.isArray(data) && typeof layout === "object" && layout !== null;
}

function toDisplayBundle(data: MimeData): DisplayBundle {
  const metadata = (data as Record<symbol, unknown>)[JUPYTER_DISPLAY_METADATA] as Record<string, unknown> | undefined;
  return metadata === undefined ? { data } : { data, metadata };
}

/**
 * Turns a value into what a front end shows: its own display, a DataFrame's table, a Plotly figure, else text.
 *
 * Returns a promise only where the value's own display does, so that most values are shown at once.
 *
 * @example
 * toBundle("hello"); // { data: { "text/plain": "hello" } }
 */
export function toBundle(value: unknown, options: FigureBundleOptions = {}): DisplayBundle | Promise<DisplayBundle> {
  if (value instanceof Figure) return value.toBundle(options);
  if (isDisplayable(value)) {
    const data = value[JUPYTER_DISPLAY]();
    return data instanceof Promise ? data.then(toDisplayBundle) : toDisplayBundle(data);
  }
  if (typeof value === "string") return { data: { "text/plain": value } };
  if (typeof value === "object" && value !== null) {
    if (isMimeData(value)) return toDisplayBundle(value);
    if (isDataFrame(value)) return toTableBundle(value);
    if (isPlotlySpec(value)) return new Figure(value).toBundle(options);
  }
  return { data: { "text/plain": inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000 }) } };
}
