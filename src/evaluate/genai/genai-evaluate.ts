import { TunelabError, type Tracker } from "../../core/index.js";
import { addTables, type EvalDataInput } from "../classic/index.js";
import { defaultJudge, JUDGE_HINT, type Judge } from "../judges/index.js";
import { aggregate } from "../metrics/index.js";
import { toScore, type RowFailure, type ScoreColumn, type ScoreCount } from "../result/index.js";
import { describeError, runRows, showProgress, type RunRowsOptions } from "../run/index.js";
import { captureTrace, type Trace } from "../trace/index.js";
import { readGenaiRows, type GenaiRow } from "./genai-data.js";
import { GenaiResult, type GenaiRowResult } from "./genai-result.js";
import { scoreRow, type NamedFeedback } from "./score-row.js";
import type { Scorer } from "./scorer.js";
import { logTraces } from "./log-traces.js";

/** Options of {@link evaluateGenai}, by MLflow's names. */
export interface GenaiEvaluateOptions extends Omit<RunRowsOptions, "onProgress"> {
  /** Rows of `inputs`, and `outputs`, `expectations`, `tags`. */
  readonly data: EvalDataInput;
  readonly scorers: readonly Scorer[];
  /** Gets a row's inputs and returns the answer. @default the rows' outputs */
  readonly predictFn?: (inputs: never) => unknown;
  /** Judge of the scorers that have none of their own. @default the environment's provider */
  readonly judge?: Judge;
  readonly tracker?: Tracker;
  /** @default a run of its own, ended when done */
  readonly runId?: string;
  /** @default "0" */
  readonly experimentId?: string;
  readonly runName?: string;
  /** Whether rows in progress are shown in a notebook. @default true */
  readonly progress?: boolean;
}

interface Answer {
  readonly outputs: unknown;
  readonly trace: Trace;
  readonly error: string | undefined;
}

/** Name of the file that holds the rows of a run. */
const TABLE = "genai_eval_results.json";

/**
 * Evaluates answers with scorers, row by row, as MLflow 3.17.2's `mlflow.genai.evaluate`: same metrics, same columns.
 *
 * Better where its users complain: no prediction is made twice, a row or scorer that fails costs nothing but itself,
 * `counts` says how many rows a mean is made of, and scorers that would call a judge are not asked about a row without
 * an answer. Throws `empty_data`, `invalid_row`, `unknown_column`, `no_predictions`, `duplicate_scorer`, and
 * `model_failed` when every prediction fails.
 *
 * @example
 * await evaluateGenai({ data: [{ inputs: { question: "2+2?" }, outputs: "4" }], scorers: [ResponseLength({ maxLength: 3 })] });
 */
export async function evaluateGenai(options: GenaiEvaluateOptions): Promise<GenaiResult> {
  const { predictFn, scorers, tracker } = options;
  const rows = await readGenaiRows(options.data, predictFn !== undefined);
  checkScorers(scorers);
  if (predictFn === undefined && !rows.some((row) => row.outputs !== undefined)) {
    throw new TunelabError("The rows have no outputs, and there is no predictFn.", {
      code: "no_predictions",
      hint: "Pass predictFn, or give every row its outputs.",
    });
  }
  if (tracker === undefined) return work(options, rows, undefined);
  const own = options.runId === undefined;
  const { experimentId = "0", runName } = options;
  const run = own ? await tracker.createRun({ experimentId, runName }) : await tracker.getRun(options.runId!);
  try {
    const result = await work(options, rows, run.info);
    if (own) await tracker.updateRun(run.info.runId, { status: "FINISHED", endTime: Date.now() });
    return result;
  } catch (error) {
    if (own) await tracker.updateRun(run.info.runId, { status: "FAILED", endTime: Date.now() }).catch(() => undefined);
    throw error;
  }
}

async function work(
  options: GenaiEvaluateOptions,
  rows: readonly GenaiRow[],
  run: { readonly runId: string; readonly runName: string; readonly experimentId: string } | undefined,
): Promise<GenaiResult> {
  const startedAt = performance.now();
  const { answers, interrupted } = await predict(options, rows);
  const scored = await score(options, rows, answers);
  const results = rows.map(({ inputs, expectations }, index): GenaiRowResult => {
    const { outputs, trace, error } = answers[index]!;
    return { inputs, outputs, expectations, feedback: scored.feedback[index]!, trace, error };
  });
  const names = [...new Set(results.flatMap((row) => row.feedback.map((feedback) => feedback.name)))];
  const metrics = summarise(options.scorers, names, results);
  const resultDf = toResultDf(results, names, run?.runId);
  const failures = listFailures(results);
  const { tracker } = options;
  if (tracker !== undefined && run !== undefined) await record(tracker, run, metrics, resultDf, results);
  return new GenaiResult({
    title: options.runName ?? run?.runName ?? "Evaluation",
    metrics,
    counts: countScores(names, results),
    scores: names.map((name) => toScoreColumn(name, options.scorers)),
    failures,
    warnings: listRefusals(results),
    results,
    resultDf,
    runId: run?.runId,
    runName: run?.runName,
    experimentId: run?.experimentId,
    seconds: (performance.now() - startedAt) / 1000,
    interrupted: interrupted || scored.interrupted,
    page: run === undefined ? undefined : tracker?.runPage(run),
  });
}

async function predict(
  options: GenaiEvaluateOptions,
  rows: readonly GenaiRow[],
): Promise<{ answers: readonly Answer[]; interrupted: boolean }> {
  const { predictFn } = options;
  const failedTraces = new Map<number, Trace>();
  const run = await runRows(
    rows,
    async (row, { index }) => {
      const work = predictFn === undefined ? () => row.outputs ?? null : () => predictFn(row.inputs as never);
      const { result, error, trace } = await captureTrace("predict", row.inputs, work);
      if (error === undefined) return { outputs: readAnswer(result), trace };
      failedTraces.set(index, trace);
      throw error;
    },
    { ...options, onProgress: showing(options) && predictFn ? showProgress("Asking the application") : undefined },
  );
  const errors = run.outcomes.filter((outcome) => outcome.status === "failed");
  if (predictFn !== undefined && errors.length === rows.length) {
    const [first] = errors;
    throw new TunelabError(`predictFn failed for every row; the first time with "${first!.error.message}".`, {
      code: "model_failed",
      hint: `It gets a row's inputs as one object, here { ${Object.keys(rows[0]!.inputs).join(", ")} }.`,
      cause: first!.error,
    });
  }
  const answers = run.outcomes.map((outcome, index): Answer => {
    if (outcome.status === "ok") return { ...outcome.value, error: undefined };
    const trace = failedTraces.get(index) ?? emptyTrace(rows[index]!.inputs);
    const error = outcome.status === "failed" ? outcome.error.message : "The run was interrupted before this row.";
    return { outputs: null, trace, error };
  });
  return { answers, interrupted: run.interrupted };
}

async function score(
  options: GenaiEvaluateOptions,
  rows: readonly GenaiRow[],
  answers: readonly Answer[],
): Promise<{ feedback: readonly (readonly NamedFeedback[])[]; interrupted: boolean }> {
  let made: Promise<Judge> | undefined;
  const judge = (): Promise<Judge> =>
    (made ??= options.judge === undefined ? defaultJudge() : Promise.resolve(options.judge));
  const jobs = rows.flatMap((_, row) => options.scorers.map((scorer) => ({ row, scorer })));
  const run = await runRows(
    jobs,
    ({ row, scorer }, { signal }) => {
      const { outputs, trace, error } = answers[row]!;
      return scoreRow(scorer, rows[row]!, { outputs, trace, failed: error !== undefined }, { signal, judge });
    },
    { ...options, onProgress: showing(options) && jobs.length > 0 ? showProgress("Scoring") : undefined },
  );
  const feedback: NamedFeedback[][] = rows.map(() => []);
  run.outcomes.forEach((outcome, at) => {
    if (outcome.status === "ok") feedback[jobs[at]!.row]!.push(...outcome.value);
  });
  return { feedback, interrupted: run.interrupted };
}

const showing = (options: GenaiEvaluateOptions): boolean => options.progress !== false;

/** A chat completion is taken by its text. */
function readAnswer(result: unknown): unknown {
  if (typeof result !== "object" || result === null || !("choices" in result)) return result ?? null;
  const { choices } = result as { choices?: readonly { message?: { content?: unknown } }[] };
  return choices?.[0]?.message?.content ?? result;
}

function checkScorers(scorers: readonly Scorer[]): void {
  const names = scorers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new TunelabError(`Two scorers are named '${twice}'.`, {
    code: "duplicate_scorer",
    hint: 'Name them apart, for example Guidelines({ name: "english", guidelines: "…" }).',
  });
}

function summarise(
  scorers: readonly Scorer[],
  names: readonly string[],
  results: readonly GenaiRowResult[],
): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const name of names) {
    const values = results.flatMap((row) =>
      row.feedback.flatMap((feedback) => {
        if (feedback.name !== name || feedback.error !== undefined) return [];
        const value = toScore(feedback.value);
        return value === undefined ? [] : [value];
      }),
    );
    if (values.length === 0) continue;
    for (const aggregation of scorers.find((scorer) => scorer.name === name)?.aggregations ?? ["mean"]) {
      if (typeof aggregation === "string") metrics[`${name}/${aggregation}`] = aggregate(values, aggregation);
      else metrics[`${name}/${aggregation.name || "custom"}`] = aggregation(values);
    }
  }
  return metrics;
}

function countScores(names: readonly string[], results: readonly GenaiRowResult[]): Record<string, ScoreCount> {
  return Object.fromEntries(
    names.map((name) => {
      const given = results.map((row) => row.feedback.find((feedback) => feedback.name === name));
      const scored = given.filter((feedback) => feedback !== undefined && feedback.error === undefined).length;
      return [name, { scored, failed: results.length - scored }];
    }),
  );
}

function toScoreColumn(name: string, scorers: readonly Scorer[]): ScoreColumn {
  const { greaterIsBetter, source } = scorers.find((scorer) => scorer.name === name) ?? {};
  return {
    column: `${name}/value`,
    name,
    ...(greaterIsBetter !== undefined && { greaterIsBetter }),
    ...(source?.sourceType === "LLM_JUDGE" && { range: [0, 1] as const }),
  };
}

function toResultDf(
  results: readonly GenaiRowResult[],
  names: readonly string[],
  runId: string | undefined,
): Record<string, unknown>[] {
  const find = (row: GenaiRowResult, name: string) => row.feedback.find((feedback) => feedback.name === name);
  const having = (read: (feedback: NamedFeedback) => unknown): ReadonlySet<string> =>
    new Set(
      names.filter((name) => results.some((row) => row.feedback.some((f) => f.name === name && read(f) !== undefined))),
    );
  const rationales = having((feedback) => feedback.rationale);
  const errors = having((feedback) => feedback.error);
  const expected = [...new Set(results.flatMap((row) => Object.keys(row.expectations)))];
  return results.map((row) => {
    const { trace } = row;
    const record: Record<string, unknown> = { trace_id: trace.traceId };
    for (const name of names) {
      const feedback = find(row, name);
      record[`${name}/value`] = feedback?.value ?? null;
      if (rationales.has(name)) record[`${name}/rationale`] = feedback?.rationale ?? null;
      if (errors.has(name)) record[`${name}/error_message`] = feedback?.error?.errorMessage ?? null;
    }
    for (const name of expected) record[`${name}/value`] = row.expectations[name] ?? null;
    return {
      ...record,
      trace,
      client_request_id: null,
      state: row.error === undefined ? "OK" : "ERROR",
      request_time: trace.requestTime,
      execution_duration: trace.executionDuration,
      request: row.inputs,
      response: row.outputs,
      trace_metadata: runId === undefined ? {} : { "mlflow.sourceRun": runId },
      tags: {},
      spans: trace.spans,
      assessments: row.feedback,
    };
  });
}

function listFailures(results: readonly GenaiRowResult[]): RowFailure[] {
  return results.flatMap(({ error, feedback }, row) => [
    ...(error === undefined ? [] : [{ row, column: "response", code: "prediction_failed", message: error }]),
    ...feedback.flatMap(({ name, error: failed }) =>
      failed === undefined ? [] : [{ row, column: name, code: failed.errorCode, message: failed.errorMessage }],
    ),
  ]);
}

/** One line per scorer that its judge is not good enough for. */
function listRefusals(results: readonly GenaiRowResult[]): string[] {
  const said = new Map<string, string>();
  for (const { name, error } of results.flatMap((row) => row.feedback)) {
    if (error?.errorCode === "CANNOT_JUDGE") said.set(name, `${name}: ${error.errorMessage} ${JUDGE_HINT}`);
  }
  return [...said.values()];
}

const emptyTrace = (inputs: unknown): Trace => ({
  traceId: "",
  state: "ERROR",
  requestTime: 0,
  executionDuration: 0,
  request: inputs,
  response: null,
  spans: [],
});

async function record(
  tracker: Tracker,
  run: { readonly runId: string; readonly experimentId: string },
  metrics: Readonly<Record<string, number>>,
  resultDf: readonly Readonly<Record<string, unknown>>[],
  results: readonly GenaiRowResult[],
): Promise<void> {
  const timestamp = Date.now();
  const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  const hidden = new Set(["trace", "spans", "assessments", "client_request_id", "trace_metadata", "tags"]);
  const columns = [...new Set(resultDf.flatMap((row) => Object.keys(row)))].filter((name) => !hidden.has(name));
  const data = resultDf.map((row) => columns.map((name) => row[name] ?? null));
  await tracker.logArtifact(run.runId, TABLE, JSON.stringify({ columns, data }));
  const { tags } = await tracker.getRun(run.runId);
  await tracker.logBatch(run.runId, {
    metrics: points,
    tags: { "mlflow.run.isEval": "true", "mlflow.loggedArtifacts": addTables(tags["mlflow.loggedArtifacts"], [TABLE]) },
  });
  await logTraces(tracker, run, results).catch((error: unknown) => {
    throw new TunelabError(`The traces could not be recorded: ${describeError(error).message}`, {
      code: "tracker_unavailable",
      hint: "The rows and metrics are in the run; evaluate again to record traces too.",
      cause: error,
    });
  });
}
