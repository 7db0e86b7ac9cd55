import { TunelabError, type RunInfo } from "../../core/index.js";
import { endRun, keepAsLast, type RowFailure } from "../result/index.js";
import { describeUsage, priceUsage, TokenMeter } from "../usage/index.js";
import { chooseMetrics } from "./metrics/choose-metrics.js";
import { computeMetrics, flattenMetrics, type ComputedMetric } from "./metrics/compute-metrics.js";
import { readEvalData, type EvalData } from "./rows/eval-data.js";
import type { EvaluateOptions } from "./evaluate-options.js";
import { EvaluationResult } from "./result/evaluation-result.js";
import { askAgain, findAnswers } from "./rows/find-answers.js";
import { describeDataset, logEvaluation } from "./result/log-evaluation.js";
import type { EvaluationMetric, MetricArguments } from "./metrics/metric.js";
import { predictionColumn, readBack, resultColumns, toPlainTable, toScoreColumn } from "./result/result-columns.js";
import { toSplitJson } from "./result/results-table-json.js";
import type { ModelAnswers } from "./rows/run-model.js";
import { toxicityOrWarning } from "./metrics/toxicity.js";

/** What is kept of a result, so that failed rows can be asked again. */
interface EvaluationSource {
  readonly options: EvaluateOptions;
  readonly data: EvalData;
  readonly answers: ModelAnswers;
  readonly meter: TokenMeter;
}

const sources = new WeakMap<EvaluationResult, EvaluationSource>();

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
  return keepAsLast(record(options, data, metrics, new TokenMeter(), (asked) => findAnswers(asked, data, metrics)));
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
    throw new TunelabError("There is no failed call to make again.", {
      code: "nothing_to_retry",
      hint: "retryFailed takes the result of an evaluate() of this session in which calls of the model failed.",
    });
  }
  const options = { ...source.options, ...changes };
  const { data, answers, meter } = source;
  const metrics = chooseMetrics(options, data);
  return keepAsLast(record(options, data, metrics, meter, (asked) => askAgain(asked, data, answers)));
}

/** Runs an evaluation inside its run: one of its own, which it ends, or one that is given and stays as it is. */
async function record(
  options: EvaluateOptions,
  data: EvalData,
  metrics: readonly EvaluationMetric[],
  meter: TokenMeter,
  ask: (options: EvaluateOptions & { readonly meter: TokenMeter }) => Promise<ModelAnswers>,
): Promise<EvaluationResult> {
  const { tracker } = options;
  const startedAt = performance.now();
  const work = async (run: RunInfo | undefined): Promise<EvaluationResult> => {
    const answers = await meter.measure(() => ask({ ...options, meter }));
    return finish({ options, data, answers, meter }, metrics, run, startedAt);
  };
  if (tracker === undefined) return work(undefined);
  const own = options.runId === undefined;
  const { info } = own
    ? await tracker.createRun({ experimentId: options.experimentId ?? "0", runName: options.runName })
    : await tracker.getRun(options.runId!);
  try {
    const prefix = options.evaluatorConfig?.metricPrefix;
    await tracker.logInputs(info.runId, [describeDataset(data, options.datasetName ?? "dataset", prefix)]);
    return await work(info);
  } catch (error) {
    if (own) await tracker.updateRun(info.runId, { status: "FAILED", endTime: Date.now() }).catch(() => undefined);
    throw error;
  }
}

async function finish(
  source: EvaluationSource,
  metrics: readonly EvaluationMetric[],
  run: RunInfo | undefined,
  startedAt: number,
): Promise<EvaluationResult> {
  const { options, data, answers, meter } = source;
  const prefix = options.evaluatorConfig?.metricPrefix ?? "";
  const judges = new TokenMeter();
  const args = metricArguments(options, data, answers);
  const { computed, warnings: skipped } = await judges.measure(() => computeMetrics(metrics, args, prefix));
  const warnings = [...skipped];
  const metricsByKey = flattenMetrics(computed);
  const columns = resultColumns(options, data, answers, computed, prefix);
  const hasTable = computed.some(({ value }) => value.scores !== undefined || value.justifications !== undefined);
  const file = `${prefix}eval_results_table.json`;
  const text = hasTable ? toSplitJson(columns) : undefined;
  const { tracker } = options;
  if (tracker !== undefined && run !== undefined) {
    const judging = computed.filter(({ metric }) => metric.metricArgs !== undefined);
    const unlogged = await logEvaluation(tracker, run.runId, {
      metrics: metricsByKey,
      artifacts: {
        ...(text !== undefined && { [file]: text }),
        ...(judging.length > 0 && { "genai_custom_metrics.json": describeJudges(judging) }),
      },
      tables: text === undefined ? [] : [file],
    });
    warnings.push(...unlogged);
    if (options.runId === undefined) warnings.push(...(await endRun(tracker, run.runId, unlogged.length === 0)));
  }
  const usage = priceUsage(meter.usage, judges.usage);
  const uri = tracker === undefined || run === undefined ? undefined : `${tracker.uri}/${run.runId}/${file}`;
  const graded = computed.flatMap(({ key, value }) => (value.judgedBy?.length ? [[key, value.judgedBy] as const] : []));
  const judgeNames = [...new Set(graded.flatMap(([, names]) => names))].join(", ");
  const seconds = (performance.now() - startedAt) / 1000;
  const result = new EvaluationResult({
    title: options.runName ?? run?.runName ?? "Evaluation",
    metrics: metricsByKey,
    counts: Object.fromEntries(computed.map(({ key, scored, failed }) => [key, { scored, failed }])),
    ...(text === undefined ? toPlainTable(columns) : readBack(text)),
    scores: computed.flatMap((metric) => toScoreColumn(metric, prefix)),
    failures: listFailures(answers, computed, predictionColumn(options)),
    warnings: [...toxicityOrWarning(options.modelType, options.toxicity).warnings, ...warnings],
    facts: {
      rows: String(data.rows.length),
      time: `${seconds.toFixed(2)} s`,
      ...(judgeNames !== "" && { judge: judgeNames }),
      ...describeUsage(usage),
    },
    runId: run?.runId,
    runName: run?.runName,
    experimentId: run?.experimentId,
    artifacts: hasTable ? { eval_results_table: { path: file, uri } } : {},
    hasTable,
    usage,
    judges: Object.fromEntries(graded),
    seconds,
    interrupted: answers.interrupted,
    page: run === undefined ? undefined : tracker?.runPage(run),
  });
  sources.set(result, source);
  return result;
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
    return answers.otherColumns.get(wanted);
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
    row,
    column,
    code,
    message,
    ...(hint !== undefined && { hint }),
  }));
  for (const { key, value } of computed) {
    for (const [row, reason] of value.errors ?? []) {
      const said = typeof reason === "string" ? { message: reason } : reason;
      failures.push({ row, column: key, code: "not_scored", ...said });
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
