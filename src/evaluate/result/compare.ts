import {
  bootstrapInterval,
  JUPYTER_DISPLAY,
  TunelabError,
  type BootstrapOptions,
  type Interval,
  type MimeData,
} from "../../core/index.js";
import { figure, Table, type Figure, type TableLink } from "../../display/index.js";
import { aggregate } from "../metrics/index.js";
import { toScore, type ResultView, type ScoreColumn } from "./result-view.js";

/** One score of two runs over the rows that both scored; differences are b − a. */
export interface ScoreComparison {
  readonly name: string;
  readonly greaterIsBetter: boolean | undefined;
  readonly meanA: number;
  readonly meanB: number;
  /** Mean of b − a over paired rows, with its bootstrap interval. */
  readonly difference: Interval;
  /** Rows in which b is better; where neither direction is, in which b is higher. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Rows that both runs scored. */
  readonly pairs: number;
  /** b − a per row of run a; `null` where one has no score. */
  readonly perRow: readonly (number | null)[];
}

/** Options of {@link compare}. */
export interface CompareOptions extends BootstrapOptions {
  /** Columns that say which rows belong together. @default the rows' order, which needs equally many rows */
  readonly on?: string | readonly string[];
  /** @default "a" and "b", or the results' titles */
  readonly names?: readonly [string, string];
}

/**
 * Two results side by side; shows itself as a table.
 *
 * @example
 * compare(before, after, { on: "inputs.query" }).plotDifferences();
 */
export class Comparison {
  readonly scores: readonly ScoreComparison[];
  readonly names: readonly [string, string];
  /** Scores that only one of the two has. */
  readonly onlyIn: Readonly<{ a: readonly string[]; b: readonly string[] }>;
  readonly confidence: number;
  /** For each row of a the row of b that belongs to it, both counted from 0; `undefined` where there is none. */
  readonly partners: readonly (number | undefined)[];
  /** Page of each result's run, if there is one. */
  readonly pages: readonly [string | undefined, string | undefined];

  constructor(data: Pick<Comparison, "scores" | "names" | "onlyIn" | "confidence" | "partners" | "pages">) {
    this.scores = data.scores;
    this.names = data.names;
    this.onlyIn = data.onlyIn;
    this.confidence = data.confidence;
    this.partners = data.partners;
    this.pages = data.pages;
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
        caption: `${b} compared with ${a}`,
        columns: [
          column("score", (score) => score.name),
          column(`mean ${a}`, (score) => score.meanA),
          column(`mean ${b}`, (score) => score.meanB),
          column("difference", (score) => score.difference.estimate),
          column(
            `${percent} % interval`,
            ({ difference }) => `${format(difference.low)} to ${format(difference.high)}`,
          ),
          column("verdict", (score) => verdictOf(score)),
          column("wins", (score) => score.wins),
          column("ties", (score) => score.ties),
          column("losses", (score) => score.losses),
          column("pairs", (score) => score.pairs),
        ],
      },
      { maxRows: 100, links: this.#links() },
    );
  }

  #links(): readonly TableLink[] {
    return this.names.flatMap((name, index) => {
      const href = this.pages[index];
      return href === undefined ? [] : [{ text: `Run of ${name}`, href }];
    });
  }

  /** The difference of every row, one series per score. */
  plotDifferences(): Figure | undefined {
    const points = this.scores.flatMap(({ name, perRow }) =>
      perRow.flatMap((value, row) => (value === null ? [] : [{ row: row + 1, difference: value, score: name }])),
    );
    if (points.length === 0) return undefined;
    const title = `${this.names[1]} minus ${this.names[0]}, row by row`;
    return figure({ data: points, kind: "bar", x: "row", y: "difference", color: "score", title });
  }

  toString(): string {
    return this.toTable().toString();
  }

  [JUPYTER_DISPLAY](): MimeData {
    return this.toTable().toBundle().data;
  }
}

const format = (value: number): string => (Number.isFinite(value) ? Number(value.toPrecision(3)).toString() : "n/a");

/** What may be said of a difference: only one whose interval lies on one side of 0 is called one. */
export type Verdict = "better" | "worse" | "higher" | "lower" | "no clear difference" | "no common rows";

/**
 * Says in two words what a comparison of a score has shown of the second result.
 *
 * @example
 * verdictOf({ difference: { estimate: 1, low: -1, high: 3 }, greaterIsBetter: true, pairs: 9 }); // "no clear difference"
 */
export function verdictOf({
  difference,
  greaterIsBetter,
  pairs,
}: Pick<ScoreComparison, "difference" | "greaterIsBetter" | "pairs">): Verdict {
  if (pairs === 0) return "no common rows";
  if (!(difference.low > 0 || difference.high < 0)) return "no clear difference";
  if (greaterIsBetter === undefined) return difference.low > 0 ? "higher" : "lower";
  return difference.low > 0 === greaterIsBetter ? "better" : "worse";
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
  const pairs = pairRows(a, b, options.on);
  const shared = a.scores.flatMap((score) => {
    const other = b.scores.find((candidate) => candidate.name === score.name);
    return other === undefined ? [] : [[score, other] as const];
  });
  const namesOf = (view: ResultView): string[] => view.scores.map((score) => score.name);
  if (shared.length === 0) {
    throw new TunelabError(
      `The results have no score in common: ${namesOf(a).join(", ") || "none"} and ${namesOf(b).join(", ") || "none"}.`,
      { code: "nothing_to_compare", hint: "Evaluate both with the same metrics or scorers." },
    );
  }
  const scores = shared.map(([first, second]) => compareScore(a, b, first, second, pairs, options));
  return new Comparison({
    scores,
    names: options.names ?? (a.title === b.title ? ["a", "b"] : [a.title, b.title]),
    onlyIn: {
      a: namesOf(a).filter((name) => !namesOf(b).includes(name)),
      b: namesOf(b).filter((name) => !namesOf(a).includes(name)),
    },
    confidence: options.confidence ?? 0.95,
    partners: pairs.map(([, row]) => row),
    pages: [a.page, b.page],
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
  const perRow = pairs.map(([rowA, rowB]) => {
    const before = toScore(a.rows[rowA]![first.column]);
    const after = rowB === undefined ? undefined : toScore(b.rows[rowB]![second.column]);
    if (before === undefined || after === undefined) return null;
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
    wins: differences.filter((value) => value * sign > 0).length,
    ties: differences.filter((value) => value === 0).length,
    losses: differences.filter((value) => value * sign < 0).length,
    pairs: differences.length,
    perRow,
  };
}

function pairRows(a: ResultView, b: ResultView, on: CompareOptions["on"]): (readonly [number, number | undefined])[] {
  if (on === undefined) {
    if (a.rows.length === b.rows.length) return a.rows.map((_, row) => [row, row]);
    throw new TunelabError(`The results have ${a.rows.length} and ${b.rows.length} rows.`, {
      code: "rows_do_not_match",
      hint: 'Say which column tells rows apart, for example compare(a, b, { on: "inputs" }).',
    });
  }
  const columns = typeof on === "string" ? [on] : on;
  for (const column of columns) {
    for (const view of [a, b]) {
      if (view.columns.includes(column)) continue;
      throw new TunelabError(`The result '${view.title}' has no column '${column}'.`, {
        code: "rows_do_not_match",
        hint: `Its columns are ${view.columns.join(", ")}.`,
      });
    }
  }
  const key = (view: ResultView, row: number): string =>
    JSON.stringify(columns.map((column) => view.rows[row]![column]));
  const index = new Map(b.rows.map((_, row) => [key(b, row), row]));
  return a.rows.map((_, row) => [row, index.get(key(a, row))]);
}
