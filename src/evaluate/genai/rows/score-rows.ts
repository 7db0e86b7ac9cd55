import { defaultJudge, type Judge } from "../../judges/index.js";
import { runRows, showProgress } from "../../run/index.js";
import type { GenaiRow } from "./genai-data.js";
import type { GenaiEvaluateOptions } from "../genai-options.js";
import type { RowAnswer } from "./predict-rows.js";
import { scoreRow, type NamedFeedback } from "./score-row.js";
import type { Scorer } from "../scorers/scorer.js";
import { say } from "../../../texts/index.js";

/** Longest that code scorers may take for a row of a run that was interrupted. */
const SECONDS_AFTER_INTERRUPT = 5;

/** One scorer's work on one row. */
export interface ScoringJob {
  readonly row: number;
  readonly scorer: Scorer;
}

/**
 * Does scoring jobs and gives each job's feedback, in the order of the jobs; none where the run was ended before.
 *
 * Of a run that was interrupted while it predicted, code still scores the answers that are there; no judge is asked.
 */
export async function scoreRows(
  options: GenaiEvaluateOptions,
  rows: readonly GenaiRow[],
  answers: readonly RowAnswer[],
  jobs: readonly ScoringJob[],
  wasInterrupted: boolean,
): Promise<{ readonly feedback: readonly (readonly NamedFeedback[])[]; readonly interrupted: boolean }> {
  let made: Promise<Judge> | undefined;
  const judge = (): Promise<Judge> =>
    (made ??= options.judge === undefined ? defaultJudge() : Promise.resolve(options.judge));
  const canScore = ({ row, scorer }: ScoringJob): boolean =>
    !wasInterrupted || (scorer.source.sourceType === "CODE" && answers[row]!.error === undefined);
  const settings = wasInterrupted
    ? { ...options, interruptible: false, signal: undefined, timeoutSeconds: SECONDS_AFTER_INTERRUPT }
    : options;
  const showing = options.progress !== false && jobs.length > 0 && !wasInterrupted;
  const run = await runRows(
    jobs,
    async (job, { signal }) => {
      if (!canScore(job)) return [];
      const { outputs, trace, error } = answers[job.row]!;
      const answer = { outputs, trace, failed: error !== undefined };
      return scoreRow(job.scorer, rows[job.row]!, answer, { signal, judge });
    },
    {
      ...settings,
      onProgress: showing ? showProgress(say("evaluate.scoring"), jobs.length, say("evaluate.scoresUnit")) : undefined,
    },
  );
  const feedback = run.outcomes.map((outcome) => (outcome.status === "ok" ? outcome.value : []));
  return { feedback, interrupted: run.interrupted };
}
