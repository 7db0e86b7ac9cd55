import { createRequire } from "node:module";
import { FONT_FAMILY, PALETTE } from "../palette.js";
import { type NormalSpec } from "../plotly-spec.js";
import { FONT_FILES } from "./font-metrics.js";
import { loadPlotly, type PlotlyLibrary } from "./plotly-window.js";
import { simplifyForPicture } from "./simplify-for-picture.js";
import { needsOtherFonts } from "./text-width.js";

/** A figure as a picture. */
export interface RenderedPicture {
  /** PNG with two pixels for each pixel of `width` and `height`, for sharp letters on every screen. */
  readonly png: Uint8Array;
  /** In CSS pixels. */
  readonly width: number;
  /** In CSS pixels. */
  readonly height: number;
  /** What the picture leaves out, if anything. */
  readonly note?: string;
}

interface ResvgPackage {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

const PIXEL_RATIO = 2;
const LARGEST_SIDE = 2_000;

let plotly: PlotlyLibrary | undefined;

function sideOf(value: unknown, standard: number): number {
  return typeof value === "number" && value >= 10 ? Math.min(LARGEST_SIDE, Math.round(value)) : standard;
}

/** Colours and letters where the figure chooses none; the extension has the same for JupyterLab's themes. */
function withDefaults(layout: NormalSpec["layout"]): Record<string, unknown> {
  const font = layout.font as object | undefined;
  return { colorway: PALETTE, ...layout, font: { family: FONT_FAMILY, ...font } };
}

/**
 * Draws a figure as SVG text, without a browser.
 *
 * @example
 * await renderSvg(normalizeSpec({ data: [{ y: [1, 2] }] }), 700, 400); // "<svg class=\"main-svg\" …"
 */
export async function renderSvg(spec: NormalSpec, width: number, height: number): Promise<string> {
  plotly ??= loadPlotly();
  // Plotly writes into the object that it is given.
  const figure = structuredClone({ data: spec.data, layout: withDefaults(spec.layout) });
  const image = await plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
  return image.startsWith("<") ? image : decodeURIComponent(image.replace(/^data:image\/svg\+xml,/, ""));
}

/** resvg 2.6 finds no `url("#id")` in quotes, and knows `image-rendering` as attribute only. */
function rewriteForResvg(svg: string): string {
  return svg
    .replace(/url\((?:'|&quot;)([^'&]*)(?:'|&quot;)\)/g, "url($1)")
    .replace(/<image /g, '<image image-rendering="optimizeSpeed" ')
    .replace(/image-rendering: ?[^;"]*;?/g, "");
}

function rasterize(svg: string): Uint8Array {
  const { Resvg } = createRequire(import.meta.url)("@resvg/resvg-js") as ResvgPackage;
  return new Resvg(rewriteForResvg(svg), {
    fitTo: { mode: "zoom", value: PIXEL_RATIO },
    font: {
      fontFiles: Object.values(FONT_FILES),
      // Reading every font of the system takes time, and is needed only for letters that ours lacks.
      loadSystemFonts: needsOtherFonts(svg),
      defaultFontFamily: "Arimo",
      sansSerifFamily: "Arimo",
      serifFamily: "Arimo",
      monospaceFamily: "Arimo",
    },
  })
    .render()
    .asPng();
}

/**
 * Draws a figure as PNG, without a browser; the first call takes about a second to load Plotly.
 *
 * The size is the layout's width and height, else 700 by 400, at most 2,000 each.
 */
export async function renderPicture(spec: NormalSpec): Promise<RenderedPicture> {
  const width = sideOf(spec.layout.width, 700);
  const height = sideOf(spec.layout.height, 400);
  const { spec: drawable, note } = simplifyForPicture(spec);
  const svg = await renderSvg(drawable, width, height);
  return { png: rasterize(svg), width, height, note };
}
