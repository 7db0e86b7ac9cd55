import { labelled } from "../../../core/index.js";
import type { Digest } from "./digest.js";
import { shortNumber } from "./numbers.js";
import type { ScoreSummary } from "./score-summary.js";
import { TEXTS } from "./texts.js";
import { formatNumber, say } from "../../../texts/index.js";

/** Most groups of failures that a display tells; the others are in `result.failures`. */
export const MOST_FAILURES = 6;

/** What a line of the scores' table says, as texts; `undefined` where there is nothing to say. */
export function scoreCells({ score, mean, interval, scored, missing, unanswered, passed, shares, kind }: ScoreSummary) {
  const counted = shares.map(({ value, count }) => `${value} ${formatNumber(count)}`).join(", ");
  return {
    mean: kind === "label" ? counted : mean === undefined ? undefined : shortNumber(mean),
    interval: interval && say("result.range", { low: shortNumber(interval.low), high: shortNumber(interval.high) }),
    count: unanswered === 0 ? formatNumber(scored) : say("result.unanswered", { count: scored, n: unanswered }),
    missing: formatNumber(missing),
    passed: passed && say("result.part", { count: passed.pass, all: passed.of }),
    better:
      score.greaterIsBetter === undefined || kind === "label"
        ? undefined
        : score.greaterIsBetter
          ? say("result.higher")
          : say("result.lower"),
    threshold: score.threshold === undefined ? undefined : shortNumber(score.threshold),
  };
}

/** Columns of the scores' table that any score fills, in order. */
export function usedColumns(scores: readonly ScoreSummary[]): readonly (keyof ReturnType<typeof scoreCells>)[] {
  const cells = scores.map(scoreCells);
  const names = ["mean", "interval", "count", "missing", "passed", "better", "threshold"] as const;
  return names.filter((name) => cells.some((cell) => cell[name] !== undefined));
}

/** The digest as text in a fixed-width font. */
export function digestToText(digest: Digest, rows: string): string {
  const { title, verdict, chips, scores, overall, further, failures, warnings, facts, page } = digest;
  const parts = [
    labelled(title, verdict),
    chips.map(({ kind, count }) => `${say(`result.chip.${kind}`)} ${formatNumber(count)}`).join(" · "),
  ];
  const summaryLine = (summaries: Readonly<Record<string, number>>): string =>
    Object.entries(summaries)
      .map(([key, value]) => `${key} ${shortNumber(value)}`)
      .join(", ");
  if (Object.keys(overall).length > 0) parts.push(labelled(say("result.overall"), summaryLine(overall)));
  if (scores.length > 0) {
    const columns = usedColumns(scores);
    const head = [say("result.score"), ...columns.map((name) => TEXTS.column(name))];
    const lines = scores.map((summary) => {
      const cells = scoreCells(summary);
      return [summary.label, ...columns.map((name) => cells[name] ?? "")];
    });
    parts.push(alignColumns([head, ...lines]));
  }
  if (Object.keys(further).length > 0) parts.push(labelled(say("result.summaries"), summaryLine(further)));
  if (failures.length > 0)
    parts.push(labelled(say("result.failures"), "").trimEnd(), ...failureLines(digest).map((line) => `- ${line}`));
  parts.push(...warnings.map((warning) => `! ${warning}`), rows);
  parts.push(facts.map(([name, value]) => `${name} ${value}`).join(" · "));
  if (page !== undefined) parts.push(labelled(say("result.runPage", { name: digest.pageName }), page));
  return parts.filter((part) => part !== "").join("\n");
}

function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** One line per failure: rows, column, reason and what to do. */
export function failureLines({ failures, rows }: Pick<Digest, "failures" | "rows">): readonly string[] {
  const shown = failures.slice(0, MOST_FAILURES);
  const lines = shown.map((group) => labelled(`${TEXTS.failedRows(group.rows, rows)}, ${group.column}`, group.reason));
  if (failures.length > shown.length) lines.push(say("result.moreFailures", { n: failures.length - shown.length }));
  return lines;
}
