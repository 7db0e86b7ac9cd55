import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { type RowOutcome, type RunRowsOptions, runRows } from "../../run/index.js";
import type { RowFailure } from "../../result/index.js";
import type { MappedRow } from "./column-mapping.js";
import type { EvaluatorContext, EvaluatorOutput, RowArgument } from "../evaluators/evaluator.js";

/** The application whose answers are made during the evaluation. */
export type EvaluationTarget = (row: RowArgument, context: EvaluatorContext) => unknown;

/** What the target answered. */
export interface TargetAnswers {
  /** `undefined` for a row that has no answer. */
  readonly rows: readonly (MappedRow | undefined)[];
  readonly failures: readonly RowFailure[];
  /** Whether a row's call came to an end, by row. */
  readonly isDone: readonly boolean[];
  readonly interrupted: boolean;
}

/**
 * Asks the target about every row. Throws `target_failed` when no call succeeded.
 *
 * @example
 * (await askTarget(({ query }) => ask(query), data, {})).rows[0]?.target; // { output: "Madeira" }
 */
export async function askTarget(
  target: EvaluationTarget,
  data: readonly Readonly<Record<string, unknown>>[],
  run: RunRowsOptions,
): Promise<TargetAnswers> {
  const failures: RowFailure[] = [];
  const answers = await runRows(data, async (row, { signal }) => toOutput(await target(row, { signal })), run);
  const rows = answers.outcomes.map((outcome, index): MappedRow | undefined => {
    if (outcome.status === "ok")
      return { data: { ...data[index]!, ...overlap(data[index]!, outcome.value) }, target: outcome.value };
    if (outcome.status === "failed") failures.push(toFailure(outcome, index, "outputs"));
    return undefined;
  });
  if (!answers.interrupted && rows.every((row) => row === undefined)) {
    throw new TunelabError(say("evaluate.targetFailed", { n: data.length, message: failures[0]?.message ?? "" }), {
      code: "target_failed",
      hint: say("evaluate.targetFailedHint"),
    });
  }
  const isDone = answers.outcomes.map(({ status }) => status !== "skipped");
  return { rows, failures, isDone, interrupted: answers.interrupted };
}

/** A column of the target wins over one of the data with the same name. */
const overlap = (data: Readonly<Record<string, unknown>>, target: EvaluatorOutput): Record<string, unknown> =>
  Object.fromEntries(Object.entries(target).filter(([name]) => name in data));

/** An object as it is, anything else as `{ output }`. */
export function toOutput(value: unknown): EvaluatorOutput {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as EvaluatorOutput;
  return { output: value ?? null };
}

/** A failed row in the words of a result; `row` is its position. */
export function toFailure(
  outcome: Extract<RowOutcome<unknown>, { status: "failed" }>,
  row: number,
  column: string,
): RowFailure {
  const { code, message, hint } = outcome.error;
  return { row: row + 1, column, code, message, hint };
}
