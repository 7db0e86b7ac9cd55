import { type ColumnShade } from "./table-data.js";

// Okabe and Ito's blue and vermillion: told apart by people with any of the common colour-vision deficiencies.
const GOOD = "0, 114, 178";
const BAD = "213, 94, 0";
const STRONGEST = 0.4;

/**
 * Gives the background of a score's cell: from vermillion (worst) through none (middle) to blue (best).
 *
 * The colour is half transparent, so that the theme's own text stays readable on it, light or dark, and it is written
 * as `rgba()` because JupyterLab removes CSS variables from notebooks that are not trusted. Values outside the scale
 * count as its nearest end; `undefined` for NaN and for a scale without width.
 *
 * @example
 * shadeColor(0.75, { from: 0, to: 1 }); // "rgba(0, 114, 178, 0.2)"
 */
export function shadeColor(value: number, { from = 0, to = 1 }: ColumnShade = {}): string | undefined {
  if (Number.isNaN(value) || from === to) return undefined;
  const position = Math.min(1, Math.max(0, (value - from) / (to - from)));
  const strength = Math.round(Math.abs(position - 0.5) * 2 * STRONGEST * 100) / 100;
  return strength === 0 ? undefined : `rgba(${position < 0.5 ? BAD : GOOD}, ${strength})`;
}
