/** A column of scores and how to read it. */
export interface ScoreColumn {
  /** Name of the column in the rows. */
  readonly column: string;
  /** Short name for titles. */
  readonly name: string;
  /** `undefined` when neither direction is better. */
  readonly greaterIsBetter?: boolean;
  /** Worst and best possible value, where they are fixed. @default from the scores */
  readonly range?: readonly [number, number];
  /** From which value on a row passes; up to which, where less is better. @default none */
  readonly threshold?: number;
  /** Column with the evaluator's own `pass` or `fail`. @default none */
  readonly verdict?: string;
}

/** A row that has no score, and why. */
export interface RowFailure {
  /** Number of the row, from 1, as displays show it. */
  readonly row: number;
  /** What is missing: the answer's column, or a metric's. */
  readonly column: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** How many rows a summary was made of. */
export interface ScoreCount {
  readonly scored: number;
  readonly failed: number;
  /** Rows of those scored that have no answer: code scores them too, as in MLflow. @default 0 */
  readonly unanswered?: number;
}

/** How far an evaluation came. */
export interface RowsDone {
  /** Rows of the data. */
  readonly asked: number;
  /** Rows of them that came to an end, be it with an error. */
  readonly done: number;
  readonly interrupted: boolean;
}

/** Any evaluation's result as plain data: what tables, plots, comparisons and reports are made of. */
export interface ResultView {
  readonly title: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** By score column's name. */
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly scores: readonly ScoreColumn[];
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  /** Further facts for the report: run, model, time. */
  readonly facts: Readonly<Record<string, string>>;
  /** Column of the answer that was scored. @default none */
  readonly answer?: string | undefined;
  /** @default all rows are done */
  readonly progress?: RowsDone;
  /** Page of the run, when a server keeps it. */
  readonly page?: string | undefined;
}

/**
 * A score as a number: booleans and "yes"/"no" count 1 and 0; `undefined` for anything else.
 *
 * @example
 * toScore("yes"); // 1
 */
export function toScore(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return { yes: 1, no: 0, pass: 1, fail: 0 }[value.trim().toLowerCase()];
  return undefined;
}
