import { TunelabError, writeWholeFile } from "../../../core/index.js";
import { readEvalData } from "../../classic/rows/eval-data.js";
import { runRows, showProgress } from "../../run/index.js";
import type { RowFailure } from "../../result/index.js";
import { aggregateMetrics } from "./aggregate-metrics.js";
import { AzureEvaluationResult } from "./azure-result.js";
import { type Evaluators, type MappedRow, checkInputs, readMapping, toInputs } from "./column-mapping.js";
import { type AzureEvaluateOptions, readOptions } from "./evaluate-options.js";
import type { EvaluatorOutput } from "../evaluators/evaluator.js";
import { toResultRows } from "./result-rows.js";
import { runTarget, toFailure, toOutput } from "./run-target.js";
import { describeScores } from "./score-columns.js";

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
  const withProgress = (label: string, total: number) => {
    const onProgress = options.onProgress ?? showProgress(label, total);
    return onProgress === undefined ? run : { ...run, onProgress };
  };
  const untouched = data.rows.map((row): MappedRow => ({ data: row, target: {} }));
  checkInputs(evaluators, mappings, untouched, options.target === undefined ? "none" : "still to run");

  let rows: readonly (MappedRow | undefined)[] = untouched;
  let interrupted = false;
  if (options.target !== undefined) {
    const answered = await runTarget(
      options.target,
      data.rows,
      withProgress("Asking the target", data.rows.length),
      failures,
    );
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
    withProgress("Evaluating", jobs.length),
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
    await writeWholeFile(outputPath, JSON.stringify(build()), { write: options.writeText }).catch((error: unknown) => {
      const why = (error as NodeJS.ErrnoException).code ?? String(error);
      warnings.push(
        `${outputPath} could not be written (${why}); the result is here: write JSON.stringify(result) elsewhere.`,
      );
    });
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
