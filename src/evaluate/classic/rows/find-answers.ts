import { showProgress, type RowError } from "../../run/index.js";
import type { EvalData } from "./eval-data.js";
import type { EvaluateOptions } from "../evaluate-options.js";
import type { EvaluationMetric } from "../metrics/metric.js";
import { runModel, type ModelAnswers } from "./run-model.js";
import { say } from "../../../texts/index.js";

/** Takes the answers from the data, or asks the model for them. */
export async function findAnswers(
  options: EvaluateOptions,
  data: EvalData,
  metrics: readonly EvaluationMetric[],
): Promise<ModelAnswers> {
  if (options.model === undefined) return readAnswers(data, options.predictions!);
  const perRow = options.perRow ?? metrics.some((metric) => metric.measuresCalls === true);
  return askModel({ ...options, perRow }, data);
}

/** Asks again for the rows that have no answer; the others keep theirs. */
export async function askAgain(options: EvaluateOptions, data: EvalData, answers: ModelAnswers): Promise<ModelAnswers> {
  const failed = [...answers.errors.keys()].sort((a, b) => a - b);
  const perRow = options.perRow ?? answers.seconds !== undefined;
  const again = await askModel({ ...options, perRow }, data.take(failed));
  const place = new Map(failed.map((row, at) => [row, at]));
  const merge = <T>(before: readonly T[], now: readonly T[]): T[] =>
    before.map((old, row) => (place.has(row) ? now[place.get(row)!]! : old));
  const names = new Set([...answers.otherColumns.keys(), ...again.otherColumns.keys()]);
  const empty = data.rows.map(() => undefined);
  return {
    ...again,
    predictions: merge(answers.predictions, again.predictions),
    otherColumns: new Map(
      [...names].map((name) => [
        name,
        merge(answers.otherColumns.get(name) ?? empty, again.otherColumns.get(name) ?? empty),
      ]),
    ),
    errors: new Map([...again.errors].map(([at, error]) => [failed[at]!, error])),
    seconds: answers.seconds && again.seconds ? merge(answers.seconds, again.seconds) : undefined,
  };
}

function readAnswers(data: EvalData, column: string): ModelAnswers {
  const errors = new Map<number, RowError>();
  const predictions = data.rows.map((row, index) => {
    const value = row[column];
    if (value !== null && value !== undefined) return value;
    errors.set(index, {
      code: "no_answer",
      message: say("evaluate.predictionNull", { row: index + 1 }),
      hint: say("evaluate.predictionNullHint", { column }),
    });
    return undefined;
  });
  return { predictions, otherColumns: new Map(), errors, seconds: undefined, interrupted: false };
}

function askModel(options: EvaluateOptions, data: EvalData): Promise<ModelAnswers> {
  return runModel(options.model!, data, {
    ...options,
    perRow: options.perRow ?? false,
    features: data.columns.filter((column) => column !== options.targets),
    // A function of the whole table gives no sign of life before it has all answers.
    onProgress:
      options.progress === false || options.perRow !== true
        ? undefined
        : showProgress(say("evaluate.askingModel"), data.rows.length),
  });
}
