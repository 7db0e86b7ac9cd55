import { bootstrapInterval, toJsonText, type Interval } from "../../../core/index.js";
import { aggregate } from "../../metrics/index.js";
import { toScore, type ResultView, type ScoreColumn } from "../result-view.js";
import { passes } from "./row-standings.js";

/** Fewer rows than this say too little for an interval. */
const LEAST_FOR_INTERVAL = 5;

/** One score over all rows, as displays need it. */
export interface ScoreSummary {
  readonly score: ScoreColumn;
  /** Under which `result.metrics` has the mean; else the score's name. */
  readonly label: string;
  /** What kind of values there are: numbers, yes and no, or other words. */
  readonly kind: "number" | "check" | "label";
  /** Numbers in the rows' order; yes and no as 1 and 0. */
  readonly values: readonly number[];
  /** How many rows have each word; for checks and labels. */
  readonly shares: readonly { readonly value: string; readonly count: number }[];
  readonly mean: number | undefined;
  /** Of the mean, from five rows on. */
  readonly interval: Interval | undefined;
  readonly scored: number;
  readonly missing: number;
  /** Rows of those scored that have no answer. */
  readonly unanswered: number;
  /** Of those that have a verdict; `undefined` where nothing says what passing is. */
  readonly passed: { readonly pass: number; readonly of: number } | undefined;
}

/** Summarises every score of a result. */
export function summariseScores(view: ResultView): readonly ScoreSummary[] {
  return view.scores.map((score) => summariseScore(view, score));
}

function summariseScore(view: ResultView, score: ScoreColumn): ScoreSummary {
  const present = view.rows.map((row) => row[score.column]).filter((value) => value !== null && value !== undefined);
  const numbers = present.map(toScore).filter((value) => value !== undefined);
  const isNumeric = present.every((value) => typeof value === "number");
  const kind = isNumeric ? "number" : numbers.length === present.length ? "check" : "label";
  const words = present.map((value) => (typeof value === "object" ? toJsonText(value) : String(value)));
  const shares = isNumeric
    ? []
    : [...new Set(words)].sort().map((value) => ({ value, count: words.filter((word) => word === value).length }));
  const checks = view.rows.map((row) => passes(score, row)).filter((passed) => passed !== undefined);
  const hasInterval = kind === "number" && numbers.length >= LEAST_FOR_INTERVAL;
  return {
    score,
    label: metricKeyOf(view, score),
    kind,
    values: kind === "label" ? [] : numbers,
    shares,
    mean: kind === "label" || numbers.length === 0 ? undefined : aggregate(numbers, "mean"),
    interval: hasInterval ? bootstrapInterval(numbers, (sample) => aggregate(sample, "mean")) : undefined,
    scored: present.length,
    missing: view.rows.length - present.length,
    unanswered: view.counts[score.name]?.unanswered ?? 0,
    passed: checks.length === 0 ? undefined : { pass: checks.filter(Boolean).length, of: checks.length },
  };
}

/** What no score's line says: the others of `result.metrics`. */
export interface OtherSummaries {
  /** Scores of all rows together, which single rows do not have, such as `exact_match/v1`. */
  readonly overall: Readonly<Record<string, number>>;
  /** Further summaries of the scores that have a line, such as a variance. */
  readonly further: Readonly<Record<string, number>>;
}

/** Summaries beside the scores' lines. */
export function otherSummaries(view: ResultView): OtherSummaries {
  const said = new Set(
    view.scores.flatMap((score) => {
      const key = metricKeyOf(view, score);
      const group = key.split(".")[0]!;
      return [key, `${key}_score`, `${key}_passed`, `${group}.binary_aggregate`];
    }),
  );
  const stems = view.scores.flatMap((score) => [score.name, metricKeyOf(view, score).replace(/\/mean$/, "")]);
  const others = Object.entries(view.metrics).filter(([key]) => !said.has(key));
  const isOfScore = ([key]: readonly [string, number]): boolean =>
    stems.some((stem) => key.startsWith(stem) && /^[/._]/.test(key.slice(stem.length)));
  return {
    overall: Object.fromEntries(others.filter((entry) => !isOfScore(entry))),
    further: Object.fromEntries(others.filter(isOfScore)),
  };
}

function metricKeyOf(view: ResultView, { name, column }: ScoreColumn): string {
  const base = column.replace(/\/(?:score|value)$/, "");
  const keys = [`${base}/mean`, `${name}/mean`, name, base, base.replace(/^outputs\./, "")];
  return keys.find((key) => Object.hasOwn(view.metrics, key)) ?? name;
}
