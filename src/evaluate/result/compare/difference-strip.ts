import { escapeHtml, labelled } from "../../../core/index.js";
import { PALETTE } from "../../../display/index.js";
import { shortNumber } from "../digest/numbers.js";
import type { ScoreComparison } from "./comparison-data.js";
import { LEAST_PAIRS, verdictOf } from "./verdict.js";
import { say } from "../../../texts/index.js";

const WIDTH = 220;
const HEIGHT = 22;
const MIDDLE = 11;

/** Widest end of all intervals, each as a share of its score's scale: the half width of the common axis. */
export function axisOf(scores: readonly ScoreComparison[]): number {
  const ends = scores.flatMap(({ difference: { low, high, estimate }, scale }) =>
    [low, high, estimate].filter(Number.isFinite).map((value) => Math.abs(value) / scale),
  );
  return Math.max(1e-9, ...ends);
}

/**
 * Draws a difference with its interval on the axis that all scores of a comparison share; 0 is the line in the middle. A
 * difference that is none to speak of is hollow.
 */
export function differenceStrip(comparison: ScoreComparison, axis: number): string {
  const { name, difference, scale, pairs } = comparison;
  if (pairs === 0) return "";
  const x = (value: number): number => Math.round((WIDTH / 2 + (value / scale / axis) * (WIDTH / 2 - 6)) * 10) / 10;
  const { estimate, low, high } = difference;
  const verdict = verdictOf(comparison);
  const isClear = verdict !== "no clear difference";
  const color = verdict === "worse" ? PALETTE[1]! : verdict === "better" ? PALETTE[2]! : PALETTE[0]!;
  const hasInterval = pairs >= LEAST_PAIRS;
  const said = { name, estimate: shortNumber(estimate), low: shortNumber(low), high: shortNumber(high) };
  const alt = escapeHtml(hasInterval ? say("comparison.drawn", said) : labelled(name, said.estimate));
  return (
    `<svg role="img" aria-label="${alt}" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" style="min-width: 8em; max-width: 100%; vertical-align: middle">` +
    `<title>${alt}</title><path d="M${WIDTH / 2} 0V${HEIGHT}" stroke="currentColor" stroke-width="0.7" stroke-dasharray="2 2"/>` +
    (hasInterval ? `<path d="M${x(low)} ${MIDDLE}H${x(high)}" stroke="${color}" stroke-width="2"/>` : "") +
    `<circle cx="${x(estimate)}" cy="${MIDDLE}" r="4.5" stroke="${color}" stroke-width="2" fill="${isClear ? color : "none"}"/></svg>`
  );
}
