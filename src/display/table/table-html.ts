import { escapeHtml, linkHtml } from "../../core/index.js";
import { breakableName } from "./breakable-name.js";
import { type FormattedColumn } from "./format-column.js";
import { type TableLink } from "./table-data.js";

const FOLD_AFTER_CHARACTERS = 160;
const FOLD_AFTER_LINES = 4;
const PREVIEW_CHARACTERS = 120;
const SCROLL_HEIGHT = "44em";

// Sticky position and CSS variables work in trusted output only; without them the header scrolls away with its table.
const HEADER_STYLE = "position: sticky; top: 0; z-index: 1; background: var(--jp-layout-color0)";
const WRAP = "white-space: pre-wrap; overflow-wrap: break-word; max-width: 32em";
// Beside many columns of numbers a browser would break sentences after every word.
const ROOM = "min-width: 16em";
const LONG_CHARACTERS = 24;
// A name such as that of a metric would else make its column of short numbers as wide as the page.
const LONG_NAME = 16;
const DAY_OR_TIME = /^\d{4}-\d\d-\d\d[\d :.]*$/;

function headerCell({ name, type, align }: FormattedColumn): string {
  const kind =
    type === "" ? "" : `<br><small style="font-weight: normal; font-style: italic">${escapeHtml(type)}</small>`;
  const [shown, wrap] =
    name.length > LONG_NAME
      ? [breakableName(name), "overflow-wrap: normal"]
      : [escapeHtml(name), "white-space: nowrap"];
  return `<th scope="col" style="text-align: ${align}; vertical-align: bottom; ${wrap}; ${HEADER_STYLE}">${shown}${kind}</th>`;
}

function needsFolding(text: string): boolean {
  return text.length > FOLD_AFTER_CHARACTERS || text.split("\n").length > FOLD_AFTER_LINES;
}

function preview(text: string): string {
  const start = text.split("\n", FOLD_AFTER_LINES).join("\n");
  // By code point, so that an emoji at the border is kept whole or left out.
  return `${[...start.slice(0, PREVIEW_CHARACTERS * 2)].slice(0, PREVIEW_CHARACTERS).join("").trimEnd()}…`;
}

function cellContent(text: string, missing: boolean, link: string | undefined): string {
  if (link !== undefined) return linkHtml(link, text);
  if (missing) return `<i style="opacity: 0.6">${escapeHtml(text)}</i>`;
  if (!needsFolding(text)) return escapeHtml(text);
  return `<details><summary>${escapeHtml(preview(text))}</summary>${escapeHtml(text)}</details>`;
}

function bodyCell(column: FormattedColumn, row: number): string {
  const { align, cells, missing, colors, links } = column;
  const styles = [`text-align: ${align}`, "vertical-align: top"];
  if (align === "right" || DAY_OR_TIME.test(cells[row]!)) styles.push("white-space: nowrap");
  else styles.push(WRAP, ...(cells[row]!.length > LONG_CHARACTERS ? [ROOM] : []));
  const color = colors?.[row];
  if (color !== undefined) styles.push(`background-color: ${color}`);
  return `<td style="${styles.join("; ")}">${cellContent(cells[row]!, missing[row]!, links?.[row])}</td>`;
}

/** What {@link tableHtml} draws. */
export interface TableHtmlInput {
  readonly columns: readonly FormattedColumn[];
  /** Position after which rows are left out. */
  readonly gapAfter?: number;
  readonly caption?: string;
  /** Said below the table: how big it is and what is left out. */
  readonly summary: string;
  /** Pages that belong to the table, below it. @default none */
  readonly links?: readonly TableLink[];
}

/**
 * Draws columns as an HTML table that stays readable after JupyterLab's sanitiser: plain inline styles, no colours but
 * the tint of scores, so that the theme decides.
 *
 * Long text is folded behind its beginning; numbers are on the right; the header stays in sight where output is
 * trusted.
 */
export function tableHtml({ columns, gapAfter, caption, summary, links = [] }: TableHtmlInput): string {
  const rowCount = columns[0]?.cells.length ?? 0;
  const rows = Array.from(
    { length: rowCount },
    (_, row) => `<tr>${columns.map((column) => bodyCell(column, row)).join("")}</tr>`,
  );
  if (gapAfter !== undefined) {
    const gap = `<td style="text-align: center" colspan="${columns.length}">⋮</td>`;
    rows.splice(gapAfter + 1, 0, `<tr>${gap}</tr>`);
  }
  const heading =
    caption === undefined ? "" : `<caption style="text-align: left"><b>${escapeHtml(caption)}</b></caption>\n`;
  return [
    `<div style="overflow: auto; max-height: ${SCROLL_HEIGHT}">`,
    `<table class="dataframe">\n${heading}<thead>\n<tr>${columns.map(headerCell).join("")}</tr>\n</thead>`,
    `<tbody>\n${rows.join("\n")}\n</tbody>\n</table>`,
    `</div>\n<p><small>${escapeHtml(summary)}</small></p>`,
    ...(links.length === 0 ? [] : [`<p>${links.map(({ href, text }) => linkHtml(href, text)).join(" · ")}</p>`]),
  ].join("\n");
}
