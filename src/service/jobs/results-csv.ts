import type { Dialect } from "../store/index.js";

/** What one step reported, by the names of the events' data. */
export type StepMetrics = Readonly<Record<string, unknown>>;

const OPENAI_COLUMNS: readonly (readonly [column: string, metric: string])[] = [
  ["step", "step"],
  ["train_loss", "train_loss"],
  ["train_accuracy", "train_mean_token_accuracy"],
  ["valid_loss", "valid_loss"],
  ["valid_mean_token_accuracy", "valid_mean_token_accuracy"],
];

const AZURE_COLUMNS: readonly (readonly [column: string, metric: string])[] = [
  ["step", "step"],
  ["train_loss", "train_loss"],
  ["train_mean_token_accuracy", "train_mean_token_accuracy"],
  ["valid_loss", "valid_loss"],
  ["validation_mean_token_accuracy", "valid_mean_token_accuracy"],
  ["full_valid_loss", "full_valid_loss"],
  ["full_valid_mean_token_accuracy", "full_valid_mean_token_accuracy"],
];

/**
 * The results file of a job, one line a step, with the columns of a dialect; missing values are -1 on Azure and empty
 * at OpenAI.
 *
 * @example
 * toResultsCsv("openai", [{ step: 1, train_loss: 3.5, train_mean_token_accuracy: 0.25 }]);
 * // "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,3.5,0.25,,\n"
 */
export function toResultsCsv(dialect: Dialect, steps: readonly StepMetrics[]): string {
  const columns = dialect === "azure" ? AZURE_COLUMNS : OPENAI_COLUMNS;
  const missing = dialect === "azure" ? "-1" : "";
  const rows = steps.map((step) =>
    columns
      .map(([, metric]) => {
        const value = step[metric];
        return typeof value === "number" ? String(value) : missing;
      })
      .join(","),
  );
  return [columns.map(([column]) => column).join(","), ...rows, ""].join("\n");
}
