import {
  evaluate as evaluateRows,
  type AzureEvaluateOptions,
  type AzureEvaluationResult,
} from "../evaluate/azure/index.js";
import { mlflow } from "../mlflow/index.js";

/**
 * Scores every row with every evaluator, as azure-ai-evaluation's `evaluate`. Inside an open run of `mlflow.startRun` its
 * data, rows and metrics are written there too; without one nothing is tracked.
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
  const run = mlflow.activeRun();
  return evaluateRows(options, run === undefined ? {} : { tracker: mlflow.tracking.tracker, runId: run.runId });
}
