import { labelled } from "../../../core/index.js";
import { Table } from "../../../display/index.js";
import { shortNumber } from "../digest/numbers.js";
import type { ComparisonData } from "./comparison-data.js";
import { TEXTS } from "./texts.js";
import { LEAST_PAIRS, verdictOf, type Verdict } from "./verdict.js";
import { say } from "../../../texts/index.js";

/** Most rows in a comparison's own display. */
export const MOST_CHANGES = 10;

/** What both forms of a comparison say. */
export function describeComparison({ scores, overall, names, confidence, onlyIn }: ComparisonData) {
  const groups = new Map<Verdict, string[]>();
  for (const score of scores) {
    const verdict = verdictOf(score);
    groups.set(verdict, [...(groups.get(verdict) ?? []), score.name]);
  }
  const header = [
    say("result.score"),
    ...names.map((name) => say("comparison.mean", { name })),
    say("comparison.difference"),
    say("comparison.interval", { percent: Math.round(confidence * 100) }),
    say("comparison.verdict"),
    say("comparison.wins"),
    say("comparison.ties"),
    say("comparison.losses"),
    say("comparison.pairs"),
  ];
  const lines = scores.map((score) => {
    const { name, meanA, meanB, difference, wins, ties, losses, pairs } = score;
    const interval =
      pairs < LEAST_PAIRS
        ? ""
        : say("result.range", { low: shortNumber(difference.low), high: shortNumber(difference.high) });
    const numbers = [meanA, meanB, difference.estimate].map(shortNumber);
    return [
      name,
      ...numbers,
      interval,
      say(`comparison.verdict.${verdictOf(score)}`),
      ...[wins, ties, losses, pairs].map(String),
    ];
  });
  const missing = [onlyIn.a, onlyIn.b].flatMap((only, at) =>
    only.length === 0 ? [] : [say("comparison.onlyIn", { name: names[at]!, names: only.join(", ") })],
  );
  const wholes = overall.map(({ name, a, b }) => `${name} ${shortNumber(a)} → ${shortNumber(b)}`);
  return {
    /** What came out of the scores of rows, as a sentence; empty where there are none. */
    verdict: TEXTS.verdict(groups),
    overall: wholes.length === 0 ? undefined : labelled(say("result.overall"), wholes.join(", ")),
    header,
    lines,
    onlyIn: missing,
  };
}

/** The comparison as text in a fixed-width font. */
export function comparisonToText(comparison: ComparisonData): string {
  const { names, changes, pages } = comparison;
  const { verdict, overall, header, lines, onlyIn } = describeComparison(comparison);
  const columns = header.map((name, at) => ({ name, values: lines.map((line) => line[at]!), type: "" }));
  const shown = changes.slice(0, MOST_CHANGES);
  const parts = [
    `${say("comparison.title", { a: names[0], b: names[1] })}. ${verdict}`.trimEnd(),
    ...(overall === undefined ? [] : [overall]),
    ...(lines.length === 0 ? [] : [new Table({ columns }, { maxRows: 100 }).toString()]),
    ...onlyIn,
    TEXTS.changed(shown.length, changes.length),
    ...shown.map(({ row, question, answers, scores }) => {
      const moved = scores
        .filter(({ before, after }) => before !== after)
        .map(({ name, before, after }) => `${name} ${shortNumber(before)} → ${shortNumber(after)}`);
      const said = answers === undefined ? "" : `\n    - ${answers[0]}\n    + ${answers[1]}`;
      const place = labelled(say("result.oneRow", { row }), moved.join(", "));
      return `  ${place}${question === undefined ? "" : ` | ${question}`}${said}`;
    }),
    ...names.flatMap((name, at) =>
      pages[at] === undefined ? [] : [labelled(say("comparison.run", { name }), pages[at])],
    ),
  ];
  return parts.join("\n");
}
