import type { Dialect } from "../dialects/index.js";

/** What one step reported, by the names of the events' data. */
export type StepMetrics = Readonly<Record<string, unknown>>;

/**
 * The results file of a job, one line a step, with the columns of a dialect; missing values are -1 on Azure and empty
 * at OpenAI.
 *
 * @example
 * toResultsCsv(OPENAI, [{ step: 1, train_loss: 3.5, train_mean_token_accuracy: 0.25 }]);
 * // "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,3.5,0.25,,\n"
 */
export function toResultsCsv(dialect: Dialect, steps: readonly StepMetrics[]): string {
  const { columns, missing } = dialect.jobs.results;
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
