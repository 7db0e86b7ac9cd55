import type { Interval } from "../../../core/index.js";
import type { RowChange } from "./row-changes.js";

/** One score of two runs over the rows that both scored; differences are b − a. */
export interface ScoreComparison {
  readonly name: string;
  readonly greaterIsBetter: boolean | undefined;
  readonly meanA: number;
  readonly meanB: number;
  /** Mean of b − a over paired rows, with its bootstrap interval. */
  readonly difference: Interval;
  /** Width of the score's scale: of its range, or of what both runs have. */
  readonly scale: number;
  /** Rows in which b is better; where neither direction is, in which b is higher. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Rows that both runs scored with a number, or a yes or no. */
  readonly pairs: number;
  /** Rows that both runs scored, one of them at least with another word. */
  readonly inWords: number;
  /** b − a per row of run a; `null` where one has no score. */
  readonly perRow: readonly (number | null)[];
}

/** A score of all rows together in both runs, such as `exact_match/v1`: single rows have none to pair. */
export interface OverallComparison {
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

/** Everything a comparison is made of. */
export interface ComparisonData {
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
}
