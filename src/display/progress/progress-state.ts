import { escapeHtml, labelled, type DisplayBundle } from "../../core/index.js";
import { formatNumber, say } from "../../texts/index.js";
import { formatDuration } from "./format-duration.js";

/** How far some work is: plain data. */
export interface ProgressState {
  readonly label: string;
  readonly status: "running" | "done" | "failed" | "interrupted";
  readonly done: number;
  /** `undefined` when nobody knows. */
  readonly total?: number;
  /** What is counted, in the plural: `"rows"`. */
  readonly unit?: string;
  readonly elapsedMs: number;
  /** Units a second. */
  readonly rate?: number;
  readonly remainingMs?: number;
  readonly note?: string;
}

const formatCount = (value: number): string => formatNumber(value, { digits: 2 });

function formatRate(rate: number, unit: string | undefined): string {
  const shown =
    rate >= 100 ? formatNumber(Math.round(rate)) : formatNumber(Number(rate.toPrecision(3)), { digits: 20 });
  return unit === undefined ? `${shown}/s` : `${shown} ${unit}/s`;
}

function countText({ done, total, unit }: ProgressState): string {
  const counted =
    total === undefined
      ? formatCount(done)
      : say("progress.of", { done: formatCount(done), total: formatCount(total) });
  const share = total === undefined || total === 0 ? "" : ` (${Math.floor((100 * done) / total)} %)`;
  return `${counted}${unit === undefined ? "" : ` ${unit}`}${share}`;
}

function timeText({ status, elapsedMs, remainingMs }: ProgressState): string {
  const elapsed = formatDuration(elapsedMs);
  if (status === "done") return say("progress.in", { time: elapsed });
  if (status !== "running") return say(`progress.${status}`, { time: elapsed });
  return remainingMs === undefined
    ? say("progress.soFar", { time: elapsed })
    : say("progress.left", { time: formatDuration(remainingMs) });
}

const MARKS: Readonly<Record<ProgressState["status"], string>> = {
  running: "…",
  done: "✓",
  failed: "✗",
  interrupted: "■",
};

function detailText(state: ProgressState): string {
  const parts = [countText(state), state.rate === undefined ? "" : formatRate(state.rate, state.unit), timeText(state)];
  if (state.note !== undefined) parts.push(state.note);
  return parts.filter((part) => part !== "").join(" · ");
}

/**
 * Says in one line how far some work is.
 *
 * @example
 * progressText({ label: "Scoring", status: "running", done: 5, total: 20, elapsedMs: 1000, rate: 5, remainingMs: 3000 });
 * // "… Scoring: 5 of 20 (25 %) · 5/s · about 3.0 s left"
 */
export function progressText(state: ProgressState): string {
  return labelled(`${MARKS[state.status]} ${state.label}`, detailText(state));
}

/** Shows how far some work is as a bar and a line of text; readable without scripts, styles or trust. */
export function progressBundle(state: ProgressState): DisplayBundle {
  const { total, done, status, label } = state;
  // A bar without value moves by itself, which only running work may do.
  const value =
    total === undefined ? (status === "running" ? "" : ' max="1" value="1"') : ` max="${total}" value="${done}"`;
  const bar = `<progress${value} style="width: 16em; vertical-align: middle"></progress>`;
  const text = `${MARKS[status]} <b>${escapeHtml(label)}</b>`;
  return {
    data: {
      "text/html": `<div>${text} ${bar} ${escapeHtml(detailText(state))}</div>`,
      "text/plain": progressText(state),
    },
  };
}
