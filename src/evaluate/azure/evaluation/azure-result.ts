import { ShownResult, type ShownResultData } from "../../result/index.js";

/** What `azureEvaluation.evaluate` writes to its output file. */
export interface AzureEvaluationFile {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly studio_url: string | null;
}

/** What a result is made of. */
export type AzureEvaluationData = AzureEvaluationFile & Omit<ShownResultData, "columns">;

/**
 * What `azureEvaluation.evaluate` returns: rows, metrics and failures as plain data, and ways to look at them.
 *
 * `rows` has one object per row of the data: `inputs.<column>`, `outputs.<evaluator>.<key>`, `null` where a row failed;
 * `metrics` has means and pass rates, unrounded: `groundedness.groundedness`, `groundedness.binary_aggregate`.
 *
 * @example
 * result.metrics["groundedness.groundedness"]; // 4.2
 */
export class AzureEvaluationResult extends ShownResult {
  readonly studio_url: string | null;

  constructor(data: AzureEvaluationData) {
    super({ ...data, columns: columnsWorthALook(data), answer: answerColumn(data) });
    this.studio_url = data.studio_url;
  }

  /** What the output file holds. */
  toJSON(): AzureEvaluationFile {
    return { rows: this.rows, metrics: this.metrics, studio_url: this.studio_url };
  }
}

const ANSWERS = ["outputs.response", "outputs.output", "outputs.answer", "inputs.response", "inputs.answer"];

const answerColumn = ({ rows }: Pick<AzureEvaluationData, "rows">): string | undefined =>
  ANSWERS.find((name) => rows.some((row) => name in row));

/** Inputs, answers of the target, scores and reasons. */
function columnsWorthALook({ rows, scores }: Pick<AzureEvaluationData, "rows" | "scores">): readonly string[] {
  const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isDetail = /_(?:properties|threshold|status|passed|score)$|\.evaluation_per_turn\./;
  const scored = new Set(scores.map(({ column }) => column));
  return all.filter((name) => !name.startsWith("outputs.") || scored.has(name) || !isDetail.test(name));
}
