import { RESUME_STEP } from "../../jobs/index.js";
import type { JobEvent } from "../../store/index.js";

/** Measurements of a job as columns of equal length; what a step was not measured for is `null`. */
export interface MetricColumns {
  /** Place in the job's history behind the last event that was looked at. */
  readonly cursor: number;
  readonly step: readonly number[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  /** Steps behind this one that were told before are void: they were measured of weights that were lost. */
  readonly lostAfter?: number;
}

/** Messages of a job, measurements left out. */
export interface JobLog {
  readonly cursor: number;
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  readonly id: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** Members of an event's data that are no measurements. */
const NOT_MEASURED = new Set(["step", "total_steps"]);

/**
 * Puts the measurements of a history into columns, from a place to another.
 *
 * Where the weights went back to those after a step, as they do after a crash, all steps behind it are left out; so are
 * those behind a step that comes again, in histories that do not say where the weights went.
 *
 * @param end place before which reading stops. @default the history's end
 * @example
 * toMetricColumns(events, 0); // { cursor: 9, step: [1, 2], columns: { train_loss: [3.8, 3.1] } }
 */
export function toMetricColumns(events: readonly JobEvent[], from: number, end = events.length): MetricColumns {
  const bySteps = new Map<number, Readonly<Record<string, unknown>>>();
  const names = new Set<string>();
  const last = Math.min(end, events.length);
  let previous = 0;
  let lostAfter: number | undefined;
  const dropBehind = (step: number): void => {
    for (const later of [...bySteps.keys()]) if (later > step) bySteps.delete(later);
    previous = Math.min(previous, step);
  };
  for (let at = Math.max(0, from); at < last; at++) {
    const { type, data } = events[at]!;
    const { step, [RESUME_STEP]: resumeStep } = data;
    if (typeof resumeStep === "number") {
      lostAfter = Math.min(lostAfter ?? resumeStep, resumeStep);
      dropBehind(resumeStep);
    }
    if (type !== "metrics" || typeof step !== "number") continue;
    if (step <= previous) dropBehind(step);
    previous = step;
    bySteps.set(step, data);
    for (const name of Object.keys(data)) if (!NOT_MEASURED.has(name)) names.add(name);
  }
  const rows = [...bySteps].sort(([a], [b]) => a - b);
  const column = (name: string): (number | null)[] =>
    rows.map(([, data]) => (typeof data[name] === "number" ? data[name] : null));
  return {
    cursor: last,
    step: rows.map(([step]) => step),
    columns: Object.fromEntries([...names].map((name) => [name, column(name)])),
    lostAfter,
  };
}

/**
 * How long a job trained, in seconds: without the time that it was paused, and without that between a crash of the service
 * and going on, of which the steps that were lost are a part.
 *
 * @param started and `finished` in Unix seconds
 * @example
 * trainingSeconds(events, 100, 700); // 600 for a job that never rested
 */
export function trainingSeconds(events: readonly JobEvent[], started: number, finished: number): number {
  let total = 0;
  let from = started;
  let isResting = false;
  for (const { type, data, createdAt } of events) {
    if (typeof data[RESUME_STEP] === "number") isResting = true;
    else if (type !== "metrics") continue;
    else {
      total += createdAt - from;
      isResting = false;
    }
    from = createdAt;
  }
  return isResting ? total : total + finished - from;
}

/**
 * The messages of a history, from a place on, oldest first.
 *
 * @param end place before which reading stops. @default the history's end
 * @example
 * toJobLog(events, 0).lines[0]?.message; // "Job enqueued. Waiting for jobs ahead to complete."
 */
export function toJobLog(events: readonly JobEvent[], from: number, end = events.length): JobLog {
  const last = Math.min(end, events.length);
  const lines = events
    .slice(Math.max(0, from), last)
    .filter(({ type }) => type === "message")
    .map(({ id, createdAt, level, message }) => ({ id, createdAt: createdAt * 1000, level, message }));
  return { cursor: last, lines };
}

/**
 * Messages as text, one a line, for a file.
 *
 * @example
 * toLogText(lines); // "2026-11-29T20:00:00.000Z info  Job started.\n"
 */
export function toLogText(lines: readonly LogLine[]): string {
  return lines
    .map(({ createdAt, level, message }) => {
      const text = message.replace(/\r?\n/g, "\n    ");
      return `${new Date(createdAt).toISOString()} ${level.padEnd(5)} ${text}\n`;
    })
    .join("");
}
