import { joinClauses, labelled } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import type { Verdict } from "./verdict.js";

/** The sentences of a comparison's display that need more than a key, each in the language of the process. */
export const TEXTS = {
  /** What came out, as a sentence; empty where nothing was compared. */
  verdict: (groups: ReadonlyMap<Verdict, readonly string[]>) => {
    const clauses = [...groups].map(([verdict, names]) =>
      labelled(say(`comparison.verdict.${verdict}`), names.join(", ")),
    );
    const sentence = joinClauses(clauses);
    return sentence === "" ? "" : `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
  },
  changed: (shown: number, all: number) => {
    if (all === 0) return say("comparison.noChange");
    return shown === all ? say("comparison.changed", { all }) : say("comparison.changedShown", { shown, all });
  },
} as const;
