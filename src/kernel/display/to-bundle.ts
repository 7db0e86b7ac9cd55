import { type DisplayBundle, JUPYTER_DISPLAY, JUPYTER_DISPLAY_METADATA, type MimeData } from "../../core/index.js";
import { dataFrameBundle } from "./data-frame.js";
import { elementBundle } from "./element.js";
import { plotlyBundle, vegaBundle } from "./figure.js";
import { imageBytesBundle } from "./image-bytes.js";
import { normalizeBundle } from "./normalize-bundle.js";
import { toPlainText } from "./plain-text.js";

const RECOGNIZERS = [imageBytesBundle, dataFrameBundle, plotlyBundle, vegaBundle, elementBundle] as const;

/**
 * Turns any value into a MIME bundle: by its own `Jupyter.display` method, then by its shape, then as text.
 *
 * Answers at once unless the value's own display method is asynchronous, so that displays keep their place among other
 * output. An error that the method throws is the caller's: the learner wrote it. Recognising shapes never fails.
 *
 * @example
 * toBundle(0n); // { data: { "text/plain": "0n" }, metadata: {} }
 */
export function toBundle(value: unknown): DisplayBundle | Promise<DisplayBundle> {
  const own = ownDisplay(value);
  if (own !== undefined) {
    const data = own.call(value);
    const finish = (content: MimeData): DisplayBundle =>
      normalizeBundle({ data: content, metadata: metadataOf(content) }, value);
    return isPromiseLike(data) ? Promise.resolve(data).then(finish) : finish(data);
  }
  if (typeof value === "object" && value !== null) {
    for (const recognize of RECOGNIZERS) {
      const bundle = tryRecognize(recognize, value);
      if (bundle !== undefined) return bundle;
    }
  }
  return { data: { "text/plain": toPlainText(value) }, metadata: {} };
}

const isPromiseLike = (value: MimeData | Promise<MimeData>): value is Promise<MimeData> =>
  typeof (value as { then?: unknown } | null)?.then === "function";

const metadataOf = (data: unknown): Record<string, unknown> | undefined =>
  (data as { [JUPYTER_DISPLAY_METADATA]?: Record<string, unknown> } | null)?.[JUPYTER_DISPLAY_METADATA];

function ownDisplay(value: unknown): ((this: unknown) => MimeData | Promise<MimeData>) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const method = (value as Record<symbol, unknown>)[JUPYTER_DISPLAY];
  return typeof method === "function" ? (method as () => MimeData) : undefined;
}

function tryRecognize(
  recognize: (value: object) => DisplayBundle | undefined,
  value: object,
): DisplayBundle | undefined {
  try {
    const bundle = recognize(value);
    return bundle === undefined ? undefined : normalizeBundle(bundle, value);
  } catch {
    // A getter of a value that only looks like a table or figure: shown as text instead.
    return undefined;
  }
}
