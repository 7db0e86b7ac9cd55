import { escapeHtml, labelled } from "../../../core/index.js";
import { PALETTE } from "../../../display/index.js";
import { shortNumber } from "./numbers.js";
import type { ScoreSummary } from "./score-summary.js";
import { formatNumber, say } from "../../../texts/index.js";

const WIDTH = 240;
const HEIGHT = 40;
const LEFT = 6;
const RIGHT = WIDTH - 6;
const BASE = 27;
const MOST_DOTS = 40;
const MOST_BARS = 24;
const DOT = 2.6;
/** Width of a character of the labels, at most of the common fonts. */
const CHARACTER = 5.2;
const [NEUTRAL, MISSED, PASSED] = PALETTE as [string, string, string];

/**
 * Draws a score over all rows in one small picture: dots for few rows, a histogram for many, one bar of parts for yes and
 * no and for words. Each has its own scale, its mean with the interval, and the threshold.
 *
 * What passes is filled, what does not is hollow or hatched, so that colour is never alone; lines and texts take the
 * page's own colour, light or dark. `""` for a score without values.
 */
export function metricStrip(summary: ScoreSummary): string {
  const isParted = summary.shares.length > 0;
  if (!isParted && summary.values.length === 0) return "";
  const { drawn, said } = isParted ? drawShares(summary) : drawNumbers(summary);
  const alt = escapeHtml(labelled(summary.label, said));
  return (
    `<svg role="img" aria-label="${alt}" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
    `style="min-width: 110px; max-width: 100%; vertical-align: middle" font-family="sans-serif" font-size="9" fill="currentColor">` +
    // Where a page leaves out pictures and keeps their words, these are a sentence, and no figure runs into the next.
    `<title>${alt}.</title>${drawn}</svg>`
  );
}

function drawNumbers({ score, values, mean, interval }: ScoreSummary): { drawn: string; said: string } {
  const low = Math.min(...lowHigh(values));
  const high = Math.max(...lowHigh(values));
  const [from, to] = scaleOf(score.range, low, high, score.threshold);
  const x = (value: number): number => round(LEFT + ((value - from) / (to - from)) * (RIGHT - LEFT));
  const fails = (value: number): boolean =>
    score.threshold !== undefined &&
    (score.greaterIsBetter === false ? value > score.threshold : value < score.threshold);
  const marks =
    values.length <= MOST_DOTS ? drawDots(values, x, fails, score.threshold) : drawBars(values, from, to, x);
  const parts = [
    line(LEFT, BASE, RIGHT, BASE, "0.5"),
    text(LEFT, "start", shortNumber(from)),
    text(RIGHT, "end", shortNumber(to)),
    marks,
  ];
  const said = [say("result.dots", { n: values.length, low: shortNumber(low), high: shortNumber(high) })];
  if (score.threshold !== undefined) {
    parts.push(line(x(score.threshold), 2, x(score.threshold), BASE + 3, "1", "3 2"));
    said.push(say("result.thresholdOf", { value: shortNumber(score.threshold) }));
  }
  if (mean !== undefined) {
    said.push(say("result.meanOf", { value: shortNumber(mean) }));
    parts.push(`<path d="M${x(mean)} ${BASE + 1}l-3.5 6h7z"/>`);
    if (interval !== undefined) parts.push(line(x(interval.low), BASE + 4, x(interval.high), BASE + 4, "1.5"));
  }
  return { drawn: parts.join(""), said: said.join(", ") };
}

/** Without spreading thousands of values into one call. */
function lowHigh(values: readonly number[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function scaleOf(
  range: readonly [number, number] | undefined,
  low: number,
  high: number,
  threshold = low,
): readonly [number, number] {
  const ends = [low, high, threshold, ...(range ?? [])];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (from < to) return [from, to];
  // Of counts and shares that are all 0, nothing lies below.
  if (from === 0) return [0, 1];
  const room = Math.abs(from) / 2;
  return [from - room, from + room];
}

function drawDots(
  values: readonly number[],
  x: (value: number) => number,
  fails: (value: number) => boolean,
  threshold: number | undefined,
): string {
  const heights = new Map<number, number>();
  return values
    .map((value) => {
      const slot = Math.round(x(value) / (DOT * 2));
      const below = heights.get(slot) ?? 0;
      heights.set(slot, below + 1);
      const y = round(Math.max(4, BASE - DOT - 1 - below * DOT * 1.7));
      const color = threshold === undefined ? NEUTRAL : fails(value) ? MISSED : PASSED;
      const fill = fails(value) ? `fill="none" stroke="${color}" stroke-width="1.4"` : `fill="${color}"`;
      return `<circle cx="${x(value)}" cy="${y}" r="${DOT}" ${fill} fill-opacity="0.85"/>`;
    })
    .join("");
}

function drawBars(values: readonly number[], from: number, to: number, x: (value: number) => number): string {
  const bars = Math.min(MOST_BARS, Math.ceil(Math.sqrt(values.length)));
  const counts = Array.from({ length: bars }, () => 0);
  for (const value of values) {
    const at = Math.min(bars - 1, Math.floor(((value - from) / (to - from)) * bars));
    counts[at]! += 1;
  }
  const most = Math.max(...counts);
  const width = (RIGHT - LEFT) / bars;
  return counts
    .map((count, at) => {
      const height = round((count / most) * (BASE - 3));
      const left = round(x(from) + at * width);
      return `<rect x="${left}" y="${round(BASE - height)}" width="${round(width - 1)}" height="${height}" fill="${NEUTRAL}"/>`;
    })
    .join("");
}

function drawShares({ score, shares, kind, mean }: ScoreSummary): { drawn: string; said: string } {
  const all = shares.reduce((sum, { count }) => sum + count, 0);
  let left = LEFT;
  const parts = shares.map(({ value, count }, at) => {
    const width = round(((RIGHT - LEFT) * count) / all);
    const isMiss = kind === "check" && /^(?:no|false|fail)$/i.test(value) === (score.greaterIsBetter !== false);
    const color = kind === "check" ? (isMiss ? MISSED : PASSED) : PALETTE[at % PALETTE.length]!;
    const fill = isMiss ? `fill="none" stroke="${color}" stroke-width="1.5"` : `fill="${color}" fill-opacity="0.85"`;
    const box = `<rect x="${round(left + 0.75)}" y="6" width="${round(Math.max(0.5, width - 1.5))}" height="12" ${fill}/>`;
    const name = `${value.slice(0, 14)} ${formatNumber(count)}`;
    // A name that is wider than its part would run into the next one's.
    const label =
      name.length * CHARACTER + 2 > width ? "" : ` <text x="${round(left + 2)}" y="30">${escapeHtml(name)}</text>`;
    left += width;
    return box + label;
  });
  const said = shares.map(({ value, count }) => say("result.share", { value, count, all }));
  if (mean !== undefined) said.push(say("result.meanOf", { value: shortNumber(mean) }));
  return { drawn: parts.join(""), said: said.join(", ") };
}

const round = (value: number): number => Math.round(value * 10) / 10;

const line = (x1: number, y1: number, x2: number, y2: number, width: string, dashes?: string): string =>
  `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="currentColor" stroke-width="${width}"${dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`}/>`;

const text = (x: number, anchor: string, said: string): string =>
  ` <text x="${x}" y="${HEIGHT - 2}" text-anchor="${anchor}">${escapeHtml(said)}</text>`;
