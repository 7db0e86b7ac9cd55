import { types } from "node:util";
import {
  type DisplayBundle,
  JUPYTER_DISPLAY,
  JUPYTER_DISPLAY_METADATA,
  type MimeData,
} from "../../core/essentials/index.js";
import { dataFrameBundle } from "./data-frame.js";
import { elementBundle } from "./element.js";
import { plotlyBundle, vegaBundle } from "./figure.js";
import { imageBytesBundle } from "./image-bytes.js";
import { normalizeBundle } from "./normalize-bundle.js";
import { toPlainText } from "./plain-text.js";
import { say } from "../../texts/kernel/index.js";

/** Milliseconds that a value may take to make its own display. */
const DISPLAY_DEADLINE_MS = 20_000;
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
    if (types.isProxy(value)) {
      const bundle = tryRecognize(() => displayOf(own, value) as DisplayBundle, value as object);
      if (bundle !== undefined) return bundle;
    } else {
      return displayOf(own, value);
    }
  }
  if (typeof value === "object" && value !== null) {
    for (const recognize of RECOGNIZERS) {
      const bundle = tryRecognize(recognize, value);
      if (bundle !== undefined) return bundle;
    }
  }
  return { data: { "text/plain": toPlainText(value) }, metadata: {} };
}

function displayOf(own: OwnDisplay, value: unknown): DisplayBundle | Promise<DisplayBundle> {
  const data = own.call(value);
  if (isNothing(data)) return { data: {}, metadata: {} };
  const finish = (content: MimeData): DisplayBundle =>
    normalizeBundle({ data: content, metadata: metadataOf(content) }, value);
  return isPromiseLike(data) ? inTime(Promise.resolve(data).then(finish), value) : finish(data);
}

/** A value that has been shown already says so with a display that has no type. */
const isNothing = (data: unknown): boolean =>
  typeof data === "object" && data !== null && !isPromiseLike(data as MimeData) && Object.keys(data).length === 0;

/** A display that is never made must not keep the cell from ending. */
function inTime(bundle: Promise<DisplayBundle>, value: unknown): Promise<DisplayBundle> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DisplayBundle>((resolve) => {
    const text = `[${say("cells.lateDisplay", { seconds: DISPLAY_DEADLINE_MS / 1000 })}]\n${toPlainText(value)}`;
    timer = setTimeout(() => resolve({ data: { "text/plain": text }, metadata: {} }), DISPLAY_DEADLINE_MS);
  });
  return Promise.race([bundle, late]).finally(() => clearTimeout(timer));
}

type OwnDisplay = (this: unknown) => MimeData | Promise<MimeData>;

const isPromiseLike = (value: MimeData | Promise<MimeData>): value is Promise<MimeData> =>
  typeof (value as { then?: unknown } | null)?.then === "function";

const metadataOf = (data: unknown): Record<string, unknown> | undefined =>
  (data as { [JUPYTER_DISPLAY_METADATA]?: Record<string, unknown> } | null)?.[JUPYTER_DISPLAY_METADATA];

function ownDisplay(value: unknown): OwnDisplay | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  try {
    const method = (value as Record<symbol, unknown>)[JUPYTER_DISPLAY];
    return typeof method === "function" ? (method as OwnDisplay) : undefined;
  } catch {
    // A proxy that throws whatever it is asked, or one that was revoked.
    return undefined;
  }
}

function tryRecognize(
  recognize: (value: object) => DisplayBundle | undefined,
  value: object,
): DisplayBundle | undefined {
  try {
    const bundle = recognize(value);
    return bundle === undefined || types.isPromise(bundle) ? undefined : normalizeBundle(bundle, value);
  } catch {
    // A getter of a value that only looks like a table or figure: shown as text instead.
    return undefined;
  }
}
