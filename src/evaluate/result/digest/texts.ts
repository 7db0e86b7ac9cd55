import type { RowStanding } from "./row-standings.js";

const rows = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);

/** Every sentence and label that the displays of a result say. */
export const TEXTS = {
  interrupted: (done: number, asked: number) => `Interrupted: ${done} of ${rows(asked)} are done.`,
  noneScored: (asked: number) => (asked === 1 ? "The row has no score." : `None of ${rows(asked)} has a score.`),
  passed: (pass: number, asked: number) => `${pass} of ${rows(asked)} ${pass === 1 ? "passes" : "pass"} every check`,
  allPassed: (asked: number) => (asked === 1 ? "The row passes every check" : `All ${rows(asked)} pass every check`),
  scored: (scored: number, asked: number) =>
    scored === asked
      ? asked === 1
        ? "The row is scored"
        : `All ${rows(asked)} are scored`
      : `${scored} of ${rows(asked)} ${scored === 1 ? "is" : "are"} scored`,
  summarised: (asked: number) => `Summaries of ${rows(asked)}`,
  missed: (count: number) => `${count} ${count === 1 ? "misses" : "miss"} one`,
  failed: (count: number) => `${count} failed`,
  chips: { rows: "rows", pass: "pass", fail: "miss a check", failed: "failed" },
  standing: { pass: "pass", fail: "miss", failed: "failed", scored: "scored", none: "no score" } satisfies Record<
    RowStanding,
    string
  >,
  captions: { scores: "Scores", rows: "Rows" },
  columns: {
    score: "score",
    picture: "rows, each by its score",
    mean: "mean",
    interval: "95 % interval",
    count: "rows scored",
    missing: "without",
    passed: "pass",
    better: "better is",
    threshold: "threshold",
    row: "row",
    standing: "result",
    error: "error",
  },
  higher: "higher",
  lower: "lower",
  unanswered: (count: number) => `${count} of them without an answer`,
  summaries: "Further summaries",
  failures: "What failed",
  moreFailures: (count: number) => `${count} more in result.failures`,
  failedRows: (numbers: readonly number[], asked: number) => {
    if (numbers.length === asked && asked > 1) return `all ${asked} rows`;
    if (numbers.length === 1) return `row ${numbers[0]}`;
    const shown = numbers.slice(0, 8).join(", ");
    return `rows ${shown}${numbers.length > 8 ? ` and ${numbers.length - 8} more` : ""}`;
  },
  warning: "Warning",
  rows: (shown: number, all: number) =>
    shown === all ? `Rows, what failed first (${all})` : `Rows, what failed first (${shown} of ${all})`,
  runPage: (name: string) => `Page of the run ${name}`,
  reason: "why",
  filter: "Find in rows",
  onlyProblems: "Only rows that failed or miss a check",
  moreRows: "Show 200 more rows",
  sortHint: "Click a heading to sort.",
  strip: {
    dots: (count: number, low: string, high: string) => `${rows(count)} from ${low} to ${high}`,
    share: (value: string, count: number, all: number) => `${value}: ${count} of ${all}`,
    mean: (value: string) => `mean ${value}`,
    threshold: (value: string) => `threshold ${value}`,
  },
} as const;
