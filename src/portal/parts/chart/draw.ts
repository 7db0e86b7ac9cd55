import type uPlot from "uplot";
import type { Series } from "./series.js";

/** More marks than this run into each other and cost time. */
const MOST_MARKS = 400;

/** A colour of the style sheet. */
export const colorOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Draws the marks of the series that have one. */
export function drawMarks(plot: uPlot, series: readonly Series[]): void {
  const { ctx } = plot;
  const [from, to] = plot.series[0]!.idxs ?? [0, plot.data[0].length - 1];
  const size = 4.5 * devicePixelRatio;
  ctx.save();
  series.forEach(({ marker, color }, index) => {
    if (marker === undefined || plot.series[index + 1]!.show === false) return;
    const values = plot.data[index + 1]!;
    const places: number[] = [];
    for (let at = from; at <= to && places.length <= MOST_MARKS; at++)
      if (typeof values[at] === "number") places.push(at);
    if (places.length > MOST_MARKS) return;
    ctx.fillStyle = colorOf(`--series-${color}`);
    for (const at of places) {
      drawMark(ctx, marker, plot.valToPos(plot.data[0][at]!, "x", true), plot.valToPos(values[at]!, "y", true), size);
    }
  });
  ctx.restore();
}

function drawMark(
  ctx: CanvasRenderingContext2D,
  marker: NonNullable<Series["marker"]>,
  x: number,
  y: number,
  size: number,
): void {
  ctx.beginPath();
  if (marker === "circle") ctx.arc(x, y, size * 0.9, 0, 2 * Math.PI);
  else if (marker === "square") ctx.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else {
    ctx.moveTo(x, y - size * 1.3);
    ctx.lineTo(x + size * 1.3, y);
    ctx.lineTo(x, y + size * 1.3);
    ctx.lineTo(x - size * 1.3, y);
    ctx.closePath();
  }
  ctx.fill();
}

/** A vertical line with a word at its top. */
export interface Vertical {
  readonly at: number;
  readonly label: string;
  /** Drawn strongly, with a star's place at its top. */
  readonly isStrong?: boolean;
}

/** Draws the vertical lines that are in sight; words only where they have room. */
export function drawVerticals(plot: uPlot, verticals: readonly Vertical[], scale: number): void {
  const { ctx, bbox } = plot;
  const { min = 0, max = 0 } = plot.scales["x"] as { min?: number; max?: number };
  ctx.save();
  ctx.font = `${12 * scale * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = "top";
  ctx.lineWidth = devicePixelRatio;
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (const { at, label, isStrong } of [...verticals].sort((a, b) => a.at - b.at)) {
    if (at < min || at > max) continue;
    const x = Math.round(plot.valToPos(at, "x", true));
    ctx.strokeStyle = ctx.fillStyle = colorOf(isStrong === true ? "--good" : "--line-strong");
    ctx.setLineDash(isStrong === true ? [] : [3 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(label).width + 10 * devicePixelRatio;
    // Words of epochs need room between each other; the strong line's stands in a row of its own.
    if (x - width < bbox.left || (isStrong !== true && x - width < freeFrom)) continue;
    ctx.textAlign = "right";
    ctx.fillText(label, x - 4 * devicePixelRatio, bbox.top + (isStrong === true ? 18 * scale : 2) * devicePixelRatio);
    if (isStrong !== true) freeFrom = x;
  }
  ctx.restore();
}
