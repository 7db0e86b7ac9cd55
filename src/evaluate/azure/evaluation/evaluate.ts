import { toJsonText, TunelabError, writeWholeFile } from "../../../core/index.js";
import { readEvalData } from "../../classic/rows/eval-data.js";
import {
  type EvaluatedRows,
  inRun,
  keepAsLast,
  type RowFailure,
  type RunPlace,
  type RunSummary,
} from "../../result/index.js";
import { type RunRowsOptions, showProgress } from "../../run/index.js";
import { recordInRun } from "./record-in-run.js";
import { aggregateMetrics, type OutputColumn } from "./aggregate-metrics.js";
import { askTarget, type TargetAnswers } from "./ask-target.js";
import { AzureEvaluationResult } from "./azure-result.js";
import { checkConfigNames, checkInputs, type Evaluators, type MappedRow, readMapping } from "./column-mapping.js";
import { type AzureEvaluateOptions, readOptions } from "./evaluate-options.js";
import { judgeRows } from "./judge-rows.js";
import { toResultRows } from "./result-rows.js";
import { describeScores } from "./score-columns.js";
import { say } from "../../../texts/index.js";

/**
 * Scores every row with every evaluator, as azure-ai-evaluation's `evaluate`.
 *
 * Inputs that are missing are told before any judge is called. A row that fails has `null` instead of its scores and
 * stands in `failures`; it never ends the run. All evaluators share one limit of calls. Given a run, its rows and metrics
 * are written there too. Throws `invalid_option`,
 * `missing_inputs`, `invalid_column_mapping`, `target_failed` (no row succeeded), `evaluator_failed` (when asked for).
 *
 * @param place a run that is open; nothing is tracked without one
 */
export async function evaluate(
  options: AzureEvaluateOptions,
  place: Pick<RunPlace, "tracker" | "runId"> = {},
): Promise<AzureEvaluationResult> {
  const { evaluators, title, outputPath } = await readOptions(options);
  const config = options.evaluatorConfig ?? options.evaluator_config ?? {};
  checkConfigNames(config, Object.keys(evaluators));
  const mappings = Object.fromEntries(Object.keys(evaluators).map((name) => [name, readMapping(name, config)]));
  const data = await readEvalData(options.data);
  const untouched = data.rows.map((row): MappedRow => ({ data: row, target: {} }));
  checkInputs(evaluators, mappings, untouched, options.target === undefined ? "none" : "still to run");
  const { concurrency, rateLimit, timeoutSeconds, signal } = options;
  const withProgress = (label: string, total: number, unit?: string): RunRowsOptions => {
    const onProgress = options.onProgress ?? showProgress(label, total, unit);
    return { concurrency, rateLimit, timeoutSeconds, signal, onProgress };
  };

  const evaluating = inRun(
    { ...place, runName: title },
    {
      evaluate: async () => {
        const answers =
          options.target === undefined
            ? toAnswers(untouched)
            : await askTarget(options.target, data.rows, withProgress(say("evaluate.askingTarget"), data.rows.length));
        const answered = answers.rows.filter((row) => row !== undefined);
        if (options.target !== undefined && answered.length > 0) checkInputs(evaluators, mappings, answered, "has run");
        // Of a run that was interrupted no evaluator is asked, and its cell is not written to.
        const judged = await judgeRows(answers.rows, evaluators, mappings, (jobs) =>
          answers.interrupted
            ? { signal: AbortSignal.abort() }
            : withProgress(say("evaluate.scoring"), jobs, say("evaluate.scoresUnit")),
        );
        return {
          asked: data.rows.length,
          done: data.rows.filter((_, row) => answers.isDone[row]! && judged.isDone[row]!).length,
          interrupted: answers.interrupted || judged.interrupted,
          warnings: [],
          facts: { evaluators: Object.keys(evaluators).join(", "), ...options.tags },
          rows: toResultRows(data.columns, answers.rows, data.rows, judged.outputs, options.target !== undefined),
          metrics: { ...aggregateMetrics(judged.outputs), ...aggregateFurther(evaluators, judged.outputs) },
          outputs: judged.outputs,
          failures: [...answers.failures, ...judged.failures].sort((a, b) => a.row - b.row),
        };
      },
      record: async (scored, run) => [
        ...(outputPath === undefined ? [] : await writeResult(outputPath, scored, options)),
        ...(run === undefined ? [] : await recordInRun(run, data, scored)),
      ],
      summarise: toResult,
    },
  );
  const result = await keepAsLast(evaluating);
  if (options.failOnEvaluatorErrors === true) throwFirst(result.failures);
  return result;
}

/** Rows with their scores, and what they come to. */
interface ScoredRows extends EvaluatedRows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, OutputColumn>>;
  readonly failures: readonly RowFailure[];
}

/** Data whose answers came with them. */
function toAnswers(rows: readonly MappedRow[]): TargetAnswers {
  return { rows, failures: [], isDone: rows.map(() => true), interrupted: false };
}

/** Summaries that evaluators make themselves, over the rows that they scored. */
function aggregateFurther(
  evaluators: Evaluators,
  outputs: Readonly<Record<string, OutputColumn>>,
): Record<string, number> {
  const further = Object.entries(evaluators).flatMap(([name, evaluator]) => {
    const done = outputs[name]!.filter((output) => output !== undefined);
    const summaries = done.length === 0 ? {} : (evaluator.aggregate?.(done) ?? {});
    return Object.entries(summaries).map(([key, value]) => [`${name}.${key}`, value] as const);
  });
  return Object.fromEntries(further);
}

async function writeResult(
  path: string,
  { rows, metrics }: ScoredRows,
  { writeText }: AzureEvaluateOptions,
): Promise<string[]> {
  try {
    await writeWholeFile(path, toJsonText({ rows, metrics, studio_url: null }), { write: writeText });
    return [];
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return [`${path} could not be written (${why}); the result is here: write JSON.stringify(result) elsewhere.`];
  }
}

const toResult = ({ rows, metrics, outputs, failures }: ScoredRows, summary: RunSummary): AzureEvaluationResult =>
  new AzureEvaluationResult({ ...summary, rows, metrics, failures, studio_url: null, ...describeScores(outputs) });

function throwFirst(failures: readonly RowFailure[]): void {
  const [first] = failures;
  if (first === undefined) return;
  throw new TunelabError(
    say("evaluate.someFailed", {
      n: failures.length,
      row: String(first.row),
      column: first.column,
      message: first.message,
    }),
    { code: "evaluator_failed", hint: say("evaluate.someFailedHint") },
  );
}
