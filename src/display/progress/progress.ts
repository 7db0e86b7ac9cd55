import { randomUUID } from "node:crypto";
import { TunelabError, getDisplaySink, type DisplaySink } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { RateMeter } from "./rate-meter.js";
import { progressBundle, progressText, type ProgressState } from "./progress-state.js";

/** How progress is shown. */
export interface ProgressOptions {
  /** How many units there are to do. @default unknown: no bar length, no time left */
  readonly total?: number;
  /** What is counted, in the plural: `"rows"`, `"tokens"`. @default none */
  readonly unit?: string;
  /** Least time between two updates of the display, in milliseconds. @default 100 */
  readonly minIntervalMs?: number;
  /** Where to show it. @default the notebook's display; outside a notebook, `stream` */
  readonly sink?: DisplaySink;
  /** Where lines go outside a notebook, at most one every ten seconds; `null` for nowhere. @default process.stderr */
  readonly stream?: { write(text: string): unknown } | null;
  /** Milliseconds from any fixed point. @default performance.now */
  readonly now?: () => number;
  /** Calls back after some milliseconds and returns how to cancel that. @default setTimeout, without keeping Node alive */
  readonly schedule?: (callback: () => void, delayMs: number) => () => void;
  /** Names the display. @default a random id */
  readonly displayId?: string;
}

const LINE_INTERVAL_MS = 10_000;

function scheduleWithTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

/**
 * Some work's progress, shown in one display that is updated in place.
 *
 * @example
 * const bar = progress("Reading", { total: 2 });
 * bar.advance();
 */
export class Progress {
  readonly #label: string;
  readonly #options: ProgressOptions;
  readonly #sink: DisplaySink | undefined;
  readonly #now: () => number;
  readonly #interval: number;
  readonly #displayId: string;
  readonly #started: number;
  readonly #meter: RateMeter;
  #total: number | undefined;
  #done = 0;
  #note: string | undefined;
  #status: ProgressState["status"] = "running";
  #endedAt: number | undefined;
  #lastWrite: number | undefined;
  #cancelPending: (() => void) | undefined;
  readonly #onInterrupt = (): void => this.#end("interrupted");

  constructor(label: string, options: ProgressOptions = {}) {
    const {
      sink = getDisplaySink(),
      now = () => performance.now(),
      minIntervalMs = 100,
      displayId = randomUUID(),
    } = options;
    checkTotal(options.total);
    this.#label = label;
    this.#options = options;
    this.#sink = sink;
    this.#now = now;
    this.#interval = sink === undefined ? LINE_INTERVAL_MS : minIntervalMs;
    this.#displayId = displayId;
    this.#total = options.total;
    this.#started = now();
    this.#meter = new RateMeter(this.#started);
    sink?.interruptSignal.addEventListener("abort", this.#onInterrupt, { once: true });
    // Outside a notebook the first line waits: short work says one line in all.
    if (sink === undefined) this.#lastWrite = this.#started;
    else this.#write();
  }

  /** How far the work is now, as plain data. */
  get state(): ProgressState {
    const elapsedMs = (this.#endedAt ?? this.#now()) - this.#started;
    const rate = this.#rate(elapsedMs);
    const left = this.#total === undefined ? undefined : this.#total - this.#done;
    return {
      label: this.#label,
      status: this.#status,
      done: this.#done,
      total: this.#total,
      unit: this.#options.unit,
      elapsedMs,
      rate,
      remainingMs: rate === undefined || left === undefined ? undefined : (Math.max(0, left) / rate) * 1000,
      note: this.#note,
    };
  }

  /** Says how many units are done in all, and optionally what is going on (`note`) or a new `total`. */
  update(done: number, { note, total }: { readonly note?: string; readonly total?: number } = {}): void {
    if (this.#status !== "running") return;
    checkTotal(total);
    this.#done = done;
    if (note !== undefined) this.#note = note;
    if (total !== undefined) this.#total = total;
    this.#meter.add(this.#now(), done);
    this.#writeSoon();
  }

  /** Says that this many more units are done. */
  advance(units = 1, more: { readonly note?: string; readonly total?: number } = {}): void {
    this.update(this.#done + units, more);
  }

  /** Ends it well; the display keeps what was done, the average rate and the time it took. */
  finish(note?: string): void {
    if (note !== undefined) this.#note = note;
    this.#end("done");
  }

  /** Ends it badly, with the reason. */
  fail(reason?: string): void {
    if (reason !== undefined) this.#note = reason;
    this.#end("failed");
  }

  /** Ends it at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.finish();
  }

  #rate(elapsedMs: number): number | undefined {
    if (this.#status === "running") return this.#meter.perSecond;
    return this.#done > 0 && elapsedMs > 0 ? (this.#done / elapsedMs) * 1000 : undefined;
  }

  #end(status: ProgressState["status"]): void {
    if (this.#status !== "running") return;
    this.#status = status;
    this.#endedAt = this.#now();
    this.#sink?.interruptSignal.removeEventListener("abort", this.#onInterrupt);
    this.#write();
  }

  #writeSoon(): void {
    const due = (this.#lastWrite ?? -Infinity) + this.#interval;
    const wait = due - this.#now();
    if (wait <= 0) return this.#write();
    // Without a sink there is no display to keep fresh, and a late line would say nothing new.
    if (this.#sink === undefined) return;
    const schedule = this.#options.schedule ?? scheduleWithTimeout;
    this.#cancelPending ??= schedule(() => this.#write(), wait);
  }

  #write(): void {
    this.#cancelPending?.();
    this.#cancelPending = undefined;
    const update = this.#lastWrite !== undefined;
    this.#lastWrite = this.#now();
    const { state } = this;
    if (this.#sink !== undefined)
      return this.#sink.display(progressBundle(state), { displayId: this.#displayId, update });
    const { stream = process.stderr } = this.#options;
    stream?.write(`${progressText(state)}\n`);
  }
}

function checkTotal(total: number | undefined): void {
  if (total === undefined || (Number.isFinite(total) && total >= 0)) return;
  throw new TunelabError(say("progress.badTotal", { total: String(total) }), {
    code: "invalid_option",
    hint: say("progress.badTotalHint", { code: "update(done, { total })" }),
  });
}

/**
 * Shows how far some work is, with rate and time left, in one display that is updated in place.
 *
 * A saved notebook keeps the last state only. Interrupting the cell ends it as interrupted. Outside a notebook it
 * writes a line to stderr every ten seconds and one at the end. Throws `invalid_option` for a total that is not a
 * number from 0.
 *
 * @example
 * const bar = progress("Scoring", { total: rows.length, unit: "rows" });
 * for (const row of rows) {
 *   await score(row);
 *   bar.advance();
 * }
 * bar.finish();
 */
export function progress(label: string, options: ProgressOptions = {}): Progress {
  return new Progress(label, options);
}
