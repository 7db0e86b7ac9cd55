import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { TrackedSpan } from "../../core/index.js";

/** What a span stands for, in MLflow's words. */
export type SpanType = "CHAIN" | "CHAT_MODEL" | "LLM" | "RETRIEVER" | "TOOL" | "AGENT" | "UNKNOWN";

/** One timed step of a trace; times in nanoseconds since 1970, as MLflow keeps them. */
export interface Span extends TrackedSpan {
  readonly spanType: SpanType;
}

/** One call of an application with the steps inside it. */
export interface Trace {
  readonly traceId: string;
  readonly state: "OK" | "ERROR";
  /** Milliseconds since 1970. */
  readonly requestTime: number;
  /** Milliseconds. */
  readonly executionDuration: number;
  readonly request: unknown;
  readonly response: unknown;
  /** In the order in which they ended, the first being the outermost. */
  readonly spans: readonly Span[];
}

interface OpenTrace {
  readonly traceId: string;
  readonly spans: Span[];
  readonly current: string | null;
}

const open = new AsyncLocalStorage<OpenTrace>();
const gathering = new AsyncLocalStorage<(trace: Trace) => void>();
const MOST_KEPT = 100;
const kept: Trace[] = [];

/** Options of {@link trace}. */
export interface TraceOptions {
  /** @default the function's name */
  readonly name?: string;
  /** @default "UNKNOWN" */
  readonly spanType?: SpanType;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Wraps a function so that every call is recorded with its inputs, outputs and time: as a step of the trace that is
 * open, or as a trace of its own. What the function returns and throws stays the same.
 *
 * @example
 * const generateGame = trace(async (question: string) => ask(question), { name: "generate_game" });
 */
export function trace<A extends unknown[], R>(fn: (...args: A) => R, options: TraceOptions = {}): (...args: A) => R {
  const name = options.name ?? (fn.name || "anonymous");
  return (...args) =>
    recordSpan(name, toInputs(args), () => fn(...args), options.spanType ?? "UNKNOWN", options.attributes);
}

/** What an evaluation hands to a function beside its inputs, the seed and the signal, is none of them. */
function toInputs(args: readonly unknown[]): unknown {
  const isContext = (arg: unknown): boolean =>
    typeof arg === "object" && arg !== null && "seed" in arg && "signal" in arg && arg.signal instanceof AbortSignal;
  const own = args.filter((arg) => !isContext(arg));
  const last = own.findLastIndex((arg) => arg !== undefined);
  return last === 0 ? own[0] : own.slice(0, last + 1);
}

/** Runs something as a span; outside a trace it becomes a trace of its own, found again with {@link lastTraces}. */
export function recordSpan<R>(
  name: string,
  inputs: unknown,
  work: () => R,
  spanType: SpanType = "UNKNOWN",
  attributes: Readonly<Record<string, unknown>> = {},
): R {
  const around = open.getStore();
  const onTrace = gathering.getStore();
  const spans = around?.spans ?? [];
  const spanId = randomBytes(8).toString("hex");
  const traceId = around?.traceId ?? makeTraceId();
  const startTimeNs = nowNs();
  const finish = (outputs: unknown, error: unknown): void => {
    const span: Span = {
      spanId,
      parentId: around?.current ?? null,
      name,
      spanType,
      inputs,
      outputs: outputs ?? null,
      status: error === undefined ? "OK" : "ERROR",
      error: error === undefined || error instanceof Error ? error?.message : String(error),
      startTimeNs,
      endTimeNs: nowNs(),
      attributes,
    };
    spans.push(span);
    if (around === undefined) keep(toTrace(traceId, spans), onTrace);
  };
  return open.run({ traceId, spans, current: spanId }, () => settle(work, finish));
}

/**
 * Runs something as a trace and gives the trace back beside its result; used for every row of an evaluation.
 *
 * @example
 * const { result, trace } = await captureTrace("predict", inputs, () => predict(inputs));
 */
export async function captureTrace<R>(
  name: string,
  inputs: unknown,
  work: () => R | Promise<R>,
): Promise<{ readonly result?: R; readonly error?: unknown; readonly trace: Trace }> {
  const traceId = makeTraceId();
  const spans: Span[] = [];
  return open.run({ traceId, spans, current: null }, async () => {
    try {
      const result = await recordSpan(name, inputs, async () => work(), "CHAIN");
      return { result, trace: toTrace(traceId, spans) };
    } catch (error) {
      return { error, trace: toTrace(traceId, spans) };
    }
  });
}

/** Runs something and hands every trace of its own that ends in it to `onTrace`. */
export const gatherTraces = <T>(onTrace: (trace: Trace) => void, work: () => Promise<T>): Promise<T> =>
  gathering.run(onTrace, work);

/** The last traces made outside an evaluation, newest last; at most 100 are kept. */
export const lastTraces = (): readonly Trace[] => [...kept];

function settle<R>(work: () => R, finish: (outputs: unknown, error: unknown) => void): R {
  let result: R;
  try {
    result = work();
  } catch (error) {
    finish(undefined, error);
    throw error;
  }
  if (!isThenable(result)) {
    finish(result, undefined);
    return result;
  }
  // The promise itself is given back: clients add methods to theirs.
  result.then(
    (value) => finish(value, undefined),
    (error: unknown) => finish(undefined, error ?? new Error("rejected")),
  );
  return result;
}

function toTrace(traceId: string, spans: readonly Span[]): Trace {
  const root = spans.find((span) => span.parentId === null) ?? spans.at(-1)!;
  const ordered = [...spans].sort((a, b) =>
    a.startTimeNs < b.startTimeNs ? -1 : a.startTimeNs > b.startTimeNs ? 1 : 0,
  );
  return {
    traceId,
    state: root.status,
    requestTime: Number(root.startTimeNs / 1_000_000n),
    executionDuration: Number((root.endTimeNs - root.startTimeNs) / 1_000_000n),
    request: root.inputs,
    response: root.outputs,
    spans: ordered,
  };
}

function keep(done: Trace, onTrace: ((trace: Trace) => void) | undefined): void {
  onTrace?.(done);
  kept.push(done);
  if (kept.length > MOST_KEPT) kept.shift();
}

const makeTraceId = (): string => `tr-${randomBytes(16).toString("hex")}`;

const originNs = BigInt(Math.round(performance.timeOrigin * 1e6));
const nowNs = (): bigint => originNs + BigInt(Math.round(performance.now() * 1e6));

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
