import { JUPYTER_DISPLAY, type MimeData } from "../../../core/index.js";
import { figure, Table, type Figure, type TableLink } from "../../../display/index.js";
import { shortNumber } from "../digest/numbers.js";
import { comparisonToHtml } from "./comparison-html.js";
import { comparisonToText } from "./comparison-text.js";
import type { ComparisonData, OverallComparison, ScoreComparison } from "./comparison-data.js";
import type { RowChange } from "./row-changes.js";
import { LEAST_PAIRS, verdictOf } from "./verdict.js";
import { say } from "../../../texts/index.js";

/**
 * Two results side by side; shows itself with a line per score, and the rows that changed most.
 *
 * @example
 * compare(before, after, { on: "inputs.query" }).plotDifferences();
 */
export class Comparison implements ComparisonData {
  readonly scores: readonly ScoreComparison[];
  /** Scores of all rows together, without an interval. */
  readonly overall: readonly OverallComparison[];
  readonly names: readonly [string, string];
  /** Scores that only one of the two has. */
  readonly onlyIn: Readonly<{ a: readonly string[]; b: readonly string[] }>;
  readonly confidence: number;
  /** For each row of a the row of b that belongs to it, both counted from 0; `undefined` where there is none. */
  readonly partners: readonly (number | undefined)[];
  /** Page of each result's run, if there is one. */
  readonly pages: readonly [string | undefined, string | undefined];

  /** Rows whose scores differ, the largest change first. */
  readonly changes: readonly RowChange[];

  constructor(data: ComparisonData) {
    this.scores = data.scores;
    this.overall = data.overall;
    this.names = data.names;
    this.onlyIn = data.onlyIn;
    this.confidence = data.confidence;
    this.partners = data.partners;
    this.pages = data.pages;
    this.changes = data.changes;
  }

  /** One line per score: both means, the difference with its interval, wins, ties and losses of the second. */
  toTable(): Table {
    const [a, b] = this.names;
    const percent = Math.round(this.confidence * 100);
    const column = (name: string, read: (score: ScoreComparison) => unknown) => ({
      name,
      values: this.scores.map(read),
    });
    return new Table(
      {
        caption: say("comparison.title", { a, b }),
        columns: [
          column(say("result.score"), (score) => score.name),
          column(say("comparison.mean", { name: a }), (score) => score.meanA),
          column(say("comparison.mean", { name: b }), (score) => score.meanB),
          column(say("comparison.difference"), (score) => score.difference.estimate),
          column(say("comparison.interval", { percent }), ({ difference: { low, high }, pairs }) =>
            pairs < LEAST_PAIRS ? null : say("result.range", { low: shortNumber(low), high: shortNumber(high) }),
          ),
          column(say("comparison.verdict"), (score) => say(`comparison.verdict.${verdictOf(score)}`)),
          column(say("comparison.wins"), (score) => score.wins),
          column(say("comparison.ties"), (score) => score.ties),
          column(say("comparison.losses"), (score) => score.losses),
          column(say("comparison.pairs"), (score) => score.pairs),
        ],
      },
      { maxRows: 100, links: this.#links() },
    );
  }

  #links(): readonly TableLink[] {
    return this.names.flatMap((name, index) => {
      const href = this.pages[index];
      return href === undefined ? [] : [{ text: say("comparison.run", { name }), href }];
    });
  }

  /** The difference of every row, one series per score. */
  plotDifferences(): Figure | undefined {
    const points = this.scores.flatMap(({ name, perRow }) =>
      perRow.flatMap((value, row) => (value === null ? [] : [{ row: row + 1, difference: value, score: name }])),
    );
    if (points.length === 0) return undefined;
    const title = say("comparison.byRow", { a: this.names[0], b: this.names[1] });
    return figure({
      data: points,
      kind: "bar",
      x: "row",
      y: "difference",
      color: "score",
      title,
      xLabel: say("result.row"),
      yLabel: say("comparison.difference"),
      colorLabel: say("result.score"),
    });
  }

  toString(): string {
    return comparisonToText(this);
  }

  [JUPYTER_DISPLAY](): MimeData {
    return { "text/html": comparisonToHtml(this), "text/plain": this.toString() };
  }
}
