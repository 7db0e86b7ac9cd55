import { outliveInterrupt, TunelabError, type TrackedDataset } from "../../core/index.js";
import { say } from "../../texts/index.js";
import {
  inRun,
  keepAsLast,
  type EvaluatedRows,
  type OpenRun,
  type RowFailure,
  type RunSummary,
} from "../result/index.js";
import { INTERRUPTED_ROW } from "../run/index.js";
import { collectTraces, type Trace } from "../trace/index.js";
import { priceUsage, TokenMeter, type UsageReport } from "../usage/index.js";
import { unknownColumn } from "./rows/unknown-column.js";
import { chooseMetrics } from "./metrics/choose-metrics.js";
import { computeMetrics, flattenMetrics, type ComputedMetric } from "./metrics/compute-metrics.js";
import { readEvalData, type EvalData } from "./rows/eval-data.js";
import type { EvaluateOptions } from "./evaluate-options.js";
import { EvaluationResult } from "./result/evaluation-result.js";
import { askAgain, findAnswers } from "./rows/find-answers.js";
import { describeDataset, logEvaluation } from "./result/log-evaluation.js";
import type { EvaluationMetric, MetricArguments } from "./metrics/metric.js";
import {
  errorColumns,
  predictionColumn,
  readBack,
  resultColumns,
  toPlainTable,
  toScoreColumn,
} from "./result/result-columns.js";
import { toSplitJson, type ResultColumn } from "./result/results-table-json.js";
import type { ModelAnswers } from "./rows/run-model.js";
import { toxicityOrWarning } from "./metrics/toxicity.js";

/** What is evaluated. */
interface EvaluationSource {
  readonly options: EvaluateOptions;
  readonly data: EvalData;
  readonly metrics: readonly EvaluationMetric[];
  readonly meter: TokenMeter;
}

/** What is kept of a result, so that failed rows can be asked again. */
const sources = new WeakMap<EvaluationResult, EvaluationSource & { readonly answers: ModelAnswers }>();

/**
 * Evaluates a model, or answers that are already there, with MLflow's metrics, keys and tables.
 *
 * Equals MLflow 3.17.2's `mlflow.models.evaluate` in metrics, table columns and the bytes of
 * `eval_results_table.json`. Better where its users complain: a row that fails is recorded in `failures` and the
 * others go on, `counts` says how many rows each mean is made of, no prediction is made twice, an interrupt keeps what
 * is done, and `usage` says what the run used and cost.
 *
 * Throws `empty_data`, `unknown_column`, `unknown_model_type`, `no_predictions`, `no_metrics`, `model_failed`,
 * `wrong_answer_count` and other errors of bad input before anything is recorded.
 *
 * @example
 * const result = await evaluate({
 *   data: [{ inputs: "Where is Lisbon?", ground_truth: "Portugal", answer: "Portugal" }],
 *   targets: "ground_truth", predictions: "answer", modelType: "question-answering",
 * });
 * result.metrics["exact_match/v1"]; // 1
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  const data = await readEvalData(options.data);
  const metrics = chooseMetrics(options, data);
  const source = { options, data, metrics, meter: new TokenMeter() };
  return keepAsLast(evaluateInRun(source, (asked) => findAnswers(asked, data, metrics)));
}

/**
 * Asks the model again for the rows that failed and computes everything anew; rows that have an answer keep it. A
 * function of the whole table gets a table of the failed rows.
 *
 * Throws `nothing_to_retry` when no row failed, or the result did not come from this session's `evaluate` with a model.
 *
 * @example
 * const complete = await retryFailed(result);
 */
export async function retryFailed(
  result: EvaluationResult,
  changes: Partial<EvaluateOptions> = {},
): Promise<EvaluationResult> {
  const source = sources.get(result);
  if (source === undefined || source.answers.errors.size === 0 || source.options.model === undefined) {
    throw new TunelabError(say("evaluate.noFailedCall"), {
      code: "nothing_to_retry",
      hint: say("evaluate.noFailedCallHint"),
    });
  }
  const options = { ...source.options, ...changes };
  const { data, answers, meter } = source;
  const metrics = chooseMetrics(options, data);
  return keepAsLast(evaluateInRun({ options, data, metrics, meter }, (asked) => askAgain(asked, data, answers)));
}

type Ask = (options: EvaluateOptions & { readonly meter: TokenMeter }) => Promise<ModelAnswers>;

function evaluateInRun(source: EvaluationSource, ask: Ask): Promise<EvaluationResult> {
  return inRun(source.options, {
    evaluate: async (run) => {
      await run?.tracker.logInputs(run.info.runId, [describeData(source)]);
      return askAndScore(source, ask);
    },
    record: async (scored, run) => (run === undefined ? [] : recordScores(scored, run)),
    summarise: (scored, summary) => {
      const result = toResult(source, scored, summary);
      sources.set(result, { ...source, answers: scored.answers });
      return result;
    },
  });
}

function describeData({ options, data }: EvaluationSource): TrackedDataset {
  return describeDataset(data, options.datasetName ?? "dataset", options.evaluatorConfig?.metricPrefix);
}

/** Answers, scores and the table that is made of both. */
interface ScoredAnswers extends EvaluatedRows {
  readonly answers: ModelAnswers;
  readonly computed: readonly ComputedMetric[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly columns: readonly ResultColumn[];
  /** Name and text of the table's file; no text where no metric scored row by row. */
  readonly table: { readonly path: string; readonly text: string | undefined };
  /** Why rows have no score, recorded beside the table's columns; empty where nothing failed. */
  readonly reasons: readonly ResultColumn[];
  readonly usage: UsageReport;
  /** What the model did, in the order in which it ended. */
  readonly traces: readonly Trace[];
  /** Models that graded, by metric. */
  readonly judges: Readonly<Record<string, readonly string[]>>;
}

async function askAndScore(source: EvaluationSource, ask: Ask): Promise<ScoredAnswers> {
  const { options, meter } = source;
  const traces: Trace[] = [];
  const answers = await meter.measure(() =>
    collectTraces(
      (trace) => traces.push(trace),
      () => ask({ ...options, meter }),
    ),
  );
  const score = async () => ({ ...(await scoreAnswers(source, answers)), traces });
  return answers.interrupted ? outliveInterrupt(score) : score();
}

async function scoreAnswers(source: EvaluationSource, answers: ModelAnswers): Promise<Omit<ScoredAnswers, "traces">> {
  const { options, data, metrics, meter } = source;
  const prefix = options.evaluatorConfig?.metricPrefix ?? "";
  const judgeMeter = new TokenMeter();
  const args = metricArguments(options, data, answers);
  const { computed, warnings } = await judgeMeter.measure(() => computeMetrics(metrics, args, prefix));
  const columns = resultColumns(options, data, answers, computed, prefix);
  const hasTable = computed.some(({ value }) => value.scores !== undefined || value.justifications !== undefined);
  const graded = computed.flatMap(({ key, value }) => (value.judgedBy?.length ? [[key, value.judgedBy] as const] : []));
  const judgeNames = [...new Set(graded.flatMap(([, names]) => names))].join(", ");
  const undone = [...answers.errors.values()].filter((error) => error === INTERRUPTED_ROW).length;
  return {
    asked: data.rows.length,
    done: data.rows.length - undone,
    interrupted: answers.interrupted,
    warnings: [...toxicityOrWarning(options.modelType, options.toxicity).warnings, ...warnings],
    facts: judgeNames === "" ? {} : { judge: judgeNames },
    answers,
    computed,
    metrics: flattenMetrics(computed),
    columns,
    reasons: errorColumns(answers, computed),
    table: { path: `${prefix}eval_results_table.json`, text: hasTable ? toSplitJson(columns) : undefined },
    usage: priceUsage(meter.usage, judgeMeter.usage),
    judges: Object.fromEntries(graded),
  };
}

function recordScores(
  { metrics, computed, columns, reasons, table, traces }: ScoredAnswers,
  { tracker, info }: OpenRun,
): Promise<string[]> {
  const judging = computed.filter(({ metric }) => metric.metricArgs !== undefined);
  const artifacts: Record<string, string> = {};
  if (table.text !== undefined) {
    artifacts[table.path] = reasons.length === 0 ? table.text : toSplitJson([...columns, ...reasons]);
  }
  if (judging.length > 0) artifacts["genai_custom_metrics.json"] = describeJudges(judging);
  return logEvaluation(tracker, info, {
    metrics,
    traces,
    artifacts,
    tables: table.text === undefined ? [] : [table.path],
  });
}

function toResult({ options }: EvaluationSource, scored: ScoredAnswers, summary: RunSummary): EvaluationResult {
  const { answers, computed, columns, table, metrics, usage, judges } = scored;
  const prefix = options.evaluatorConfig?.metricPrefix ?? "";
  const { path, text } = table;
  const uri = summary.artifactUri === undefined ? undefined : `${summary.artifactUri}/${path}`;
  return new EvaluationResult({
    ...summary,
    metrics,
    counts: Object.fromEntries(computed.map(({ key, scored, failed }) => [key, { scored, failed }])),
    ...(text === undefined ? toPlainTable(columns) : readBack(text)),
    scores: computed.flatMap((metric) => toScoreColumn(metric, prefix)),
    failures: listFailures(answers, computed, predictionColumn(options)),
    artifacts: text === undefined ? {} : { eval_results_table: { path, uri } },
    hasTable: text !== undefined,
    answer: predictionColumn(options),
    usage,
    judges,
  });
}

function metricArguments(
  options: EvaluateOptions,
  data: EvalData,
  answers: ModelAnswers,
): Omit<MetricArguments, "metrics"> {
  const { targets, evaluatorConfig } = options;
  const column = (name: string): readonly unknown[] | undefined => {
    if (name === "__latency") return answers.seconds;
    const wanted = evaluatorConfig?.colMapping?.[name] ?? name;
    if (data.columns.includes(wanted)) return data.rows.map((row) => row[wanted]);
    const answered = answers.otherColumns.get(wanted);
    if (answered === undefined && wanted !== name) {
      throw unknownColumn(wanted, [...data.columns, ...answers.otherColumns.keys()], name);
    }
    return answered;
  };
  return {
    predictions: answers.predictions,
    targets: targets === undefined ? undefined : data.rows.map((row) => row[targets]),
    rows: data.rows,
    column,
    signal: options.signal,
  };
}

function listFailures(answers: ModelAnswers, computed: readonly ComputedMetric[], column: string): RowFailure[] {
  const failures: RowFailure[] = [...answers.errors].map(([row, { code, message, hint }]) => ({
    row: row + 1,
    column,
    code,
    message,
    hint,
  }));
  for (const { key, value } of computed) {
    for (const [row, reason] of value.errors ?? []) {
      const said = typeof reason === "string" ? { message: reason } : reason;
      failures.push({ row: row + 1, column: key, code: "not_scored", ...said });
    }
  }
  return failures.sort((a, b) => a.row - b.row);
}

const describeJudges = (judges: readonly ComputedMetric[]): string =>
  toSplitJson([
    { name: "name", values: judges.map(({ metric }) => metric.name) },
    { name: "version", values: judges.map(({ metric }) => metric.version ?? "") },
    { name: "metric_args", values: judges.map(({ metric }) => metric.metricArgs) },
  ]);
