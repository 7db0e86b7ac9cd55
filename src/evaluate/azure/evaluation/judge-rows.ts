import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { describeKind } from "../../classic/rows/eval-data.js";
import { namedColumns, runRows, type RunRowsOptions } from "../../run/index.js";
import type { RowFailure } from "../../result/index.js";
import type { EvaluatorOutput } from "../evaluators/evaluator.js";
import type { OutputColumn } from "./aggregate-metrics.js";
import { type Evaluators, type MappedRow, type ReadMapping, toInputs } from "./column-mapping.js";
import { toFailure, toOutput } from "./ask-target.js";

/** What the evaluators said of the rows. */
export interface JudgedRows {
  /** By evaluator, one output per row; `undefined` where the evaluator failed or was not asked. */
  readonly outputs: Readonly<Record<string, OutputColumn>>;
  readonly failures: readonly RowFailure[];
  /** Whether all evaluators of a row came to an end, by row. */
  readonly isDone: readonly boolean[];
  readonly interrupted: boolean;
}

/**
 * Gives every row to every evaluator; all share one limit of calls.
 *
 * @param rows `undefined` for a row without an answer of the target, which no evaluator is asked about
 * @example
 * await judgeRows(rows, { f1: new F1ScoreEvaluator() }, { f1: undefined }, { concurrency: 4 });
 */
export async function judgeRows(
  rows: readonly (MappedRow | undefined)[],
  evaluators: Evaluators,
  mappings: Readonly<Record<string, ReadMapping>>,
  run: (jobs: number) => RunRowsOptions,
): Promise<JudgedRows> {
  const names = Object.keys(evaluators);
  const jobs = rows.flatMap((row, index) => (row === undefined ? [] : names.map((name) => ({ row, index, name }))));
  const present = rows.filter((row) => row !== undefined);
  const known = Object.fromEntries(
    names.map((name) => [name, [...new Set(present.flatMap((row) => Object.keys(toInputs(row, mappings[name]))))]]),
  );
  const judged = await runRows(
    jobs,
    async ({ row, name }, { signal }) => {
      const evaluator = evaluators[name]!;
      const inputs = toInputs(row, mappings[name]);
      const output =
        typeof evaluator === "function"
          ? await evaluator(namedColumns(inputs, known[name]!), { signal })
          : await evaluator.evaluate(pick(inputs, evaluator), { signal });
      return readOutput(output);
    },
    run(jobs.length),
  );
  const outputs: Record<string, (EvaluatorOutput | undefined)[]> = Object.fromEntries(
    names.map((name) => [name, rows.map(() => undefined)]),
  );
  const failures: RowFailure[] = [];
  const isDone = rows.map(() => true);
  judged.outcomes.forEach((outcome, at) => {
    const { index, name } = jobs[at]!;
    if (outcome.status === "ok") outputs[name]![index] = outcome.value;
    else if (outcome.status === "failed") failures.push(toFailure(outcome, index, `outputs.${name}`));
    else isDone[index] = false;
  });
  return { outputs, failures, isDone, interrupted: judged.interrupted };
}

/** Throws where there is nothing to keep: a row without a score must say why. */
function readOutput(value: unknown): EvaluatorOutput {
  const isNothing = value === undefined || value === null || ["function", "symbol", "bigint"].includes(typeof value);
  if (!isNothing && (typeof value !== "object" || Object.keys(value).length > 0)) return toOutput(value);
  throw new TunelabError(say("evaluate.evaluatorNothing", { kind: describeKind(value) }), {
    code: "evaluator_error",
    hint: say("evaluate.evaluatorNothingHint"),
  });
}

/** Only what the evaluator asks for: a column that happens to be there must not become an input. */
function pick(
  inputs: Readonly<Record<string, unknown>>,
  evaluator: Exclude<Evaluators[string], (...args: never[]) => unknown>,
): Record<string, unknown> {
  const { requiredInputs, optionalInputs = [] } = evaluator;
  const isThere = (name: string): boolean => inputs[name] !== undefined && inputs[name] !== null;
  const set = requiredInputs.find((names) => names.every(isThere)) ?? requiredInputs[0] ?? [];
  const optional = set.includes("conversation") ? [] : optionalInputs;
  return Object.fromEntries([...set, ...optional].map((name) => [name, inputs[name]]));
}
