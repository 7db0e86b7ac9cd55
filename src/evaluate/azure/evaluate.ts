import { rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { TunelabError } from "../../core/index.js";
import { type EvalDataInput, readEvalData } from "../classic/eval-data.js";
import { type RowOutcome, type RunProgress, runRows, showProgress } from "../run/index.js";
import type { RowFailure, ScoreColumn, ScoreCount } from "../result/index.js";
import { aggregateMetrics, keysOf, type OutputColumn } from "./aggregate-metrics.js";
import { AzureEvaluationResult } from "./azure-result.js";
import {
  type AzureEvaluatorConfig,
  type Evaluators,
  type MappedRow,
  checkInputs,
  readMapping,
  toInputs,
} from "./column-mapping.js";
import type { EvaluatorContext, EvaluatorOutput } from "./evaluator.js";

/** The application whose answers are made during the evaluation. */
export type EvaluationTarget = (row: Readonly<Record<string, never>>, context: EvaluatorContext) => unknown;

/** Options of {@link evaluate}. */
export interface AzureEvaluateOptions {
  /** Path of a `.jsonl` or `.csv` file, rows, or a DataFrame. */
  readonly data: EvalDataInput;
  /** Evaluators, or functions that score a row, by the name of their results. */
  readonly evaluators: Evaluators;
  /** Which columns each evaluator takes: `{ name: { column_mapping: { response: "${data.answer}" } } }`. */
  readonly evaluatorConfig?: AzureEvaluatorConfig;
  readonly evaluator_config?: AzureEvaluatorConfig;
  /** Called per row; what it returns becomes columns, a plain value the column `output`. */
  readonly target?: EvaluationTarget;
  /** File for rows and metrics as JSON, or a folder to put `evaluation_results.json` into. */
  readonly outputPath?: string;
  readonly output_path?: string;
  /** @default "evaluation" */
  readonly evaluationName?: string;
  /** Throws when any row of any evaluator failed, after all are done. @default false */
  readonly failOnEvaluatorErrors?: boolean;
  /** Kept with the result's facts. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Calls under way at once, over all evaluators together, 1 to 256. @default 4 */
  readonly concurrency?: number;
  /** Most calls started a second. @default unlimited */
  readonly rateLimit?: number;
  /** Longest a call may take, in seconds. @default 300 */
  readonly timeoutSeconds?: number;
  /** Ends the run and keeps what is done; the notebook's interrupt does the same. */
  readonly signal?: AbortSignal;
  /** @default a progress bar in notebooks */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Writes the output file. @default node:fs/promises writeFile */
  readonly writeText?: (path: string, text: string) => Promise<void>;
}

/**
 * Scores every row with every evaluator, as azure-ai-evaluation's `evaluate`.
 *
 * Inputs that are missing are told before any judge is called. A row that fails has `null` instead of its scores and
 * stands in `failures`; it never ends the run. All evaluators share one limit of calls. Throws `invalid_option`,
 * `missing_inputs`, `invalid_column_mapping`, `target_failed` (no row succeeded), `evaluator_failed` (when asked for).
 *
 * @example
 * const result = await azureEvaluation.evaluate({
 *   data: "simulation_output.jsonl",
 *   evaluators: { groundedness: new azureEvaluation.GroundednessEvaluator(modelConfig) },
 *   outputPath: "groundedness_eval_output.json",
 * });
 */
export async function evaluate(options: AzureEvaluateOptions): Promise<AzureEvaluationResult> {
  const startedAt = performance.now();
  const { evaluators, title, outputPath } = await readOptions(options);
  const config = options.evaluatorConfig ?? options.evaluator_config ?? {};
  const mappings = Object.fromEntries(Object.keys(evaluators).map((name) => [name, readMapping(name, config)]));
  const data = await readEvalData(options.data);
  const failures: RowFailure[] = [];
  const run = {
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.rateLimit === undefined ? {} : { rateLimit: options.rateLimit }),
    ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const withProgress = (label: string) => {
    const onProgress = options.onProgress ?? showProgress(label);
    return onProgress === undefined ? run : { ...run, onProgress };
  };
  const untouched = data.rows.map((row): MappedRow => ({ data: row, target: {} }));
  checkInputs(evaluators, mappings, untouched, options.target === undefined ? "none" : "still to run");

  let rows: readonly (MappedRow | undefined)[] = untouched;
  let interrupted = false;
  if (options.target !== undefined) {
    const answered = await runTarget(options.target, data.rows, withProgress("Asking the target"), failures);
    rows = answered.rows;
    interrupted = answered.interrupted;
    const done = rows.filter((row) => row !== undefined);
    if (done.length === 0 && !interrupted) {
      throw new TunelabError(
        `The target failed on all ${data.rows.length} rows, first with: ${failures[0]?.message ?? ""}`,
        {
          code: "target_failed",
          hint: "Call it by hand with one row of the data.",
        },
      );
    }
    if (done.length > 0) checkInputs(evaluators, mappings, done, "has run");
  }

  const names = Object.keys(evaluators);
  const jobs = rows.flatMap((row, index) => (row === undefined ? [] : names.map((name) => ({ row, index, name }))));
  const judged = await runRows(
    jobs,
    async ({ row, name }, { signal }) => {
      const evaluator = evaluators[name]!;
      const inputs = toInputs(row, mappings[name]);
      const output =
        typeof evaluator === "function"
          ? await evaluator(inputs as Record<string, never>, { signal })
          : await evaluator.evaluate(pick(inputs, evaluator), { signal });
      return toOutput(output);
    },
    withProgress("Evaluating"),
  );
  const outputs = Object.fromEntries(
    names.map((name) => [name, data.rows.map((): EvaluatorOutput | undefined => undefined)]),
  );
  judged.outcomes.forEach((outcome, i) => {
    const { index, name } = jobs[i]!;
    if (outcome.status === "ok") outputs[name]![index] = outcome.value;
    else if (outcome.status === "failed") failures.push(toFailure(outcome, index, `outputs.${name}`));
  });
  failures.sort((a, b) => a.row - b.row);

  const resultRows = toResultRows(data.columns, rows, data.rows, outputs, options.target !== undefined);
  const aggregates = Object.entries(evaluators).flatMap(([name, evaluator]) => {
    const done = outputs[name]!.filter((output) => output !== undefined);
    const further = done.length === 0 ? {} : (evaluator.aggregate?.(done) ?? {});
    return Object.entries(further).map(([key, value]) => [`${name}.${key}`, value] as const);
  });
  const warnings: string[] = [];
  const build = (): AzureEvaluationResult =>
    new AzureEvaluationResult({
      title,
      rows: resultRows,
      metrics: { ...aggregateMetrics(outputs), ...Object.fromEntries(aggregates) },
      studio_url: null,
      ...describeScores(outputs),
      failures,
      warnings,
      facts: { rows: String(data.rows.length), evaluators: names.join(", "), ...options.tags },
      seconds: (performance.now() - startedAt) / 1000,
      interrupted: interrupted || judged.interrupted,
    });
  if (outputPath !== undefined) {
    const problem = await save(outputPath, JSON.stringify(build()), options.writeText ?? writeFile);
    if (problem !== undefined) warnings.push(problem);
  }
  if (options.failOnEvaluatorErrors === true && failures.length > 0) {
    const [first] = failures;
    throw new TunelabError(
      `${failures.length} evaluations failed, the first on row ${first!.row + 1} (${first!.column}): ${first!.message}`,
      {
        code: "evaluator_failed",
        hint: "Leave failOnEvaluatorErrors out to keep the rows that succeeded.",
      },
    );
  }
  return build();
}

async function runTarget(
  target: EvaluationTarget,
  data: readonly Readonly<Record<string, unknown>>[],
  run: Parameters<typeof runRows>[2],
  failures: RowFailure[],
): Promise<{ readonly rows: (MappedRow | undefined)[]; readonly interrupted: boolean }> {
  const answers = await runRows(
    data,
    async (row, { signal }) => toOutput(await target(row as Record<string, never>, { signal })),
    run,
  );
  const rows = answers.outcomes.map((outcome, index): MappedRow | undefined => {
    if (outcome.status === "ok")
      return { data: { ...data[index]!, ...overlap(data[index]!, outcome.value) }, target: outcome.value };
    if (outcome.status === "failed") failures.push(toFailure(outcome, index, "outputs"));
    return undefined;
  });
  return { rows, interrupted: answers.interrupted };
}

/** A column of the target wins over one of the data with the same name. */
const overlap = (data: Readonly<Record<string, unknown>>, target: EvaluatorOutput): Record<string, unknown> =>
  Object.fromEntries(Object.entries(target).filter(([name]) => name in data));

/** Only what the evaluator asks for: a column that happens to be there must not become an input. */
function pick(
  inputs: Readonly<Record<string, unknown>>,
  evaluator: Exclude<Evaluators[string], (...args: never[]) => unknown>,
) {
  const { requiredInputs, optionalInputs = [] } = evaluator;
  const isThere = (name: string): boolean => inputs[name] !== undefined && inputs[name] !== null;
  const set = requiredInputs.find((names) => names.every(isThere)) ?? requiredInputs[0] ?? [];
  const optional = set.includes("conversation") ? [] : optionalInputs;
  return Object.fromEntries([...set, ...optional].map((name) => [name, inputs[name]]));
}

function toOutput(value: unknown): EvaluatorOutput {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as EvaluatorOutput;
  return { output: value ?? null };
}

function toFailure(
  outcome: Extract<RowOutcome<unknown>, { status: "failed" }>,
  row: number,
  column: string,
): RowFailure {
  const { code, message, hint } = outcome.error;
  return { row, column, code, message, ...(hint === undefined ? {} : { hint }) };
}

function toResultRows(
  columns: readonly string[],
  rows: readonly (MappedRow | undefined)[],
  data: readonly Readonly<Record<string, unknown>>[],
  outputs: Readonly<Record<string, OutputColumn>>,
  hasTarget: boolean,
): Record<string, unknown>[] {
  const targetKeys = [...new Set(rows.flatMap((row) => Object.keys(row?.target ?? {})))];
  return data.map((own, index) => {
    const row = rows[index];
    const result: Record<string, unknown> = {};
    for (const column of columns) result[`inputs.${column}`] = clean((row?.data ?? own)[column]);
    if (hasTarget) result["inputs.line_number"] = index;
    for (const [path, leaf] of nestedLeaves(own)) result[`inputs.${path}`] ??= clean(leaf);
    for (const key of targetKeys) result[`outputs.${key}`] = clean(row?.target[key]);
    for (const [name, column] of Object.entries(outputs)) {
      for (const key of keysOf(column)) {
        const value = column[index]?.[key];
        if (key !== "evaluation_per_turn") result[`outputs.${name}.${key}`] = clean(value);
        else
          for (const [turnKey, values] of Object.entries((value ?? {}) as object))
            result[`outputs.${name}.${key}.${turnKey}`] = clean(values);
      }
    }
    return result;
  });
}

/** Objects in cells are also offered leaf by leaf, under dotted names. */
function nestedLeaves(row: Readonly<Record<string, unknown>>): (readonly [string, unknown])[] {
  if ("conversation" in row || "messages" in row) return [];
  const visit = (value: unknown, path: string): (readonly [string, unknown])[] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, item]) => visit(item, `${path}.${key}`))
      : [[path, value]];
  return Object.entries(row).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? visit(value, key) : [],
  );
}

/** JSON has no NaN: `null`, as for a missing value. */
const clean = (value: unknown): unknown =>
  value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value;

function describeScores(outputs: Readonly<Record<string, OutputColumn>>): {
  readonly scores: ScoreColumn[];
  readonly counts: Record<string, ScoreCount>;
} {
  const scores: ScoreColumn[] = [];
  const counts: Record<string, ScoreCount> = {};
  for (const [name, column] of Object.entries(outputs)) {
    for (const key of keysOf(column)) {
      const values = column
        .map((output) => output?.[key])
        .filter((value) => typeof value === "number" && Number.isFinite(value));
      const isMain = !keysOf(column).includes(`${key}_result`)
        ? !/_(?:score|threshold|passed)$|_tokens$/.test(key)
        : true;
      if (values.length === 0 || !isMain) continue;
      const range = rangeOf(key, column);
      scores.push({
        column: `outputs.${name}.${key}`,
        name: `${name}.${key}`,
        ...(range === undefined ? {} : { range, greaterIsBetter: true }),
      });
      counts[`${name}.${key}`] = { scored: values.length, failed: column.length - values.length };
    }
  }
  return { scores, counts };
}

const UNIT_SCORES = new Set(["f1_score", "bleu", "gleu", "meteor", "rouge", "document_retrieval"]);

/** Judges score from 1 to 5, text metrics from 0 to 1; what own functions mean is not known. */
function rangeOf(key: string, column: OutputColumn): readonly [number, number] | undefined {
  if (UNIT_SCORES.has(key)) return [0, 1];
  return column.some((output) => output?.[`${key}_threshold`] !== undefined && key !== "local_content_check")
    ? [1, 5]
    : undefined;
}

async function readOptions(options: AzureEvaluateOptions) {
  const { evaluators, target, evaluationName = "evaluation", data } = options;
  const invalid = (message: string, hint: string): TunelabError =>
    new TunelabError(message, { code: "invalid_option", hint });
  if (data === undefined || data === null)
    throw invalid("There is no data.", "Pass data: a path, rows, or a DataFrame.");
  if (typeof evaluators !== "object" || evaluators === null || Object.keys(evaluators).length === 0) {
    throw invalid(
      "There are no evaluators.",
      "Pass evaluators: { groundedness: new GroundednessEvaluator(modelConfig) }.",
    );
  }
  for (const [name, evaluator] of Object.entries(evaluators)) {
    if (typeof evaluator === "function" || typeof (evaluator as { evaluate?: unknown } | null)?.evaluate === "function")
      continue;
    throw invalid(
      `The evaluator ${name} is ${evaluator === null ? "null" : typeof evaluator}.`,
      "Pass an evaluator, or a function that scores a row.",
    );
  }
  if (target !== undefined && typeof target !== "function")
    throw invalid(`target is ${typeof target}.`, "Pass a function.");
  if (evaluationName.trim() === "") throw invalid("evaluationName is empty.", "Leave it out, or name the run.");
  return {
    evaluators,
    title: evaluationName,
    outputPath: await resolveOutput(options.outputPath ?? options.output_path),
  };
}

/** Looks before the run whether the file can be written after it. */
async function resolveOutput(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const isFolder = async (name: string): Promise<boolean> =>
    (await stat(name).catch(() => undefined))?.isDirectory() === true;
  const full = resolve(path);
  if (await isFolder(full)) return join(full, "evaluation_results.json");
  if (await isFolder(dirname(full))) return full;
  throw new TunelabError(`The folder ${dirname(path)} of the output file does not exist.`, {
    code: "invalid_option",
    hint: "Make the folder first, or name a file in one that exists.",
  });
}

/** Writes beside and renames, so that a full disk leaves no half file; the result is returned in any case. */
async function save(
  path: string,
  text: string,
  write: (path: string, text: string) => Promise<void>,
): Promise<string | undefined> {
  const beside = `${path}.part`;
  try {
    await write(beside, text);
    await rename(beside, path);
    return undefined;
  } catch (error) {
    await rm(beside, { force: true });
    return `${path} could not be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); the result is here: write JSON.stringify(result) elsewhere.`;
  }
}
