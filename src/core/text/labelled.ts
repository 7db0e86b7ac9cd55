import { say } from "../../texts/index.js";

/**
 * Puts a label before what is said of it, with the colon as the language sets it: French has a space before it.
 *
 * @example
 * labelled("run", "bold-fox-12"); // "run: bold-fox-12"; in French "run : bold-fox-12"
 */
export const labelled = (label: string, said: string): string => say("core.labelled", { label, said });

/**
 * Joins clauses by the semicolon as the language sets it.
 *
 * @example
 * joinClauses(["better: f1", "worse: bleu"]); // "better: f1; worse: bleu"
 */
export const joinClauses = (clauses: readonly string[]): string =>
  clauses.length === 0 ? "" : clauses.reduce((before, clause) => say("core.clauses", { before, clause }));
