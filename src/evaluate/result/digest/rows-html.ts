import { escapeHtml, labelled, toJsonText } from "../../../core/index.js";
import { breakableName, shadeColor } from "../../../display/index.js";
import type { ResultView, ScoreColumn } from "../result-view.js";
import { shadeOf } from "../score-shade.js";
import { foldable } from "./foldable.js";
import { reasonOf } from "./digest.js";
import { shortNumber } from "./numbers.js";
import { orderRows, reasonColumnOf, textColumns } from "./row-order.js";
import type { RowStanding } from "./row-standings.js";
import { shortHeads } from "./short-heads.js";
import { say } from "../../../texts/index.js";

const FOLD_AFTER = 90;
const MARKS: Readonly<Record<RowStanding, string>> = { pass: "✓", fail: "✗", failed: "⚠", scored: "•", none: "–" };
/** Style of every cell. */
export const CELL = "text-align: left; vertical-align: top; padding: .3em .6em; overflow-wrap: normal";

/** What a cell with a text has besides: it gives way before the scores do, yet stays a readable column where a page is narrow. */
export const TEXT_CELL = "overflow-wrap: anywhere; min-width: 11em";

/** Style of what stands above a table. */
export const CAPTION = "text-align: left; font-size: .9em";

/**
 * Draws rows as an HTML table: what failed first, the scores before the texts, each score with its reason on demand, long
 * texts folded behind their beginning.
 *
 * @param most rows in the table
 * @param further whether the others follow in a `template`, which costs a browser nothing until a script shows them
 */
export function rowsHtml(view: ResultView, standings: readonly RowStanding[], most: number, further = false): string {
  const order = orderRows(view, standings);
  const texts = textColumns(view);
  const reasons = view.scores.map((score) => reasonColumnOf(view, score));
  const shades = view.scores.map((score) => shadeOf(view, score));
  const errors = errorsByRow(view);
  const names = [...view.scores.map(({ name }) => name), ...texts];
  const own = [say("result.row"), say("result.result")];
  const header = [...own, ...shortHeads(names, own)];
  const scoreHeads = header.slice(own.length, own.length + view.scores.length);
  const textHeads = header.slice(own.length + view.scores.length);
  const drawRow = (index: number): string => {
    const row = view.rows[index]!;
    const standing = standings[index]!;
    const why = errors.get(index);
    const state = `${MARKS[standing]}\u00a0${say(`result.standing.${standing}`)}`;
    const cells = [
      cell(header[0]!, String(index + 1)),
      cell(
        header[1]!,
        why === undefined
          ? state
          : `${state}<div style="min-width: 9em; overflow-wrap: anywhere">${foldable(why, FOLD_AFTER)}</div>`,
      ),
      ...view.scores.map((score, at) => scoreCell(scoreHeads[at]!, score, row, reasons[at], shades[at])),
      ...texts.map((name, at) => cell(textHeads[at]!, foldable(toText(row[name]), FOLD_AFTER), TEXT_CELL)),
    ];
    return `<tr data-standing="${standing}">${cells.join("")}</tr>`;
  };
  const heads = header.map((name, at) => {
    const whole = names[at - own.length];
    const title = whole === undefined || whole === name ? "" : ` title="${escapeHtml(whole)}"`;
    return `<th scope="col"${title} style="${CELL}; vertical-align: bottom">${breakableName(name)}</th>`;
  });
  const rest = further ? order.slice(most) : [];
  return (
    `<div style="overflow-x: auto"><table class="rows" style="border-collapse: collapse">` +
    `<caption style="${CAPTION}">${escapeHtml(say("result.rowsCaption"))}</caption>` +
    `<thead><tr>${heads.join("")}</tr></thead>\n<tbody>\n${order.slice(0, most).map(drawRow).join("\n")}\n</tbody></table></div>` +
    (rest.length === 0 ? "" : `\n<template class="further">${rest.map(drawRow).join("\n")}</template>`)
  );
}

function errorsByRow({ failures }: ResultView): ReadonlyMap<number, string> {
  const errors = new Map<number, string>();
  for (const { row, column, ...failure } of failures) {
    const said = labelled(column, reasonOf(failure));
    const before = errors.get(row - 1);
    errors.set(row - 1, before === undefined ? said : `${before} ${said}`);
  }
  return errors;
}

function scoreCell(
  head: string,
  score: ScoreColumn,
  row: Readonly<Record<string, unknown>>,
  reasonColumn: string | undefined,
  shade: ReturnType<typeof shadeOf>,
): string {
  const value = row[score.column];
  const number = typeof value === "number" ? value : undefined;
  const shown = number === undefined ? toText(value) : shortNumber(number);
  const color = number === undefined || shade === undefined ? undefined : shadeColor(number, shade);
  const reason = reasonColumn === undefined ? "" : toText(row[reasonColumn]);
  const content =
    reason === ""
      ? foldable(shown, 40)
      : `${escapeHtml(shown)}<details><summary>${escapeHtml(say("result.reason"))}</summary>${escapeHtml(reason)}</details>`;
  const sort = number === undefined ? "" : ` data-sort="${number}"`;
  const tint = color === undefined ? "" : `; background-color: ${color}`;
  return `<td data-label="${escapeHtml(head)}"${sort} style="${CELL}${tint}">${content}</td>`;
}

const cell = (label: string, content: string, further?: string): string =>
  `<td data-label="${escapeHtml(label)}" style="${CELL}${further === undefined ? "" : `; ${further}`}">${content}</td>`;

function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "object") return toJsonText(value);
  return String(value as number | boolean);
}
