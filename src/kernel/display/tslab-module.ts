import { randomUUID } from "node:crypto";
import { type MimeData, getDisplaySink } from "../../core/essentials/index.js";

/** The functions of tslab's `display`, under its names. */
export interface TslabDisplay {
  javascript(source: string): void;
  html(source: string): void;
  markdown(source: string): void;
  latex(source: string): void;
  svg(source: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(source: string): void;
  raw(contentType: string, content: string | Uint8Array): void;
}

/**
 * What `import … from "tslab"` gives in a cell: tslab's display functions over this kernel.
 *
 * tslab's own module says "Not ready" outside tslab's kernel (tslab 1.0.22).
 *
 * @example
 * tslabModule().display.html("<b>hello</b>");
 */
export function tslabModule(): {
  readonly display: TslabDisplay;
  readonly newDisplay: () => TslabDisplay;
  readonly versions: Readonly<Record<string, string>>;
} {
  return {
    display: createDisplay(undefined),
    newDisplay: () => createDisplay(randomUUID()),
    versions: { tslab: "1.0.22", node: process.version },
  };
}

function createDisplay(displayId: string | undefined): TslabDisplay {
  let shown = false;
  const show = (mime: string, content: string | Uint8Array): void => {
    const data: MimeData = { [mime]: content };
    getDisplaySink()?.display({ data }, { displayId, update: displayId !== undefined && shown });
    shown = true;
  };
  return {
    javascript: (source) => show("text/javascript", source),
    html: (source) => show("text/html", source),
    markdown: (source) => show("text/markdown", source),
    latex: (source) => show("text/latex", source),
    svg: (source) => show("image/svg+xml", source),
    png: (bytes) => show("image/png", bytes),
    jpeg: (bytes) => show("image/jpeg", bytes),
    gif: (bytes) => show("image/gif", bytes),
    pdf: (bytes) => show("application/pdf", bytes),
    text: (source) => show("text/plain", source),
    raw: show,
  };
}
