import { outliveInterrupt, TunelabError, type TrackedDataset } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { describeDataset, type EvalDataInput } from "../classic/index.js";
import { inRun, keepAsLast, type EvaluatedRows } from "../result/index.js";
import { INTERRUPTED_ROW } from "../run/index.js";
import { priceUsage, TokenMeter, type UsageReport } from "../usage/index.js";
import { readGenaiRows, type GenaiRow } from "./rows/genai-data.js";
import type { GenaiEvaluateOptions, InputsOf } from "./genai-options.js";
import { GenaiResult, type GenaiRowResult } from "./result/genai-result.js";
import { predictRows, type RowAnswer } from "./rows/predict-rows.js";
import { recordEvaluation } from "./result/record-evaluation.js";
import { toResultDf } from "./result/result-df.js";
import type { NamedFeedback } from "./rows/score-row.js";
import { scoreRows, type ScoringJob } from "./rows/score-rows.js";
import { checkScorers } from "./scorers/check-scorers.js";
import type { Scorer } from "./scorers/scorer.js";
import {
  countScores,
  listFailures,
  listRefusals,
  listWeaknesses,
  summariseFeedback,
  toScoreColumn,
} from "./result/summarise-feedback.js";

/** What is kept of a result, so that what failed can be done again. */
interface GenaiSource {
  readonly options: GenaiEvaluateOptions;
  readonly rows: readonly GenaiRow[];
  readonly meters: Meters;
}

interface Meters {
  readonly model: TokenMeter;
  readonly judges: TokenMeter;
}

/** Rows as far as they are done. */
interface RowsDone {
  readonly answers: readonly RowAnswer[];
  /** By row and scorer. */
  readonly feedback: readonly ReadonlyMap<Scorer, readonly NamedFeedback[]>[];
  readonly interrupted: boolean;
}

const sources = new WeakMap<GenaiResult, GenaiSource & { readonly done: RowsDone }>();

/**
 * Evaluates answers with scorers, row by row, as MLflow 3.17.2's `mlflow.genai.evaluate`: same metrics, same columns.
 *
 * Better where its users complain: no prediction is made twice, a row or scorer that fails costs nothing but itself,
 * `counts` says how many rows a mean is made of, scorers that would call a judge are not asked about a row without
 * an answer, an interrupt keeps what is done, and `usage` says what the run used and cost.
 *
 * Throws `empty_data`, `invalid_row`, `invalid_option`, `unknown_column`, `no_predictions`, `duplicate_scorer`, and `model_failed` when
 * every prediction fails.
 *
 * @example
 * await evaluateGenai({ data: [{ inputs: { question: "2+2?" }, outputs: "4" }], scorers: [ResponseLength({ maxLength: 3 })] });
 */
export async function evaluateGenai<Data extends EvalDataInput, Inputs = InputsOf<Data>>(
  options: GenaiEvaluateOptions<Data, Inputs>,
): Promise<GenaiResult> {
  const rows = await readGenaiRows(options.data, options.predictFn !== undefined);
  checkScorers(options.scorers);
  if (options.predictFn === undefined && !rows.some((row) => row.outputs !== undefined)) {
    throw new TunelabError(say("evaluate.noOutputs"), {
      code: "no_predictions",
      hint: say("evaluate.noOutputsHint"),
    });
  }
  const source = { options, rows, meters: { model: new TokenMeter(), judges: new TokenMeter() } };
  return keepAsLast(evaluateInRun(source, undefined));
}

/**
 * Asks predictFn again for the rows that failed and lets the scorers that failed score again; what is there stays.
 *
 * Throws `nothing_to_retry` when nothing failed, or the result did not come from this session.
 *
 * @example
 * const complete = await retryFailedGenai(result);
 */
export async function retryFailedGenai(result: GenaiResult): Promise<GenaiResult> {
  const source = sources.get(result);
  if (source === undefined || result.failures.length === 0) {
    throw new TunelabError(say("evaluate.nothingFailed"), {
      code: "nothing_to_retry",
      hint: say("evaluate.nothingFailedHint"),
    });
  }
  return keepAsLast(evaluateInRun(source, source.done));
}

/** Predicts and scores what is not done yet. */
async function doRows({ options, rows, meters }: GenaiSource, before: RowsDone | undefined): Promise<RowsDone> {
  const asked = rows.flatMap((_, row) =>
    before === undefined || before.answers[row]!.error !== undefined ? [row] : [],
  );
  const predicted = await meters.model.measure(() =>
    predictRows(
      options,
      asked.map((row) => rows[row]!),
      meters.model,
    ),
  );
  if (before === undefined) checkSomeWorked(options, rows, predicted.answers);
  const isAsked = new Map(asked.map((row, at) => [row, at]));
  const answers = rows.map((_, row) => {
    const at = isAsked.get(row);
    return at === undefined ? before!.answers[row]! : predicted.answers[at]!;
  });
  const feedback = rows.map((_, row) => new Map(before?.feedback[row]));
  const jobs = rows.flatMap((_, row): ScoringJob[] =>
    options.scorers
      .filter((scorer) => isAsked.has(row) || isUnscored(feedback[row]!.get(scorer)))
      .map((scorer) => ({ row, scorer })),
  );
  const score = () => scoreRows(options, rows, answers, jobs, predicted.interrupted);
  const scored = await meters.judges.measure(() => (predicted.interrupted ? outliveInterrupt(score) : score()));
  jobs.forEach(({ row, scorer }, at) => feedback[row]!.set(scorer, scored.feedback[at]!));
  return { answers, feedback, interrupted: predicted.interrupted || scored.interrupted };
}

function checkSomeWorked(
  { predictFn }: GenaiEvaluateOptions,
  rows: readonly GenaiRow[],
  answers: readonly RowAnswer[],
): void {
  const [first] = answers;
  if (predictFn === undefined || answers.some(({ error }) => error === undefined || error === INTERRUPTED_ROW)) return;
  throw new TunelabError(say("evaluate.predictFailed", { message: first!.error!.message }), {
    code: "model_failed",
    hint: say("evaluate.predictFailedHint", { code: `{ ${Object.keys(rows[0]!.inputs).join(", ")} }` }),
    cause: first!.error,
  });
}

const isUnscored = (feedback: readonly NamedFeedback[] | undefined): boolean =>
  feedback === undefined || feedback.length === 0 || feedback.some(({ error }) => error !== undefined);

function evaluateInRun(source: GenaiSource, before: RowsDone | undefined): Promise<GenaiResult> {
  return inRun(
    { ...source.options, view: "evaluation" },
    {
      evaluate: async (run) => summariseRows(source, await doRows(source, before), run?.info.runId),
      record: async ({ metrics, resultDf, results }, run) =>
        run === undefined
          ? []
          : recordEvaluation(run.tracker, run.info, { metrics, resultDf, results, dataset: describeRows(source.rows) }),
      summarise: ({ rowsDone, names, results, resultDf, metrics, usage }, summary) => {
        const result = new GenaiResult({
          ...summary,
          metrics,
          counts: countScores(names, results),
          scores: names.map((name) => toScoreColumn(name, source.options.scorers)),
          failures: listFailures(results),
          results,
          resultDf,
          usage,
        });
        sources.set(result, { ...source, done: rowsDone });
        return result;
      },
    },
  );
}

/** The data as MLflow lists it among a run's inputs: the columns that were given, under the name that Python gives them. */
function describeRows(rows: readonly GenaiRow[]): TrackedDataset {
  const columns = (["inputs", "outputs", "expectations"] as const).filter((name) =>
    rows.some((row) => row[name] !== undefined && JSON.stringify(row[name]) !== "{}"),
  );
  const data = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
  return describeDataset({ columns, rows: data }, "dataset", undefined);
}

/** MLflow takes an empty list and gives no metrics, without a word. */
const noScorers = (): string => say("evaluate.noScorers", { code: "scorers: [Safety()]" });

/** Rows with their scores, and what they come to. */
interface JudgedRows extends EvaluatedRows {
  readonly rowsDone: RowsDone;
  /** Of the scores. */
  readonly names: readonly string[];
  readonly results: readonly GenaiRowResult[];
  readonly resultDf: readonly Readonly<Record<string, unknown>>[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly usage: UsageReport;
}

function summariseRows(
  { options: { scorers }, rows, meters }: GenaiSource,
  rowsDone: RowsDone,
  runId: string | undefined,
): JudgedRows {
  const { answers, feedback, interrupted } = rowsDone;
  const results = rows.map(({ inputs, expectations }, index): GenaiRowResult => {
    const { outputs, trace, error } = answers[index]!;
    const given = scorers.flatMap((scorer) => feedback[index]!.get(scorer) ?? []);
    return { inputs, outputs, expectations, feedback: given, trace, error };
  });
  const names = [...new Set(results.flatMap((row) => row.feedback.map(({ name }) => name)))];
  const isDone = (row: number): boolean =>
    answers[row]!.error !== INTERRUPTED_ROW && scorers.every((scorer) => (feedback[row]!.get(scorer)?.length ?? 0) > 0);
  return {
    asked: rows.length,
    done: rows.filter((_, row) => isDone(row)).length,
    interrupted,
    warnings: [...(scorers.length === 0 ? [noScorers()] : []), ...listRefusals(results), ...listWeaknesses(results)],
    rowsDone,
    names,
    results,
    resultDf: toResultDf(results, names, runId),
    metrics: summariseFeedback(scorers, names, results),
    usage: priceUsage(meters.model.usage, meters.judges.usage),
  };
}
