import type { Verdict } from "./verdict.js";

const scores = (names: readonly string[]): string => names.join(", ");

/** Every sentence and label that the display of a comparison says. */
export const TEXTS = {
  title: (a: string, b: string) => `${b} compared with ${a}`,
  verdict: (groups: ReadonlyMap<Verdict, readonly string[]>) =>
    [...groups].map(([verdict, names]) => `${verdict}: ${scores(names)}`).join("; "),
  captions: { differences: "Differences", changes: "Rows that changed" },
  columns: {
    score: "score",
    picture: "difference with its interval",
    mean: (name: string) => `mean ${name}`,
    difference: "difference",
    interval: (percent: number) => `${percent} % interval`,
    verdict: "verdict",
    wins: "wins",
    ties: "ties",
    losses: "losses",
    pairs: "pairs",
    row: "row",
    asked: "asked",
    changes: "scores",
    answer: "answer",
  },
  axis: "share of each score's scale",
  picture: (name: string, estimate: string, low: string, high: string) =>
    `${name}: ${estimate}, from ${low} to ${high}`,
  changed: (shown: number, all: number) =>
    all === 0
      ? "No row's scores differ."
      : `Rows by their change, the largest first (${shown === all ? all : `${shown} of ${all}`})`,
  onlyIn: (name: string, names: readonly string[]) => `Only in ${name}: ${scores(names)}`,
  run: (name: string) => `Run of ${name}`,
} as const;
