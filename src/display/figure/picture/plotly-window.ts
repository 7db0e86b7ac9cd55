import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findProjectRoot, TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { pathLength, pointAtLength } from "./path-points.js";
import { PixelCanvas } from "./pixel-canvas.js";
import { boxOf, screenBoxOf, type DomElement } from "./svg-box.js";
import { type Box } from "./transform.js";

/** The part of Plotly that draws pictures. */
export interface PlotlyLibrary {
  toImage(figure: object, options: object): Promise<string>;
}

interface CanvasElement {
  readonly width: number;
  readonly height: number;
}

interface BrowserWindow {
  readonly Plotly: PlotlyLibrary;
  readonly HTMLCanvasElement: { readonly prototype: object };
  readonly SVGElement: { readonly prototype: object };
  readonly Element: { readonly prototype: object };
  readonly URL: object;
  eval(script: string): unknown;
}

interface Jsdom {
  readonly JSDOM: new (html: string, options: object) => { readonly window: BrowserWindow };
}

const DEFAULT_WIDTH = 700;
const DEFAULT_HEIGHT = 400;

function toRectangle(box: Box = { x0: 0, y0: 0, x1: 0, y1: 0 }): object {
  const { x0, y0, x1, y1 } = box;
  return { x: x0, y: y0, left: x0, top: y0, right: x1, bottom: y1, width: x1 - x0, height: y1 - y0 };
}

function clientRectangle(element: DomElement, isSvg: boolean): object {
  if (isSvg) return toRectangle(screenBoxOf(element));
  const size = (property: string): number => parseFloat(element.style?.getPropertyValue(property) ?? "");
  return toRectangle({ x0: 0, y0: 0, x1: size("width") || DEFAULT_WIDTH, y1: size("height") || DEFAULT_HEIGHT });
}

const pathOf = (element: DomElement): string => element.getAttribute?.("d") ?? "";

/** Adds the measuring that jsdom lacks, because it lays nothing out. */
function addGeometry(window: BrowserWindow): void {
  const isSvg = (element: unknown): boolean =>
    Object.prototype.isPrototypeOf.call(window.SVGElement.prototype, element as object);
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: DomElement) {
      return toRectangle(boxOf(this));
    },
    getComputedTextLength(this: DomElement) {
      const box = boxOf(this);
      return box === undefined ? 0 : box.x1 - box.x0;
    },
    getTotalLength(this: DomElement) {
      return pathLength(pathOf(this));
    },
    getPointAtLength(this: DomElement, length: number) {
      return pointAtLength(pathOf(this), length);
    },
    getScreenCTM() {
      const identity = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0, inverse: () => identity };
      return identity;
    },
  });
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: DomElement) {
      return clientRectangle(this, isSvg(this));
    },
  });
}

/** Adds a canvas that can hold the pixels of a heatmap; there is no WebGL. */
function addCanvas(window: BrowserWindow): void {
  const canvases = new WeakMap<CanvasElement, { canvas: PixelCanvas; width: number; height: number }>();
  const canvasOf = (element: CanvasElement): PixelCanvas => {
    const { width, height } = element;
    const known = canvases.get(element);
    if (known !== undefined && known.width === width && known.height === height) return known.canvas;
    const canvas = new PixelCanvas(width, height);
    canvases.set(element, { canvas, width, height });
    return canvas;
  };
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: CanvasElement, kind: string) {
      return kind === "2d" ? canvasOf(this) : null;
    },
    toDataURL(this: CanvasElement) {
      return canvasOf(this).toDataUrl();
    },
  });
}

/**
 * Loads Plotly into a window without a browser: jsdom, and the measuring and drawing that Plotly asks of it.
 *
 * Takes about a second and 300 MB, so it belongs in a worker thread. Nothing is loaded from a network: jsdom fetches
 * no images, and scripts run only where we evaluate them.
 *
 * @example
 * const svg = await loadPlotly().toImage({ data: [{ y: [1, 2] }] }, { format: "svg", width: 700, height: 400 });
 */
export function loadPlotly(): PlotlyLibrary {
  const require = createRequire(import.meta.url);
  const { JSDOM } = require("jsdom") as Jsdom;
  const { window } = new JSDOM("<!doctype html>", { runScripts: "outside-only", pretendToBeVisual: true });
  Object.assign(window, {
    TextDecoder,
    TextEncoder,
    matchMedia: () => ({ matches: false, addListener() {}, removeListener() {} }),
  });
  Object.assign(window.URL, { createObjectURL: () => "" });
  addGeometry(window);
  addCanvas(window);
  window.eval(readSmallPlotly());
  return window.Plotly;
}

/** The build makes it of `plotly.js-dist`: the same code at half the size. */
function readSmallPlotly(): string {
  const path = join(findProjectRoot(), "dist", "vendor", "plotly.min.js");
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new TunelabError(say("figure.noPlotly", { path }), {
      code: "build_incomplete",
      hint: say("figure.noPlotlyHint"),
      cause,
    });
  }
}
