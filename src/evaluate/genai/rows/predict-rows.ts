import { INTERRUPTED_ROW, runRows, showProgress, type RowContext, type RowError } from "../../run/index.js";
import { autologDuring, captureTrace, type Trace } from "../../trace/index.js";
import type { TokenMeter } from "../../usage/index.js";
import type { GenaiRow } from "./genai-data.js";
import type { GenaiEvaluateOptions } from "../genai-options.js";
import { say } from "../../../texts/index.js";

/** What came of one row's prediction. */
export interface RowAnswer {
  /** `null` when the prediction failed. */
  readonly outputs: unknown;
  readonly trace: Trace;
  readonly error: RowError | undefined;
}

/** Gets every row's answer, from predictFn or the data, with the trace of how it came about. */
export async function predictRows(
  options: GenaiEvaluateOptions,
  rows: readonly GenaiRow[],
  meter: TokenMeter,
): Promise<{ readonly answers: readonly RowAnswer[]; readonly interrupted: boolean }> {
  const { predictFn } = options;
  const failedTraces = new Map<number, Trace>();
  const showing = options.progress !== false && predictFn !== undefined;
  const ask = async (row: GenaiRow, context: RowContext): Promise<Omit<RowAnswer, "error">> => {
    const work = () => (predictFn === undefined ? (row.outputs ?? null) : predictFn(row.inputs as never, context));
    const { result, error, trace } = await captureTrace("predict", row.inputs, work);
    if (error === undefined) return { outputs: readAnswer(result, meter), trace };
    failedTraces.set(context.index, trace);
    throw error;
  };
  const onProgress = showing ? showProgress(say("evaluate.askingApplication"), rows.length) : undefined;
  const run = await autologDuring(() => runRows(rows, ask, { ...options, onProgress }));
  const answers = run.outcomes.map((outcome, index): RowAnswer => {
    if (outcome.status === "ok") return { ...outcome.value, error: undefined };
    const trace = failedTraces.get(index) ?? emptyTrace(rows[index]!.inputs);
    const error = outcome.status === "failed" ? outcome.error : INTERRUPTED_ROW;
    return { outputs: null, trace, error };
  });
  return { answers, interrupted: run.interrupted };
}

/** A chat completion is taken by its text. */
function readAnswer(result: unknown, meter: TokenMeter): unknown {
  if (typeof result !== "object" || result === null || !("choices" in result)) return result ?? null;
  meter.count(result);
  const { choices } = result as { choices?: readonly { message?: { content?: unknown } }[] };
  return choices?.[0]?.message?.content ?? result;
}

const emptyTrace = (inputs: unknown): Trace => ({
  traceId: "",
  state: "ERROR",
  requestTime: 0,
  executionDuration: 0,
  request: inputs,
  response: null,
  spans: [],
});
