import { escapeHtml, labelled, linkHtml } from "../../../core/index.js";
import { breakableName } from "../../../display/index.js";
import { failureLines, scoreCells, usedColumns } from "./digest-text.js";
import type { Digest } from "./digest.js";
import { metricStrip } from "./metric-strip.js";
import { shortNumber } from "./numbers.js";
import { CAPTION } from "./rows-html.js";
import { TEXTS } from "./texts.js";
import { formatNumber, say } from "../../../texts/index.js";

const CELL = "text-align: left; padding: .2em .45em; vertical-align: middle; overflow-wrap: normal";
const MARKS = { rows: "", pass: "✓ ", fail: "✗ ", failed: "⚠ " } as const;

/**
 * The digest as HTML of plain inline styles: verdict, counts, one line per score with its picture, failures, warnings,
 * rows, and the facts of the run. Colours of text and lines are the page's own.
 *
 * @param rows HTML of the rows, shown folded
 */
export function digestToHtml(digest: Digest, rows: { readonly heading: string; readonly html: string }): string {
  const { title, verdict, chips, scores, overall, further, warnings, facts, page, pageName } = digest;
  const parts = [
    `<p style="font-size: 1.1em; margin: .2em 0">${labelled(`<b>${escapeHtml(title)}</b>`, escapeHtml(verdict))}</p>`,
    `<p style="margin: .4em 0">${chips.map(chipHtml).join(" ")}</p>`,
  ];
  const wholes = Object.entries(overall).map(
    ([key, value]) => `${breakableName(key)} <b>${escapeHtml(shortNumber(value))}</b>`,
  );
  if (wholes.length > 0)
    parts.push(`<p style="margin: .4em 0">${labelled(escapeHtml(say("result.overall")), wholes.join(" · "))}</p>`);
  if (scores.length > 0) parts.push(scoresHtml(digest));
  const summaries = Object.entries(further);
  if (summaries.length > 0) {
    const items = summaries.map(([key, value]) => `<li>${escapeHtml(key)} ${shortNumber(value)}</li>`);
    parts.push(
      `<details><summary>${escapeHtml(say("result.summaries"))} (${summaries.length})</summary><ul style="columns: 18em">${items.join("")}</ul></details>`,
    );
  }
  const failures = failureLines(digest);
  if (failures.length > 0) {
    const items = failures.map((line) => `<li>${escapeHtml(line)}</li>`);
    parts.push(
      `<p style="margin: .6em 0 0"><b>⚠ ${escapeHtml(say("result.failures"))}</b></p><ul style="margin: .2em 0">${items.join("")}</ul>`,
    );
  }
  parts.push(
    ...warnings.map(
      (warning) =>
        `<p class="warning" style="border-left: 4px solid #d55e00; padding-left: .6em; margin: .5em 0">${labelled(`<b>${escapeHtml(say("result.warning"))}</b>`, escapeHtml(warning))}</p>`,
    ),
  );
  if (rows.html !== "") parts.push(`<details><summary>${escapeHtml(rows.heading)}</summary>${rows.html}</details>`);
  const said = facts.map(([name, value]) => `${escapeHtml(name)} ${escapeHtml(value)}`).join(" · ");
  const link = page === undefined ? "" : ` · ${linkHtml(page, say("result.runPage", { name: pageName }))}`;
  parts.push(`<p style="margin: .5em 0"><small>${said}${link}</small></p>`);
  return `<div class="tunelab-result">\n${parts.join("\n")}\n</div>`;
}

const chipHtml = ({ kind, count }: Digest["chips"][number]): string =>
  `<span style="border: 1px solid; border-radius: 1em; padding: .1em .7em; margin: .1em 0; display: inline-block; white-space: nowrap">${MARKS[kind]}${escapeHtml(say(`result.chip.${kind}`))} <b>${formatNumber(count)}</b></span>`;

function scoresHtml({ scores }: Digest): string {
  const columns = usedColumns(scores);
  const heads = [say("result.score"), "", ...columns.map((name) => TEXTS.column(name))];
  const lines = scores.map((summary) => {
    const cells = scoreCells(summary);
    const texts = columns.map(
      (name) =>
        `<td data-label="${escapeHtml(TEXTS.column(name))}" style="${CELL}">${escapeHtml(cells[name] ?? "")}</td>`,
    );
    return `<tr><th scope="row" style="${CELL}">${breakableName(summary.label)}</th><td style="${CELL}">${metricStrip(summary)}</td>${texts.join("")}</tr>`;
  });
  const head = heads.map((name) => `<th scope="col" style="${CELL}">${escapeHtml(name)}</th>`).join("");
  return (
    `<div style="overflow-x: auto"><table class="scores" style="border-collapse: collapse">` +
    `<caption style="${CAPTION}">${escapeHtml(say("result.scores"))}</caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`
  );
}
