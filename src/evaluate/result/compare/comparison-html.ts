import { escapeHtml, labelled, linkHtml } from "../../../core/index.js";
import { breakableName } from "../../../display/index.js";
import { foldable } from "../digest/foldable.js";
import { shortNumber } from "../digest/numbers.js";
import { CAPTION, TEXT_CELL } from "../digest/rows-html.js";
import type { ComparisonData } from "./comparison-data.js";
import { axisOf, differenceStrip } from "./difference-strip.js";
import { markChanges } from "./mark-changes.js";
import { describeComparison, MOST_CHANGES } from "./comparison-text.js";
import { TEXTS } from "./texts.js";
import { say } from "../../../texts/index.js";

/** Characters of an answer that are seen at once; those that differ are often at its end, so more than of other texts. */
const FOLD_AFTER = 300;
const MOST_IN_HEAD = 40;
/** Wins, ties, losses and pairs: the last columns of a score's line. */
const COUNTS = 4;
const CELL = "text-align: left; vertical-align: top; padding: .25em .6em; overflow-wrap: break-word";

/** The comparison as HTML: what came out, a line per score with its difference on one axis, rows by their change. */
export function comparisonToHtml(comparison: ComparisonData): string {
  const { names, changes, pages } = comparison;
  const { verdict, overall, header, lines, onlyIn } = describeComparison(comparison);
  const axis = axisOf(comparison.scores);
  const heads = [header[0]!, say("comparison.picture"), ...header.slice(1, -COUNTS), say("comparison.counts")];
  const rows = lines.map((line, at) => {
    const { wins, ties, losses, pairs } = comparison.scores[at]!;
    // In columns of their own the last of them leave a printed page.
    const counts = say("comparison.countsOf", { wins, ties, losses, pairs });
    const cells = [...line.slice(0, -COUNTS), counts].map(
      (text, column) => `<td style="${CELL}">${column === 0 ? breakableName(text) : escapeHtml(text)}</td>`,
    );
    cells.splice(1, 0, `<td style="${CELL}">${differenceStrip(comparison.scores[at]!, axis)}</td>`);
    return `<tr>${cells.join("")}</tr>`;
  });
  const shown = changes.slice(0, MOST_CHANGES);
  const links = names.flatMap((name, at) =>
    pages[at] === undefined ? [] : [linkHtml(pages[at], say("comparison.run", { name }))],
  );
  return [
    `<div class="tunelab-result">`,
    `<p style="font-size: 1.1em; margin: .2em 0"><b>${escapeHtml(say("comparison.title", { a: names[0], b: names[1] }))}</b>. ${escapeHtml(verdict)}</p>`,
    overall === undefined ? "" : `<p style="margin: .4em 0">${escapeHtml(overall)}</p>`,
    ...(rows.length === 0
      ? []
      : [
          tableHtml(say("comparison.differences"), heads, rows),
          `<p style="margin: 0"><small>${escapeHtml(labelled(say("comparison.picture"), say("comparison.axis")))}</small></p>`,
        ]),
    ...onlyIn.map((text) => `<p>${escapeHtml(text)}</p>`),
    `<details${shown.length > 0 ? " open" : ""}><summary>${escapeHtml(TEXTS.changed(shown.length, changes.length))}</summary>${changesHtml(comparison)}</details>`,
    links.length === 0 ? "" : `<p>${links.join(" · ")}</p>`,
    `</div>`,
  ].join("\n");
}

function changesHtml({ changes, names }: ComparisonData): string {
  const shown = changes.slice(0, MOST_CHANGES);
  if (shown.length === 0) return "";
  const hasAnswers = shown.some(({ answers }) => answers !== undefined);
  const answerHeads = hasAnswers ? names.map((name) => `${say("comparison.answer")} ${name}`) : [];
  const rows = shown.map((change) => {
    const moved = change.scores
      .filter(({ before, after }) => before !== after)
      .map(({ name, before, after }) => `${breakableName(name)} ${shortNumber(before)} → ${shortNumber(after)}`);
    const cells = [String(change.row), moved.join("<br>"), foldable(change.question ?? "", FOLD_AFTER)];
    if (hasAnswers) cells.push(...markedAnswers(change.answers ?? ["", ""]));
    const styles = cells.map((_, at) => (at < 2 ? CELL : `${CELL}; ${TEXT_CELL}`));
    return `<tr>${cells.map((cell, at) => `<td style="${styles[at]}">${cell}</td>`).join("")}</tr>`;
  });
  return tableHtml(
    say("comparison.changes"),
    [say("result.row"), say("comparison.scores"), say("comparison.asked"), ...answerHeads],
    rows,
  );
}

/** What is only in the first is struck through, what is only in the second bold: neither needs a colour. */
function markedAnswers([before, after]: readonly [string, string]): readonly [string, string] {
  const parts = markChanges(before, after);
  const draw = (kind: "gone" | "new", tag: string): string =>
    parts
      .filter((part) => part.kind === "same" || part.kind === kind)
      .map((part) => (part.kind === "same" ? escapeHtml(part.text) : `<${tag}>${escapeHtml(part.text)}</${tag}>`))
      .join("");
  return [foldable(before, FOLD_AFTER, draw("gone", "del")), foldable(after, FOLD_AFTER, draw("new", "strong"))];
}

const tableHtml = (caption: string, heads: readonly string[], rows: readonly string[]): string =>
  `<div style="overflow-x: auto"><table style="border-collapse: collapse"><caption style="${CAPTION}">${escapeHtml(caption)}</caption><thead><tr>` +
  heads.map(headHtml).join("") +
  `</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;

/** A run may have a sentence as its name: its beginning tells it from the other, and the first line has both whole. */
function headHtml(head: string): string {
  const characters = [...head];
  if (characters.length <= MOST_IN_HEAD) return `<th scope="col" style="${CELL}">${escapeHtml(head)}</th>`;
  const start = characters.slice(0, MOST_IN_HEAD).join("").trimEnd();
  return `<th scope="col" title="${escapeHtml(head)}" style="${CELL}">${escapeHtml(start)}…</th>`;
}
