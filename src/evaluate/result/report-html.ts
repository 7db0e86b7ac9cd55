import { createHash } from "node:crypto";
import { escapeHtml, labelled } from "../../core/index.js";
import { digestToHtml } from "./digest/digest-html.js";
import { digestOf } from "./digest/digest.js";
import { textColumns } from "./digest/row-order.js";
import { CELL, rowsHtml, TEXT_CELL } from "./digest/rows-html.js";
import { TEXTS } from "./digest/texts.js";
import { REPORT_SCRIPT } from "./report-script.js";
import type { ResultView } from "./result-view.js";
import { currentLocale, say } from "../../texts/index.js";

/** A browser lays out as many in no time; a script shows the others. */
const ROWS_AT_FIRST = 100;

/** Narrower than this many rem a column, rows are laid out one below the other: their texts would be a word wide. */
const REM_PER_COLUMN = 5;
const [NARROW, WIDEST] = [44, 78];

const styleFor = (columns: number): string => `
:root { color-scheme: light dark; --line: #c8c8c8; --soft: #f3f3f3; }
@media (prefers-color-scheme: dark) { :root { --line: #555; --soft: #2a2a2a; } }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem auto; max-width: 80rem; padding: 0 .8rem; overflow-wrap: anywhere; }
.rows { font-size: 13px; } .rows td, .rows th { ${CELL}; padding: .3em .45em; }
table { border-collapse: collapse; max-width: 100%; } tr { border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); } .rows thead th { position: sticky; top: 0; cursor: pointer; }
.scores svg { min-width: 150px; } .rows .text { overflow-wrap: anywhere; min-width: 6em; }
.tools { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: .6rem 0; align-items: center; }
input[type="search"] { font: inherit; padding: .2rem .4rem; min-width: 14rem; }
summary { cursor: pointer; } [hidden] { display: none; }
@media (max-width: ${NARROW}rem) { ${stacked(".scores")} }
@media (max-width: ${Math.min(WIDEST, Math.max(NARROW, columns * REM_PER_COLUMN))}rem) {
  ${stacked(".rows")} .rows td.text { display: block; margin: 0; } .tools small { display: none; }
  .rows details, .rows summary { display: inline; } .rows summary::before { content: " ▸ "; } .rows [open] > summary::before { content: " ▾ "; }
}
@media print {
  :root { color-scheme: light; --line: #c8c8c8; --soft: #f3f3f3; } .tools { display: none; } .rows thead th { position: static; }
  p.tools:not([hidden]) { display: block; } .tools button { display: none; }
  body { max-width: none; font-size: 11px; } tr { break-inside: avoid; } div { overflow: visible !important; }
}
`;

/** A row as a paragraph of named values, in place of a table that is wider than the page. */
const stacked = (table: string): string =>
  `${table} thead { display: none; } ${table}, ${table} tbody, ${table} caption, ${table} tbody th, ${table} td:not([data-label]) { display: block; }
  ${table} tr { display: block; padding: .4rem 0; } ${table} td[data-label] { display: inline-block; margin-right: .9em; }
  ${table} td, ${table} tbody th { padding: .1rem .15rem !important; min-width: 0 !important; overflow-wrap: anywhere !important; }
  ${table} td[data-label]:empty { display: none; } ${table} td[data-label]::before { content: attr(data-label) "${labelled("", "")}"; font-weight: 600; }`;

/**
 * Writes a result as one HTML page that needs nothing else: verdict, scores, warnings, facts and all rows, what failed first,
 * to be sorted and searched.
 *
 * Every text of the data is escaped; the page's policy lets nothing be loaded and no script run but its own.
 *
 * @example
 * await writeFile("report.html", resultToHtml(view));
 */
export function resultToHtml(view: ResultView): string {
  const digest = digestOf(view);
  const rows = { heading: TEXTS.rows(view.rows.length, view.rows.length), html: "" };
  const hash = createHash("sha256").update(REPORT_SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  return `<!doctype html>
<html lang="${currentLocale()}">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(view.title)}</title>
<style>${styleFor(2 + view.scores.length + textColumns(view).length)}</style></head>
<body>
<main>
${digestToHtml(digest, rows)}
<h2 style="font-size: 1.1em; margin: 1em 0 0">${escapeHtml(rows.heading)}</h2>
<div class="tools" hidden><label>${escapeHtml(say("result.filter"))} <input type="search"></label>
<label><input type="checkbox"> ${escapeHtml(say("result.onlyProblems"))}</label> <small>${escapeHtml(say("result.sortHint"))}</small></div>
${asClasses(rowsHtml(view, digest.standings, ROWS_AT_FIRST, true))}
<p class="tools" hidden><button type="button">${escapeHtml(say("result.showMore"))}</button> <output></output></p>
</main>
<script>${REPORT_SCRIPT}</script>
</body>
</html>
`;
}

/** A page has a style sheet: the style that every cell of the notebook's display carries would be most of the file. */
const asClasses = (rows: string): string =>
  rows
    .replaceAll(` style="${CELL}; ${TEXT_CELL}"`, ` class="text"`)
    .replaceAll(` style="${CELL}"`, "")
    .replaceAll(`${CELL}; `, "");
