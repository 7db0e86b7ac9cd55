import type { ResultView, RowFailure } from "../result-view.js";
import { rowStandings, type RowStanding } from "./row-standings.js";
import { type OtherSummaries, otherSummaries, summariseScores, type ScoreSummary } from "./score-summary.js";
import { TEXTS } from "./texts.js";
import { say } from "../../../texts/index.js";

/** The same failure of one or many rows. */
export interface FailureGroup {
  /** Numbers of the rows, from 1. */
  readonly rows: readonly number[];
  /** What is missing; several names where they fail alike. */
  readonly column: string;
  readonly message: string;
  /** The message, and what to do. */
  readonly reason: string;
}

/** What every display of a result says, whatever its form. */
export interface Digest extends OtherSummaries {
  readonly title: string;
  /** What came out, in one sentence. */
  readonly verdict: string;
  /** Counts of rows, in order. */
  readonly chips: readonly { readonly kind: "rows" | "pass" | "fail" | "failed"; readonly count: number }[];
  readonly scores: readonly ScoreSummary[];
  readonly failures: readonly FailureGroup[];
  readonly warnings: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly standings: readonly RowStanding[];
  readonly rows: number;
  readonly page: string | undefined;
  readonly pageName: string;
}

/**
 * Says once what a result has shown; text, HTML and the report are made of it, so that none can lack what another tells.
 *
 * @example
 * digestOf(result).verdict; // "2 of 3 rows are scored, 1 failed."
 */
export function digestOf(view: ResultView): Digest {
  const standings = rowStandings(view);
  const count = (standing: RowStanding): number => standings.filter((other) => other === standing).length;
  const failures = groupFailures(view.failures);
  const hasChecks = count("pass") + count("fail") > 0;
  const chips: Digest["chips"] = [
    { kind: "rows", count: view.rows.length },
    ...(hasChecks
      ? ([
          { kind: "pass", count: count("pass") },
          { kind: "fail", count: count("fail") },
        ] as const)
      : []),
    { kind: "failed", count: count("failed") },
  ];
  const { page, run, ...facts } = view.facts;
  return {
    title: view.title,
    verdict: verdictOf(view, standings),
    chips,
    scores: summariseScores(view),
    ...otherSummaries(view),
    // A refusal that a warning tells needs no second telling.
    failures: failures.filter(({ message }) => !view.warnings.some((warning) => warning.includes(message))),
    warnings: view.warnings,
    facts: Object.entries({ ...facts, ...(run === undefined ? {} : { run }) }).map(([name, value]) => [
      factName(name),
      value,
    ]),
    standings,
    rows: view.rows.length,
    page: view.page ?? page,
    pageName: run ?? view.title,
  };
}

/** Puts equal failures of several rows and columns together, so that a refusal is told once and hides no other failure. */
export function groupFailures(failures: readonly RowFailure[]): readonly FailureGroup[] {
  const byColumn = groupBy(failures, ({ column, ...failure }) => `${column}\n${reasonOf(failure)}`);
  const groups = byColumn.map((same) => ({
    rows: [...new Set(same.map(({ row }) => row))],
    column: same[0]!.column,
    message: same[0]!.message,
    reason: reasonOf(same[0]!),
  }));
  return groupBy(groups, ({ rows, reason }) => `${rows.join()}\n${reason}`).map((same) => ({
    ...same[0]!,
    column: same.map(({ column }) => column).join(", "),
  }));
}

/** What failed and what to do, as sentences: the words of somebody else's error seldom end with a full stop. */
export const reasonOf = ({ message, hint }: Pick<RowFailure, "message" | "hint">): string =>
  hint === undefined ? message : `${/[\p{L}\p{N}]$/u.test(message) ? `${message}.` : message} ${hint}`;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

const FACTS = ["rows", "time", "run", "interrupted", "evaluators", "judge", "tokens", "cost"] as const;

/** A fact that every result has is named in the language of the process; a tag of the user's own keeps its name. */
function factName(name: string): string {
  const known = FACTS.find((fact) => fact === name);
  return known === undefined ? name : say(`result.fact.${known}`);
}

function verdictOf(view: ResultView, standings: readonly RowStanding[]): string {
  const asked = view.rows.length;
  const count = (standing: RowStanding): number => standings.filter((other) => other === standing).length;
  const [pass, miss, failed] = [count("pass"), count("fail"), count("failed")];
  const isScored = view.rows.map((row) => view.scores.some(({ column }) => (row[column] ?? null) !== null));
  const scored = isScored.filter(Boolean).length;
  const hasSummary = Object.keys(view.metrics).length > 0;
  if (scored === 0 && !hasSummary) return joinInterrupted(view, say("result.noneScored", { n: asked }));
  const parts: string[] = [];
  if (pass + miss > 0)
    parts.push(pass === asked ? say("result.allPassed", { n: asked }) : say("result.passed", { n: pass, asked }));
  else parts.push(view.scores.length === 0 ? say("result.summarised", { n: asked }) : TEXTS.scored(scored, asked));
  if (miss > 0) parts.push(say("result.missed", { n: miss }));
  // Where rows are said to be scored, those among them that failed somewhere are no others.
  const partly =
    pass + miss > 0 ? 0 : standings.filter((standing, row) => standing === "failed" && isScored[row]).length;
  if (partly > 0) parts.push(say("result.partly", { n: partly }));
  if (failed > partly) parts.push(say("result.failed", { n: failed - partly }));
  return joinInterrupted(view, `${parts.join(", ")}.`);
}

function joinInterrupted({ progress }: ResultView, sentence: string): string {
  if (progress === undefined || !progress.interrupted) return sentence;
  return `${say("result.interrupted", { done: progress.done, n: progress.asked })} ${sentence}`;
}
