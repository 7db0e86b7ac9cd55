import { bootstrapInterval, toJsonText, TunelabError, type BootstrapOptions } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { aggregate } from "../../metrics/index.js";
import { toScore, type ResultView, type ScoreColumn } from "../result-view.js";
import { otherSummaries } from "../digest/score-summary.js";
import type { OverallComparison, ScoreComparison } from "./comparison-data.js";
import { Comparison } from "./comparison.js";
import { listChanges, scaleOf } from "./row-changes.js";

/** Options of {@link compare}. */
export interface CompareOptions extends BootstrapOptions {
  /** Columns that say which rows belong together. @default the rows' order, which needs equally many rows */
  readonly on?: string | readonly string[];
  /** @default "a" and "b", or the results' titles */
  readonly names?: readonly [string, string];
}

/**
 * Compares two results score by score over the rows that both have: difference per row, bootstrap interval of its mean,
 * wins, ties and losses of the second.
 *
 * Throws `rows_do_not_match` when rows cannot be paired and `nothing_to_compare` when no score is in both.
 *
 * @example
 * compare(before, after).scores[0]?.difference; // { estimate: 0.2, low: 0.05, high: 0.35 }
 */
export function compare(a: ResultView, b: ResultView, options: CompareOptions = {}): Comparison {
  const { on = [] } = options;
  const pairs = pairRows(a, b, options.on);
  const shared = a.scores.flatMap((score) => {
    const other = b.scores.find((candidate) => candidate.name === score.name);
    return other === undefined ? [] : [[score, other] as const];
  });
  const namesOf = (view: ResultView): string[] => view.scores.map((score) => score.name);
  const overall = compareOverall(a, b);
  if (shared.length === 0 && overall.length === 0) {
    throw new TunelabError(
      say("evaluate.nothingShared", {
        a: namesOf(a).join(", ") || say("evaluate.none"),
        b: namesOf(b).join(", ") || say("evaluate.none"),
      }),
      { code: "nothing_to_compare", hint: say("evaluate.nothingSharedHint") },
    );
  }
  const scores = shared.map(([first, second]) => compareScore(a, b, first, second, pairs, options));
  return new Comparison({
    scores,
    overall,
    names: options.names ?? (a.title === b.title ? ["a", "b"] : [a.title, b.title]),
    onlyIn: {
      a: namesOf(a).filter((name) => !namesOf(b).includes(name)),
      b: namesOf(b).filter((name) => !namesOf(a).includes(name)),
    },
    confidence: options.confidence ?? 0.95,
    partners: pairs.map(([, row]) => row),
    pages: [a.page, b.page],
    changes: listChanges([a, b], shared, pairs, typeof on === "string" ? [on] : on),
  });
}

function compareScore(
  a: ResultView,
  b: ResultView,
  first: ScoreColumn,
  second: ScoreColumn,
  pairs: readonly (readonly [number, number | undefined])[],
  options: CompareOptions,
): ScoreComparison {
  const left: number[] = [];
  const right: number[] = [];
  let inWords = 0;
  const perRow = pairs.map(([rowA, rowB]) => {
    const values = [a.rows[rowA]![first.column], rowB === undefined ? null : b.rows[rowB]![second.column]];
    const [before, after] = values.map(toScore);
    if (before === undefined || after === undefined) {
      if (values.every((value) => value !== null && value !== undefined)) inWords++;
      return null;
    }
    left.push(before);
    right.push(after);
    return after - before;
  });
  const differences = perRow.filter((value) => value !== null);
  const sign = first.greaterIsBetter === false ? -1 : 1;
  return {
    name: first.name,
    greaterIsBetter: first.greaterIsBetter,
    meanA: aggregate(left, "mean"),
    meanB: aggregate(right, "mean"),
    difference: bootstrapInterval(differences, (sample) => aggregate(sample, "mean"), options),
    scale: scaleOf([a, first], [b, second]),
    wins: differences.filter((value) => value * sign > 0).length,
    ties: differences.filter((value) => value === 0).length,
    losses: differences.filter((value) => value * sign < 0).length,
    pairs: differences.length,
    inWords,
    perRow,
  };
}

function compareOverall(a: ResultView, b: ResultView): OverallComparison[] {
  const others = otherSummaries(b).overall;
  return Object.entries(otherSummaries(a).overall)
    .filter(([name]) => Object.hasOwn(others, name))
    .map(([name, value]) => ({ name, a: value, b: others[name]! }));
}

function pairRows(a: ResultView, b: ResultView, on: CompareOptions["on"]): (readonly [number, number | undefined])[] {
  if (on === undefined) {
    if (a.rows.length === b.rows.length) return a.rows.map((_, row) => [row, row]);
    throw new TunelabError(say("evaluate.rowCounts", { a: String(a.rows.length), b: String(b.rows.length) }), {
      code: "rows_do_not_match",
      hint: say("evaluate.rowCountsHint", { code: 'compare(a, b, { on: "inputs" })' }),
    });
  }
  const columns = typeof on === "string" ? [on] : on;
  for (const column of columns) {
    for (const view of [a, b]) {
      if (view.columns.includes(column)) continue;
      throw new TunelabError(say("evaluate.resultNoColumn", { title: view.title, column }), {
        code: "rows_do_not_match",
        hint: say("evaluate.resultNoColumnHint", { columns: view.columns.join(", ") }),
      });
    }
  }
  const key = (view: ResultView, row: number): string => toJsonText(columns.map((column) => view.rows[row]![column]));
  const index = new Map(b.rows.map((_, row) => [key(b, row), row]));
  return a.rows.map((_, row) => [row, index.get(key(a, row))]);
}
