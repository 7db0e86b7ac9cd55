import { TunelabError, type Tracker } from "../../core/index.js";
import { showProgress, type RowError, type RunRowsOptions } from "../run/index.js";
import type { RowFailure, ScoreColumn } from "../result/index.js";
import { builtinMetrics, type ModelType } from "./builtin-metrics.js";
import { computeMetrics, flattenMetrics, type ComputedMetric } from "./compute-metrics.js";
import { readEvalData, type EvalData, type EvalDataInput } from "./eval-data.js";
import { EvaluationResult } from "./evaluation-result.js";
import { describeDataset, logEvaluation } from "./log-evaluation.js";
import type { EvaluationMetric } from "./metric.js";
import { toSplitJson, type ResultColumn } from "./results-table-json.js";
import { runModel, type EvalModel, type ModelAnswers } from "./run-model.js";
import { toxicityOrWarning, type ToxicityClassifier } from "./toxicity.js";

/** MLflow's `evaluator_config`. */
export interface EvaluatorConfig {
  /** What a metric calls a column: metric's name to column's. */
  readonly colMapping?: Readonly<Record<string, string>>;
  /** Put before every metric's name. @default "" */
  readonly metricPrefix?: string;
  /** k of the retriever's metrics. @default 3 */
  readonly retrieverK?: number;
}

/** Options of {@link evaluate}, by MLflow's names. */
export interface EvaluateOptions extends Omit<RunRowsOptions, "onProgress"> {
  /** A function of the whole table, or of one row with `perRow`; sync or async. Leave it out for static predictions. */
  readonly model?: EvalModel;
  /** Rows, a DataFrame, or the path of a `.jsonl` or `.csv` file. */
  readonly data: EvalDataInput;
  /** Which metrics are computed beside `extraMetrics`. @default none */
  readonly modelType?: ModelType;
  /** Column of the right answers. The model does not see it. @default none */
  readonly targets?: string;
  /** Column of the answers in `data`, or of the answer among the columns that the model returns. */
  readonly predictions?: string;
  readonly extraMetrics?: readonly EvaluationMetric[];
  readonly evaluatorConfig?: EvaluatorConfig;
  /** Passed to the model as its second argument. */
  readonly modelConfig?: Readonly<Record<string, unknown>>;
  /** The model gets one row at a time. @default false, true with the metric latency() */
  readonly perRow?: boolean;
  /** Where the run is recorded. @default nowhere */
  readonly tracker?: Tracker;
  /** Run to write into; it is left running. @default a run of its own, ended when done */
  readonly runId?: string;
  /** Experiment of a run of its own. @default "0" */
  readonly experimentId?: string;
  readonly runName?: string;
  /** Name of the dataset in the run. @default "dataset" */
  readonly datasetName?: string;
  /** Classifier behind `toxicity/v1`. @default none: a warning says so */
  readonly toxicity?: ToxicityClassifier;
  /** Whether rows in progress are shown in a notebook. @default true */
  readonly progress?: boolean;
}

const MODEL_TYPES = ["question-answering", "text-summarization", "text", "retriever"];
/** What is kept of a result, so that failed rows can be asked again. */
interface EvaluationSource {
  readonly options: EvaluateOptions;
  readonly data: EvalData;
  readonly answers: ModelAnswers;
}

const sources = new WeakMap<EvaluationResult, EvaluationSource>();

/**
 * Evaluates a model, or answers that are already there, with MLflow's metrics, keys and tables.
 *
 * Equals MLflow 3.17.2's `mlflow.models.evaluate` in metrics, table columns and the bytes of
 * `eval_results_table.json`. Better where its users complain: a row that fails is recorded in `failures` and the
 * others go on, `counts` says how many rows each mean is made of, and no prediction is made twice.
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
  const metrics = checkOptions(options, data);
  return record(options, data, async () => {
    const answers = await findAnswers(options, data, metrics);
    return { answers, metrics };
  });
}

/**
 * Asks the model again for the rows that failed and computes everything anew; rows that have an answer keep it.
 *
 * Throws `nothing_to_retry` when no row failed, or the result did not come from this session's `evaluate` with a model
 * that is called row by row.
 *
 * @example
 * const complete = await retryFailed(result);
 */
export async function retryFailed(
  result: EvaluationResult,
  changes: Partial<EvaluateOptions> = {},
): Promise<EvaluationResult> {
  const source = sources.get(result);
  const failed = new Set(source?.answers.errors.keys());
  if (source === undefined || failed.size === 0 || source.options.model === undefined) {
    throw new TunelabError("There is no failed call to make again.", {
      code: "nothing_to_retry",
      hint: "retryFailed takes the result of an evaluate() of this session in which calls of the model failed.",
    });
  }
  const options = { ...source.options, ...changes, perRow: true };
  const { data, answers } = source;
  const metrics = checkOptions(options, data);
  return record(options, data, async () => {
    const again = await askModel(options, data, failed);
    const predictions = answers.predictions.map((old, row) => (failed.has(row) ? again.predictions[row] : old));
    const seconds = answers.seconds?.map((old, row) => (failed.has(row) ? (again.seconds?.[row] ?? null) : old));
    return { answers: { ...again, predictions, seconds }, metrics };
  });
}

async function record(
  options: EvaluateOptions,
  data: EvalData,
  work: () => Promise<{ answers: ModelAnswers; metrics: readonly EvaluationMetric[] }>,
): Promise<EvaluationResult> {
  const { tracker } = options;
  const startedAt = performance.now();
  if (tracker === undefined) return finish(options, data, await work(), undefined, startedAt);
  const own = options.runId === undefined;
  const run = own
    ? await tracker.createRun({ experimentId: options.experimentId ?? "0", runName: options.runName })
    : await tracker.getRun(options.runId!);
  const { runId } = run.info;
  try {
    const prefix = options.evaluatorConfig?.metricPrefix;
    await tracker.logInputs(runId, [describeDataset(data, options.datasetName ?? "dataset", prefix)]);
    const result = await finish(options, data, await work(), run.info, startedAt);
    if (own) await tracker.updateRun(runId, { status: "FINISHED", endTime: Date.now() });
    return result;
  } catch (error) {
    if (own) await tracker.updateRun(runId, { status: "FAILED", endTime: Date.now() }).catch(() => undefined);
    throw error;
  }
}

async function finish(
  options: EvaluateOptions,
  data: EvalData,
  { answers, metrics }: { answers: ModelAnswers; metrics: readonly EvaluationMetric[] },
  run: { readonly runId: string; readonly runName: string; readonly experimentId: string } | undefined,
  startedAt: number,
): Promise<EvaluationResult> {
  const prefix = options.evaluatorConfig?.metricPrefix ?? "";
  const { computed, warnings } = await computeMetrics(metrics, metricArguments(options, data, answers), prefix);
  const metricsByKey = flattenMetrics(computed);
  const columns = resultColumns(options, data, answers, computed, prefix);
  const hasTable = computed.some(({ value }) => value.scores !== undefined || value.justifications !== undefined);
  const file = `${prefix}eval_results_table.json`;
  const text = hasTable ? toSplitJson(columns) : undefined;
  const judges = computed.filter(({ metric }) => metric.metricArgs !== undefined);
  const files = {
    ...(text !== undefined && { [file]: text }),
    ...(judges.length > 0 && { "genai_custom_metrics.json": describeJudges(judges) }),
  };
  const { tracker } = options;
  if (tracker !== undefined && run !== undefined) {
    await logEvaluation(tracker, run.runId, {
      metrics: metricsByKey,
      artifacts: files,
      tables: text === undefined ? [] : [file],
    });
  }
  const { columns: names, rows } = text === undefined ? toRows(columns) : readBack(text);
  const uri = (path: string): string | undefined =>
    tracker === undefined || run === undefined ? undefined : `${tracker.uri}/${run.runId}/${path}`;
  const result = new EvaluationResult({
    title: options.runName ?? run?.runName ?? "Evaluation",
    metrics: metricsByKey,
    counts: Object.fromEntries(computed.map(({ key, scored, failed }) => [key, { scored, failed }])),
    columns: names,
    rows,
    scores: computed.flatMap((metric) => toScoreColumn(metric, prefix)),
    failures: listFailures(answers, computed, predictionColumn(options)),
    warnings: [...toxicityOrWarning(options.modelType, options.toxicity).warnings, ...warnings],
    runId: run?.runId,
    runName: run?.runName,
    experimentId: run?.experimentId,
    artifacts: hasTable ? { eval_results_table: { path: file, uri: uri(file) } } : {},
    hasTable,
    usage: answers.usage,
    seconds: (performance.now() - startedAt) / 1000,
    interrupted: answers.interrupted,
    ...(tracker !== undefined && run !== undefined && { page: tracker.runPage(run) }),
  });
  sources.set(result, { options, data, answers });
  return result;
}

function checkOptions(options: EvaluateOptions, data: EvalData): readonly EvaluationMetric[] {
  const { model, modelType, targets, predictions, extraMetrics = [] } = options;
  if (modelType !== undefined && !MODEL_TYPES.includes(modelType)) {
    throw new TunelabError(`${JSON.stringify(modelType)} is no model type.`, {
      code: "unknown_model_type",
      hint: `Use one of ${MODEL_TYPES.join(", ")}, or leave modelType out and name metrics in extraMetrics.`,
    });
  }
  if (targets !== undefined) requireColumn(data, targets, "targets");
  if (model === undefined) {
    if (predictions === undefined) {
      throw new TunelabError("There is neither a model nor a column of predictions.", {
        code: "no_predictions",
        hint: 'Pass model: a function, or name the column that holds the answers: predictions: "answer".',
      });
    }
    requireColumn(data, predictions, "predictions");
  } else if (typeof model !== "function") {
    throw new TunelabError(`model is a ${typeof model}, not a function.`, {
      code: "invalid_option",
      hint: "Pass a function of the whole table, or of one row together with perRow: true.",
    });
  }
  const metrics = [
    ...extraMetrics.filter((metric) => metric.name === "latency"),
    ...builtinMetrics(modelType, options.evaluatorConfig?.retrieverK ?? 3),
    ...extraMetrics.filter((metric) => metric.name !== "latency"),
  ];
  const toxicity = toxicityOrWarning(modelType, options.toxicity).metric;
  if (toxicity !== undefined) metrics.splice(1, 0, toxicity);
  if (metrics.length === 0) {
    throw new TunelabError("There is no metric to compute.", {
      code: "no_metrics",
      hint: 'Choose a modelType such as "question-answering", or pass extraMetrics.',
    });
  }
  checkNeededColumns(options, data, metrics);
  return metrics;
}

/** A judge that lacks a column would fail in every row, after having been paid for. */
function checkNeededColumns(options: EvaluateOptions, data: EvalData, metrics: readonly EvaluationMetric[]): void {
  const mapping = options.evaluatorConfig?.colMapping ?? {};
  for (const metric of metrics) {
    for (const name of metric.needs ?? []) {
      if (name === "targets" && options.targets !== undefined) continue;
      const column = mapping[name] ?? name;
      if (data.columns.includes(column) || options.model !== undefined) continue;
      throw new TunelabError(`The metric ${metric.name} needs the column '${column}', which the data do not have.`, {
        code: "unknown_column",
        hint: `The columns are ${data.columns.join(", ")}. Say which is meant with evaluatorConfig: { colMapping: { ${name}: "…" } }.`,
      });
    }
  }
}

function requireColumn(data: EvalData, column: string, option: string): void {
  if (data.columns.includes(column)) return;
  throw new TunelabError(`The data have no column '${column}', which ${option} names.`, {
    code: "unknown_column",
    hint: `The columns are ${data.columns.join(", ")}.`,
  });
}

async function findAnswers(
  options: EvaluateOptions,
  data: EvalData,
  metrics: readonly EvaluationMetric[],
): Promise<ModelAnswers> {
  if (options.model !== undefined) {
    const perRow = options.perRow ?? metrics.some((metric) => metric.measuresCalls === true);
    return askModel({ ...options, perRow }, data, undefined);
  }
  const column = options.predictions!;
  const errors = new Map<number, RowError>();
  const predictions = data.rows.map((row, index) => {
    const value = row[column];
    if (value !== null && value !== undefined) return value;
    errors.set(index, { code: "no_answer", message: `The prediction of row ${index + 1} is null.` });
    return undefined;
  });
  return {
    predictions,
    otherColumns: new Map(),
    errors,
    seconds: undefined,
    interrupted: false,
    usage: { promptTokens: 0, completionTokens: 0 },
  };
}

function askModel(
  options: EvaluateOptions,
  data: EvalData,
  only: ReadonlySet<number> | undefined,
): Promise<ModelAnswers> {
  const features = data.columns.filter((column) => column !== options.targets);
  return runModel(options.model!, data, {
    ...options,
    perRow: options.perRow ?? false,
    features,
    only,
    onProgress: options.progress === false ? undefined : showProgress("Asking the model"),
  });
}

function metricArguments(options: EvaluateOptions, data: EvalData, answers: ModelAnswers) {
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

const predictionColumn = (options: EvaluateOptions): string =>
  options.targets === undefined ? "outputs" : (options.predictions ?? "outputs");

function resultColumns(
  options: EvaluateOptions,
  data: EvalData,
  answers: ModelAnswers,
  computed: readonly ComputedMetric[],
  prefix: string,
): ResultColumn[] {
  const { targets, predictions } = options;
  const fromData = (name: string): ResultColumn => ({ name, values: data.rows.map((row) => row[name]) });
  const isStatic = options.model === undefined;
  const features = data.columns.filter((name) => name !== targets && !(isStatic && name === predictions));
  const columns = features.map(fromData);
  if (targets !== undefined) columns.push(fromData(targets));
  columns.push({ name: predictionColumn(options), values: answers.predictions });
  for (const { key, value } of computed) {
    const { scores, justifications, numbers } = value;
    const bare = key === `${prefix}token_count` || key === `${prefix}latency`;
    if (scores !== undefined && scores.length > 0) {
      const column = { name: bare ? key : `${key}/score`, values: scores };
      columns.push(
        numbers === undefined || (numbers === "int" && scores.includes(null)) ? column : { ...column, numbers },
      );
    }
    if (justifications !== undefined) columns.push({ name: `${key}/justification`, values: justifications });
  }
  return columns;
}

function readBack(text: string): { columns: string[]; rows: Record<string, unknown>[] } {
  const { columns, data } = JSON.parse(text) as { columns: string[]; data: unknown[][] };
  return { columns, rows: data.map((values) => Object.fromEntries(columns.map((name, at) => [name, values[at]]))) };
}

function toRows(columns: readonly ResultColumn[]): { columns: string[]; rows: Record<string, unknown>[] } {
  const count = columns[0]?.values.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  );
  return { columns: columns.map((column) => column.name), rows };
}

function toScoreColumn({ key, value, metric }: ComputedMetric, prefix: string): ScoreColumn[] {
  if (value.scores === undefined) return [];
  const bare = key === `${prefix}token_count` || key === `${prefix}latency`;
  const neutral = bare || metric.name.endsWith("_grade_level");
  return [
    {
      column: bare ? key : `${key}/score`,
      name: metric.name,
      ...(!neutral && { greaterIsBetter: metric.greaterIsBetter }),
    },
  ];
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
    for (const [row, message] of value.errors ?? []) failures.push({ row, column: key, code: "not_scored", message });
  }
  return failures.sort((a, b) => a.row - b.row);
}

const describeJudges = (judges: readonly ComputedMetric[]): string =>
  toSplitJson([
    { name: "name", values: judges.map(({ metric }) => metric.name) },
    { name: "version", values: judges.map(({ metric }) => metric.version ?? "") },
    { name: "metric_args", values: judges.map(({ metric }) => metric.metricArgs) },
  ]);
