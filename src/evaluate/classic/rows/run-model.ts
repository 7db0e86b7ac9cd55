import { TunelabError } from "../../../core/index.js";
import {
  describeError,
  INTERRUPTED_ROW,
  runRows,
  type RowContext,
  type RowError,
  type RunRowsOptions,
} from "../../run/index.js";
import type { TokenMeter } from "../../usage/index.js";
import { describeKind, isDataFrame, type EvalData, type EvalRow } from "./eval-data.js";
import { say } from "../../../texts/index.js";

/** What a model function is told beside its inputs. */
export interface EvalModelContext {
  /** Number of its own per row: the evaluation's seed plus the row's position. For the whole table the evaluation's seed. */
  readonly seed: number;
  /** Aborted when the cell is interrupted, the caller aborts, or the time is up. */
  readonly signal: AbortSignal;
}

/** A model as a function: of the whole table as in MLflow, or of one row with `perRow: true`. */
export type EvalModel = (
  inputs: never,
  config: Readonly<Record<string, unknown>> | undefined,
  context: EvalModelContext,
) => unknown;

/** What the model answered. */
export interface ModelAnswers {
  /** One per row; `undefined` where the call failed or was not made. */
  readonly predictions: readonly unknown[];
  /** Further columns that the model returned, by name. */
  readonly otherColumns: ReadonlyMap<string, readonly unknown[]>;
  readonly errors: ReadonlyMap<number, RowError>;
  /** Per row, when the model was called row by row. */
  readonly seconds: readonly (number | null)[] | undefined;
  readonly interrupted: boolean;
}

/** How {@link runModel} calls the model. */
export interface RunModelOptions extends RunRowsOptions {
  readonly perRow: boolean;
  /** Columns that the model sees. */
  readonly features: readonly string[];
  /** Column of the answer, when the model returns several. */
  readonly predictions?: string;
  readonly modelConfig?: Readonly<Record<string, unknown>>;
  /** Counts the tokens of completions that the model returns as they came. @default not counted */
  readonly meter?: TokenMeter;
}

/**
 * Asks the model for every row and puts its answers in one form.
 *
 * Row by row, a call that throws is that row's error. A function of the whole table that throws, or returns another
 * number of answers than rows, fails with `model_failed` or `wrong_answer_count`, because no row can be told apart.
 */
export async function runModel(model: EvalModel, data: EvalData, options: RunModelOptions): Promise<ModelAnswers> {
  const answers = options.perRow ? await askPerRow(model, data, options) : await askWholeTable(model, data, options);
  return { ...answers, ...splitColumns(answers.predictions, options.predictions) };
}

type PlainAnswers = Omit<ModelAnswers, "otherColumns">;

async function askPerRow(model: EvalModel, data: EvalData, options: RunModelOptions): Promise<PlainAnswers> {
  const run = await runRows(
    data.rows,
    async (row, context) => {
      const answer = await model(pick(row, options.features) as never, options.modelConfig, context);
      const value = readCompletion(answer, options.meter);
      if (value === undefined || value === null) throw noAnswer(value, data.rowNumber(context.index));
      return value;
    },
    options,
  );
  const predictions: unknown[] = data.rows.map(() => undefined);
  const seconds: (number | null)[] = data.rows.map(() => null);
  const errors = new Map<number, RowError>();
  run.outcomes.forEach((outcome, index) => {
    if (outcome.status === "ok") {
      predictions[index] = outcome.value;
      seconds[index] = outcome.seconds;
    } else if (outcome.status === "failed") errors.set(index, { hint: say("evaluate.retryFailed"), ...outcome.error });
    else errors.set(index, INTERRUPTED_ROW);
  });
  return { predictions, errors, seconds, interrupted: run.interrupted };
}

async function askWholeTable(model: EvalModel, data: EvalData, options: RunModelOptions): Promise<PlainAnswers> {
  const ask = (table: unknown, context: RowContext): unknown => model(table as never, options.modelConfig, context);
  const run = await runRows([data.select(options.features)], ask, {
    ...options,
    retries: 0,
    timeoutSeconds: options.timeoutSeconds ?? Infinity,
    onProgress: undefined,
  });
  const outcome = run.outcomes[0]!;
  if (outcome.status === "skipped") {
    throw new TunelabError(say("evaluate.modelStopped"), {
      code: "interrupted",
      hint: say("evaluate.modelStoppedHint"),
    });
  }
  if (outcome.status === "failed") {
    throw new TunelabError(say("evaluate.modelFailed", { message: outcome.error.message }), {
      code: "model_failed",
      hint: say("evaluate.modelFailedHint"),
      cause: outcome.error,
    });
  }
  const answers = toList(outcome.value).map((answer) => readCompletion(answer, options.meter));
  if (answers.length !== data.rows.length) {
    throw new TunelabError(
      say("evaluate.answerCount", { answers: String(answers.length), rows: String(data.rows.length) }),
      {
        code: "wrong_answer_count",
        hint: say("evaluate.answerCountHint"),
      },
    );
  }
  const errors = new Map<number, RowError>();
  answers.forEach((answer, index) => {
    if (answer !== undefined && answer !== null) return;
    errors.set(index, describeError(noAnswer(answer, data.rowNumber(index))));
  });
  const predictions = answers.map((answer) => answer ?? undefined);
  return { predictions, errors, seconds: undefined, interrupted: false };
}

const noAnswer = (value: unknown, rowNumber: number): TunelabError =>
  new TunelabError(say("evaluate.noAnswerRow", { kind: describeKind(value), row: String(rowNumber) }), {
    code: "no_answer",
    hint: say("evaluate.noAnswerRowHint"),
  });

function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isDataFrame(value)) {
    const { columns, values } = value;
    if (columns.length === 1) return values.map((row) => (Array.isArray(row) ? (row as unknown[])[0] : row));
    return values.map((row) => Object.fromEntries(columns.map((name, at) => [name, (row as unknown[])[at]])));
  }
  const series = (value as { values?: unknown } | null | undefined)?.values;
  if (Array.isArray(series)) return series;
  if (typeof value === "object" && value !== null && !(value instanceof Promise)) {
    const entries = Object.entries(value);
    if (entries.length > 0 && entries.every(([, list]) => Array.isArray(list))) return fromColumns(entries);
  }
  throw new TunelabError(say("evaluate.notAnswers", { kind: describeKind(value) }), {
    code: "wrong_answer_type",
    hint: say("evaluate.notAnswersHint"),
  });
}

function fromColumns(entries: readonly (readonly [string, unknown])[]): unknown[] {
  const length = Math.max(...entries.map(([, list]) => (list as unknown[]).length));
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(entries.map(([name, list]) => [name, (list as unknown[])[at]])),
  );
}

/** An answer of the openai package is taken by its text, and its tokens counted. */
function readCompletion(answer: unknown, meter: TokenMeter | undefined): unknown {
  if (typeof answer !== "object" || answer === null || !("choices" in answer)) return answer;
  const { choices } = answer as {
    readonly choices?: readonly { readonly message?: { readonly content?: unknown }; readonly text?: unknown }[];
  };
  const first = choices?.[0];
  if (first === undefined) return answer;
  meter?.count(answer);
  return first.message?.content ?? first.text;
}

function splitColumns(
  answers: readonly unknown[],
  name: string | undefined,
): Pick<ModelAnswers, "predictions" | "otherColumns"> {
  const records = answers.filter((answer) => answer !== undefined);
  const isTable = records.every((answer) => typeof answer === "object" && answer !== null && !Array.isArray(answer));
  const names = isTable ? [...new Set(records.flatMap((answer) => Object.keys(answer as object)))] : [];
  // No columns in what may be objects, as in a Date: no table, and for metrics no text.
  if (names.length === 0) return { predictions: answers, otherColumns: new Map() };
  const column = (key: string): unknown[] =>
    answers.map((answer) => (answer === undefined ? undefined : ((answer as EvalRow)[key] ?? null)));
  if (names.length === 1 && name === undefined) return { predictions: column(names[0]!), otherColumns: new Map() };
  if (name === undefined || !names.includes(name)) {
    throw new TunelabError(
      name === undefined
        ? say("evaluate.severalColumns", { names: names.join(", ") })
        : say("evaluate.notAmong", { names: names.join(", "), name }),
      { code: "which_prediction", hint: say("evaluate.sayWhich", { name: names[0]! }) },
    );
  }
  const others = names.filter((key) => key !== name).map((key) => [key, column(key)] as const);
  return { predictions: column(name), otherColumns: new Map(others) };
}

const pick = (row: EvalRow, columns: readonly string[]): EvalRow =>
  Object.fromEntries(columns.map((column) => [column, row[column]]));
