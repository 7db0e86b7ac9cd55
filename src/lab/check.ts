import { isDeepStrictEqual, inspect } from "node:util";
import { escapeHtml, JUPYTER_DISPLAY, type MimeData } from "../core/index.js";
import { say } from "../texts/index.js";

/**
 * Verdict on one step of a notebook; shows itself with a reason.
 *
 * @example
 * check.equal("examples", 12, 12).passed; // true
 */
export class CheckResult {
  constructor(
    readonly name: string,
    readonly passed: boolean,
    /** Why it passed or not, as a sentence to the learner. */
    readonly reason: string,
  ) {}

  toString(): string {
    return `${this.passed ? "✓" : "✗"} ${this.name}: ${this.reason}`;
  }

  [JUPYTER_DISPLAY](): MimeData {
    const mark = say(this.passed ? "check.right" : "check.notYet");
    const color = this.passed ? "var(--jp-success-color1, #1b7f3b)" : "var(--jp-error-color1, #b3261e)";
    const text = `<b style="color: ${color}">${mark}</b> <b>${escapeHtml(this.name)}</b>: ${escapeHtml(this.reason)}`;
    return { "text/html": `<div style="white-space: pre-wrap">${text}</div>`, "text/plain": this.toString() };
  }
}

/** A hint that is shown when a check fails. */
export interface CheckOptions {
  /** What to look at next when the check fails. */
  readonly hint?: string;
}

/**
 * Tells whether a value equals the expected one, objects and lists by their content, and where they first differ.
 *
 * @example
 * check.equal("number of examples", examples.length, 12, { hint: "Count the lines of the file." });
 */
function equal(name: string, actual: unknown, expected: unknown, options: CheckOptions = {}): CheckResult {
  if (isDeepStrictEqual(actual, expected))
    return new CheckResult(name, true, say("check.equal", { value: show(actual) }));
  const place = firstDifference(actual, expected);
  const where = place.path === "" ? "" : say("check.at", { path: place.path });
  const types =
    typeof place.actual === typeof place.expected || place.actual === undefined
      ? ""
      : say("check.types", { actual: typeof place.actual, expected: typeof place.expected });
  const reason = say("check.differs", { expected: show(place.expected), where, actual: show(place.actual), types });
  return new CheckResult(name, false, withHint(reason, options));
}

/**
 * Tells whether a number lies within a tolerance of the expected one; the tolerance is absolute.
 *
 * @example
 * check.close("mean tokens", mean, 49.8, 0.1);
 */
function close(
  name: string,
  actual: number,
  expected: number,
  tolerance = 1e-9,
  options: CheckOptions = {},
): CheckResult {
  if (typeof actual !== "number" || Number.isNaN(actual)) {
    return new CheckResult(
      name,
      false,
      withHint(say("check.near", { expected: String(expected), actual: show(actual) }), options),
    );
  }
  const distance = Math.abs(actual - expected);
  const passed = distance <= tolerance;
  const reason = passed
    ? say("check.within", { actual: String(actual), tolerance: String(tolerance), expected: String(expected) })
    : say(actual > expected ? "check.above" : "check.below", {
        actual: String(actual),
        distance: distance.toPrecision(3),
        expected: String(expected),
        tolerance: String(tolerance),
      });
  return new CheckResult(name, passed, passed ? reason : withHint(reason, options));
}

/**
 * Tells whether a condition holds, with a sentence for each outcome.
 *
 * @example
 * check.that("the job has ended", job.status === "succeeded", `its status is ${job.status}.`);
 */
function that(name: string, condition: boolean, reason = "", options: CheckOptions = {}): CheckResult {
  const fallback = say(condition ? "check.holds" : "check.fails");
  const sentence = reason === "" ? fallback : reason;
  return new CheckResult(name, condition, condition ? sentence : withHint(sentence, options));
}

/**
 * Tells whether an action throws, and with a certain code if one is given; the action may be asynchronous.
 *
 * @example
 * await check.throws("an empty file is refused", () => readChatDataset("empty.jsonl"), "file_not_found");
 */
async function throws(
  name: string,
  action: () => unknown,
  code?: string,
  options: CheckOptions = {},
): Promise<CheckResult> {
  try {
    const value = await action();
    return new CheckResult(name, false, withHint(say("check.nothingThrown", { value: show(value) }), options));
  } catch (error) {
    const { code: found, message } = error as { code?: string; message?: string };
    if (code === undefined || found === code)
      return new CheckResult(name, true, say("check.throws", { message: message ?? show(error) }));
    const reason = say("check.throwsOther", {
      found: show(found),
      code: show(code),
      message: message ?? show(error),
    });
    return new CheckResult(name, false, withHint(reason, options));
  }
}

/**
 * Checks for the steps of a notebook: each returns a verdict that shows itself and explains a miss; none throws.
 *
 * @example
 * check.equal("tokens of 'hello world'", encoding.encode("hello world").length, 2);
 */
export const check = { equal, close, that, throws } as const;

function withHint(reason: string, { hint }: CheckOptions): string {
  return hint === undefined ? reason : say("check.hint", { reason, hint });
}

function show(value: unknown): string {
  const text = inspect(value, { depth: 2, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 200 });
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

interface Difference {
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

function firstDifference(actual: unknown, expected: unknown, path = ""): Difference {
  if (isContainer(actual) && isContainer(expected) && Array.isArray(actual) === Array.isArray(expected)) {
    if (Array.isArray(actual) && Array.isArray(expected) && actual.length !== expected.length) {
      return { path: `${path}.length`.replace(/^\./, ""), actual: actual.length, expected: expected.length };
    }
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const [left, right] = [actual[key], expected[key]];
      if (!isDeepStrictEqual(left, right)) {
        const step = Array.isArray(actual) ? `[${key}]` : path === "" ? key : `.${key}`;
        return firstDifference(left, right, path + step);
      }
    }
  }
  return { path, actual, expected };
}

function isContainer(value: unknown): value is Record<string, unknown> {
  const prototype: unknown = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === Array.prototype;
}
