import { setMaxListeners } from "node:events";
import {
  optionError,
  TunelabError,
  getDisplaySink,
  raceDeadline,
  forEachWithLimit,
  anySignal,
  outliveInterrupt,
  sleepSeconds,
  retryDelaySeconds,
} from "../../core/index.js";
import { say } from "../../texts/index.js";
import { RateLimiter } from "./rate-limiter.js";
import { describeError, type RowError } from "./row-error.js";

/** What a row's function is told beside the row. */
export interface RowContext {
  /** Position of the row, from 0. */
  readonly index: number;
  /** 1 on the first try. */
  readonly attempt: number;
  /** Number of this row's own: the run's seed plus the row's position. The same seed gives the same numbers. */
  readonly seed: number;
  /** Aborted when the cell is interrupted, the caller aborts, or the row's time is up. */
  readonly signal: AbortSignal;
}

/** What became of one row; `skipped` rows were never started because the run was interrupted. */
export type RowOutcome<R> =
  | {
      readonly status: "ok";
      readonly index: number;
      readonly value: R;
      readonly seconds: number;
      readonly attempts: number;
    }
  | {
      readonly status: "failed";
      readonly index: number;
      readonly error: RowError;
      readonly seconds: number;
      readonly attempts: number;
    }
  | { readonly status: "skipped"; readonly index: number };

/** Where a run stands, as given to `onProgress`. */
export interface RunProgress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  readonly elapsedSeconds: number;
  /** Rows finished per second since the start; 0 before the first. */
  readonly rowsPerSecond: number;
  /** `undefined` before the first row has finished. */
  readonly secondsLeft: number | undefined;
}

/** Options of {@link runRows}; all have defaults. */
export interface RunRowsOptions {
  /** Rows in flight at once, 1 to 256. @default 4 */
  readonly concurrency?: number;
  /** Most calls started per second, retries included. @default unlimited */
  readonly rateLimit?: number;
  /** Further tries after a 408, 409, 429, 5xx or a broken connection. @default 3 */
  readonly retries?: number;
  /** Longest a single try may take, in seconds; `Infinity` for none. @default 300 */
  readonly timeoutSeconds?: number;
  /** Ends the run: rows in flight are told, the others are `skipped`. The kernel's interrupt does the same. */
  readonly signal?: AbortSignal;
  /** Whether the kernel's interrupt ends the run too. @default true */
  readonly interruptible?: boolean;
  /** Each row's function is given the sum of this and the row's position as its `seed`. @default 105 */
  readonly seed?: number;
  /** Called at most every 100 ms and once at the end. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Milliseconds since some start. @default performance.now */
  readonly now?: () => number;
  /** Waits; rejects when the signal is aborted. */
  readonly sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Number in [0, 1) that spreads retries. @default Math.random */
  readonly random?: () => number;
}

/** What {@link runRows} returns: one outcome per row, in the order of the rows. */
export interface RunRowsResult<R> {
  readonly outcomes: readonly RowOutcome<R>[];
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Whether the run was ended before all rows were tried. */
  readonly interrupted: boolean;
}

const PROGRESS_INTERVAL_MS = 100;
const DEFAULT_SEED = 105;

/**
 * Calls a function for every row and records what became of each: a row that fails does not stop the others.
 *
 * Rows start in order. Failures worth another try (429, 5xx, a broken connection) are tried again after the
 * server's `Retry-After` or an exponential wait. An interrupt keeps what is done. Throws `invalid_option` only.
 *
 * @example
 * const run = await runRows([1, 2, 3], (row) => { if (row === 2) throw new Error("no"); return row * 10; });
 * run.outcomes.map((outcome) => outcome.status); // ["ok", "failed", "ok"]
 */
export async function runRows<T, R>(
  rows: readonly T[],
  fn: (row: T, context: RowContext) => R | Promise<R>,
  options: RunRowsOptions = {},
): Promise<RunRowsResult<R>> {
  const settings = readOptions(options);
  const { now, signal } = settings;
  const limiter = new RateLimiter(settings.rateLimit, now, settings.sleep);
  const outcomes: RowOutcome<R>[] = rows.map((_, index) => ({ status: "skipped", index }));
  const startedAt = now();
  let done = 0;
  let failed = 0;
  let reportedAt = -Infinity;

  const report = (force: boolean): void => {
    // A cell that was interrupted is not written to any more.
    if (options.onProgress === undefined || signal.aborted) return;
    const at = now();
    if (!force && at - reportedAt < PROGRESS_INTERVAL_MS) return;
    reportedAt = at;
    const elapsedSeconds = (at - startedAt) / 1000;
    const rowsPerSecond = done > 0 && elapsedSeconds > 0 ? done / elapsedSeconds : 0;
    const secondsLeft = rowsPerSecond > 0 ? (rows.length - done) / rowsPerSecond : undefined;
    options.onProgress({ done, failed, total: rows.length, elapsedSeconds, rowsPerSecond, secondsLeft });
  };

  const runOne = async (index: number): Promise<RowOutcome<R>> => {
    const rowStartedAt = now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const wait = limiter.take(signal);
        if (wait !== undefined) await wait;
        const value = await tryOnce(rows[index]!, index, attempt);
        return { status: "ok", index, value, seconds: (now() - rowStartedAt) / 1000, attempts: attempt };
      } catch (error) {
        if (signal.aborted) return { status: "skipped", index };
        const delay =
          attempt > settings.retries
            ? undefined
            : retryDelaySeconds(error, attempt, { random: settings.random, wallClock: Date.now });
        if (delay === undefined) {
          const seconds = (now() - rowStartedAt) / 1000;
          return { status: "failed", index, error: describeError(error), seconds, attempts: attempt };
        }
        try {
          await settings.sleep(delay, signal);
        } catch {
          return { status: "skipped", index };
        }
      }
    }
  };

  const tryOnce = async (row: T, index: number, attempt: number): Promise<R> => {
    const timer = new LazyTimer(signal);
    const answer = fn(row, {
      index,
      attempt,
      seed: settings.seed + index,
      get signal() {
        return timer.signal;
      },
    });
    if (!isPromise(answer)) return answer;
    // The row's function may have been interrupted before it gave back its promise.
    return raceDeadline(answer, {
      seconds: settings.timeoutSeconds,
      signal,
      onAbort: () =>
        new TunelabError(say("evaluate.stopped"), { code: "interrupted", hint: say("evaluate.stoppedHint") }),
      onLate: () => {
        timer.abort();
        return new TunelabError(say("evaluate.rowTimeout", { row: String(index + 1), n: settings.timeoutSeconds }), {
          code: "row_timeout",
          hint: say("evaluate.rowTimeoutHint"),
        });
      },
    });
  };

  const countOne = async (index: number): Promise<void> => {
    const outcome = await runOne(index);
    outcomes[index] = outcome;
    if (outcome.status === "skipped") return;
    done += 1;
    if (outcome.status === "failed") failed += 1;
    report(false);
  };
  // On a stack of their own: an interrupt ends a function that computes without a pause, and all that stands on its stack.
  const all = Promise.resolve().then(() => forEachWithLimit(rows.length, settings.concurrency, countOne, signal));
  await untilEnded(all, signal);
  report(true);
  return {
    outcomes: [...outcomes],
    succeeded: done - failed,
    failed,
    skipped: rows.length - done,
    seconds: (now() - startedAt) / 1000,
    interrupted: signal.aborted && done < rows.length,
  };
}

/** Time for rows in flight to hear of an abort. */
const TOLD_MS = 50;

/** Waits for the rows, after an abort only as long as they need to hear of it: of one that was ended in its middle nothing comes. */
async function untilEnded(all: Promise<void>, signal: AbortSignal): Promise<void> {
  let abort: (() => void) | undefined;
  const told = new Promise<void>((resolve) => {
    abort = () => void outliveInterrupt(() => new Promise((wake) => setTimeout(wake, TOLD_MS))).then(() => resolve());
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  try {
    await Promise.race([all, told]);
  } finally {
    if (abort !== undefined) signal.removeEventListener("abort", abort);
  }
}

function readOptions(options: RunRowsOptions) {
  const { concurrency = 4, rateLimit = Infinity, retries = 3, timeoutSeconds = 300 } = options;
  const check = (name: string, value: number, valid: boolean, expected: string): void => {
    if (valid) return;
    throw optionError(name, expected, String(value));
  };
  const whole = (value: number, low: number, high: number) => Number.isInteger(value) && value >= low && value <= high;
  check("concurrency", concurrency, whole(concurrency, 1, 256), say("option.whole", { low: "1", high: "256" }));
  check("retries", retries, whole(retries, 0, 100), say("option.whole", { low: "0", high: "100" }));
  check("rateLimit", rateLimit, rateLimit > 0, say("option.callsASecond"));
  check("timeoutSeconds", timeoutSeconds, timeoutSeconds > 0, say("option.secondsAbove"));
  const { seed = DEFAULT_SEED, interruptible = true } = options;
  check("seed", seed, Number.isSafeInteger(seed), say("option.anyWhole"));
  const interrupt = interruptible ? getDisplaySink()?.interruptSignal : undefined;
  // A signal of the run's own: every row in flight waits for it, and Node.js warns of a leak from eleven on.
  const signal = anySignal(options.signal, interrupt);
  setMaxListeners(concurrency + 1, signal);
  return {
    concurrency,
    rateLimit,
    retries,
    timeoutSeconds,
    seed,
    signal,
    now: options.now ?? (() => performance.now()),
    sleep: options.sleep ?? sleepSeconds,
    random: options.random ?? Math.random,
  };
}

/** Joins the run's signal with the row's deadline, only for functions that ask: making one per row costs more than a metric. */
class LazyTimer {
  readonly #run: AbortSignal;
  #controller: AbortController | undefined;

  constructor(run: AbortSignal) {
    this.#run = run;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return AbortSignal.any([this.#run, this.#controller.signal]);
  }

  abort(): void {
    this.#controller?.abort();
  }
}

const isPromise = <R>(value: R | Promise<R>): value is Promise<R> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
