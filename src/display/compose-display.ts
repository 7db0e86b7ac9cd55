import { escapeHtml, type DisplayBundle, type MimeData } from "../core/index.js";
import { Figure, type FigureBundleOptions } from "./figure/index.js";
import { PARTS_MIME, PLOTLY_MIME, TABLE_MIME } from "./mime-types.js";
import { Table } from "./table/index.js";

/** A sentence or heading whose HTML says more than its text does, such as one with a link. */
export interface MarkupPart {
  /** Escaped already, and safe to show. */
  readonly html: string;
  readonly text: string;
}

/** What a display is put together of: figures, tables and sentences, one after the other. */
export type DisplayPart = Figure | Table | MarkupPart | string;

/** A part in each form: for JupyterLab with our extension, for other front ends, as text. */
interface FormedPart {
  readonly rich: { readonly mime: string; readonly data: unknown };
  readonly html: string;
  readonly text: string;
}

/**
 * Puts figures, tables and sentences together into one display that shows them all, in every front end.
 *
 * A front end shows one MIME type of a display, the richest that it knows, and what only another type says is never seen.
 * So each type here is made of the same parts in the same order: figures and tables that can be used in JupyterLab with
 * our extension, HTML with the figures' pictures elsewhere, text in a terminal.
 *
 * Gives a promise where there is a figure, because its picture is drawn first; else what to show, at once.
 *
 * @example
 * await composeDisplay([report.figure, report.table, "12 examples, none longer than the limit."]);
 */
export function composeDisplay(parts: readonly Exclude<DisplayPart, Figure>[]): MimeData;
export function composeDisplay(parts: readonly DisplayPart[], options?: FigureBundleOptions): Promise<MimeData>;
export function composeDisplay(
  parts: readonly DisplayPart[],
  options: FigureBundleOptions = {},
): MimeData | Promise<MimeData> {
  const formed = parts.map((part) => (part instanceof Figure ? formFigure(part, options) : formPart(part)));
  return formed.some((part) => part instanceof Promise)
    ? Promise.all(formed).then(join)
    : join(formed as readonly FormedPart[]);
}

function join(parts: readonly FormedPart[]): MimeData {
  const isRich = parts.some(({ rich }) => rich.mime !== "text/html");
  return {
    // One part alone is what it is by itself.
    ...(isRich && parts.length === 1 && { [parts[0]!.rich.mime]: parts[0]!.rich.data }),
    ...(isRich && parts.length > 1 && { [PARTS_MIME]: { parts: parts.map(({ rich }) => rich) } }),
    "text/html": parts.map(({ html }) => html).join("\n"),
    "text/plain": parts.map(({ text }) => text).join("\n"),
  };
}

function formPart(part: Exclude<DisplayPart, Figure>): FormedPart {
  if (part instanceof Table) {
    const { data } = part.toBundle();
    const html = part.toHtml();
    const interactive = data[TABLE_MIME];
    const rich =
      interactive === undefined ? { mime: "text/html", data: html } : { mime: TABLE_MIME, data: interactive };
    return { rich, html, text: part.toString() };
  }
  const markup =
    typeof part === "string" ? { html: `<p style="white-space: pre-wrap">${escapeHtml(part)}</p>`, text: part } : part;
  return { rich: { mime: "text/html", data: markup.html }, ...markup };
}

async function formFigure(figure: Figure, options: FigureBundleOptions): Promise<FormedPart> {
  const { data }: DisplayBundle = await figure.toBundle(options);
  const picture = data["image/png"];
  const text = String(data["text/plain"]);
  const image = `<img src="data:image/png;base64,${String(picture)}" alt="${escapeHtml(figure.description)}" style="max-width: 100%">`;
  return {
    rich: { mime: PLOTLY_MIME, data: data[PLOTLY_MIME] },
    html: picture === undefined ? `<p>${escapeHtml(text)}</p>` : `<p>${image}</p>`,
    text,
  };
}
