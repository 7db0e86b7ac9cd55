import { isRecord } from "../../core/essentials/index.js";
import type { DisplayBundle } from "../../core/essentials/index.js";
import { toPlainText } from "./plain-text.js";
import { say } from "../../texts/kernel/index.js";

const PLOTLY_KEYS = new Set(["data", "layout", "frames", "config"]);

/** Shows Plotly figures, which are plain objects with `data` and `layout`; `undefined` for any other value. */
export function plotlyBundle(value: object): DisplayBundle | undefined {
  const figure = value as { data?: unknown; layout?: unknown };
  if (!Array.isArray(figure.data) || !isRecord(figure.layout)) return undefined;
  if (!Object.keys(value).every((key) => PLOTLY_KEYS.has(key)) || !figure.data.every(isRecord)) return undefined;
  const traces = figure.data as readonly Record<string, unknown>[];
  const types = [...new Set(traces.map((trace) => (typeof trace.type === "string" ? trace.type : "scatter")))];
  const title = titleOf(figure.layout.title);
  const text = `[${say("cells.figure")}${title}: ${types.join(", ") || say("cells.noType")}, ${say("cells.traces", { n: traces.length })}]`;
  return { data: { "application/vnd.plotly.v1+json": value, "text/plain": text } };
}

function titleOf(title: unknown): string {
  const text = isRecord(title) ? title.text : title;
  return typeof text === "string" && text !== "" ? ` ${JSON.stringify(text)}` : "";
}

/** Shows Vega and Vega-Lite specifications, also those that a builder makes with `toSpec()`. */
export function vegaBundle(value: object): DisplayBundle | undefined {
  const builder = value as { toSpec?: unknown };
  const spec: unknown = typeof builder.toSpec === "function" ? (builder.toSpec as () => unknown).call(value) : value;
  if (!isRecord(spec) || typeof spec.$schema !== "string") return undefined;
  const match = /vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d+)/.exec(spec.$schema);
  if (match === null) return undefined;
  const [, language, version] = match;
  const mime = `application/vnd.${language === "vega" ? "vega" : "vegalite"}.v${version}+json`;
  const name = language === "vega" ? "Vega" : "Vega-Lite";
  return {
    data: {
      [mime]: spec,
      "text/plain": `[${say("cells.chart", { name, version: String(version) })}]\n${toPlainText(spec)}`,
    },
  };
}
