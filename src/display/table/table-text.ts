import { say } from "../../texts/index.js";
import { cutToWidth, displayWidth } from "./display-width.js";
import { type FormattedColumn } from "./format-column.js";

const MAX_CELL_WIDTH = 50;
const MAX_LINE_WIDTH = 140;
const SEPARATOR = "  ";

// Line breaks and tabs would tear the columns apart, so they are shown as the symbols that Unicode has for them.
const oneLine = (text: string): string =>
  text
    .replace(/\r\n?|\n/g, "⏎")
    .replace(/\t/g, "⇥")
    .replace(/[\p{Control}\p{Surrogate}]/gu, "\uFFFD");

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "right" ? space + text : text + space;
}

interface TextColumn {
  readonly lines: readonly string[];
  readonly width: number;
  readonly align: "left" | "right";
}

function toTextColumn(column: FormattedColumn, gapAfter: number | undefined): TextColumn {
  const texts = [column.name, column.type, ...column.cells].map((text) => cutToWidth(oneLine(text), MAX_CELL_WIDTH));
  if (gapAfter !== undefined) texts.splice(2 + gapAfter + 1, 0, "⋮");
  return { lines: texts, width: Math.max(...texts.map(displayWidth)), align: column.align };
}

/**
 * Counts how many of the columns fit side by side into 140 characters; at least one.
 */
function countFitting(columns: readonly TextColumn[]): number {
  let width = 0;
  const fitting = columns.findIndex((column) => {
    width += column.width + SEPARATOR.length;
    return width - SEPARATOR.length > MAX_LINE_WIDTH;
  });
  return fitting === -1 ? columns.length : Math.max(1, fitting);
}

/**
 * Draws columns as text in a fixed-width font: names, types, a rule, rows.
 *
 * Columns that do not fit into 140 characters are named below instead.
 *
 * @example
 * tableText([{ name: "a", type: "integer", align: "right", cells: ["1"], missing: [false] }]);
 * // "      a\ninteger\n───────\n      1"
 */
export function tableText(columns: readonly FormattedColumn[], gapAfter?: number): string {
  const drawn = columns.map((column) => toTextColumn(column, gapAfter));
  const shown = drawn.slice(0, countFitting(drawn));
  const lineCount = shown[0]?.lines.length ?? 0;
  const lines = Array.from({ length: lineCount }, (_, row) =>
    shown
      .map(({ lines: texts, width, align }) => pad(texts[row]!, width, align))
      .join(SEPARATOR)
      .trimEnd(),
  );
  if (columns.every(({ type }) => type === "")) lines.splice(1, 1);
  lines.splice(
    columns.every(({ type }) => type === "") ? 1 : 2,
    0,
    shown.map(({ width }) => "─".repeat(width)).join(SEPARATOR),
  );
  const rest = columns.slice(shown.length);
  if (rest.length > 0)
    lines.push(
      say("table.also", { names: cutToWidth(rest.map(({ name }) => oneLine(name)).join(", "), MAX_LINE_WIDTH) }),
    );
  return lines.join("\n");
}
