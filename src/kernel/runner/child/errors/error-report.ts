import { inspect } from "node:util";
import { startOf } from "../../../../core/essentials/index.js";
import { cellSourceLine } from "../cell-sources.js";
import { earlierClassHint } from "./earlier-classes.js";
import { locateLateMistake } from "../modules/late-mistakes.js";
import { restoreStackTraces, withOwnStackTraces } from "./stack-traces.js";
import { nameAsTyped } from "./typed-names.js";
import type { ErrorReport } from "../../protocol.js";
import { say } from "../../../../texts/kernel/index.js";

const MESSAGE_LIMIT = 20_000;
const SOURCE_LINE_LIMIT = 200;
const FRAME_LIMIT = 12;
const CAUSE_DEPTH = 5;
const AGGREGATE_LIMIT = 10;

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;

/** Name of what was thrown and is no error. */
const UNCAUGHT = "Uncaught";

/**
 * Describes whatever a cell threw in the words of Jupyter's `error` message.
 *
 * The traceback shows the learner's cells and lines with the line itself, the hint that a tunelab error carries, and
 * causes and the parts of an AggregateError, each with its own frames.
 *
 * @example
 * toErrorReport(new RangeError("too big")).ename; // "RangeError"
 */
export function toErrorReport(thrown: unknown): ErrorReport {
  restoreStackTraces();
  try {
    return report(locateLateMistake(thrown));
  } catch {
    // A proxy or a getter of the thrown value threw in turn.
    const evalue = say("cells.notDescribed");
    return { ename: "Error", evalue, traceback: [`${red("Error")}: ${evalue}`] };
  }
}

/** The traceback as one text, for an error that no one caught. */
export const formatErrorReport = ({ traceback }: ErrorReport): string => `${traceback.join("\n")}\n`;

/** The same below a heading that says "uncaught" already, which a value that is no error has for its name. */
export const formatUncaught = (report: ErrorReport): string =>
  report.ename === UNCAUGHT ? `${report.evalue}\n` : formatErrorReport(report);

function report(thrown: unknown): ErrorReport {
  if (!isErrorLike(thrown)) {
    const evalue = cut(typeof thrown === "string" ? thrown : inspect(thrown, { depth: 3 }));
    return { ename: UNCAUGHT, evalue, traceback: [`${red(UNCAUGHT)}: ${evalue}`] };
  }
  return { ename: nameOf(thrown), evalue: messageOf(thrown), traceback: describe(thrown, new Set(), 0) };
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  /** Of a SuppressedError: what the disposal threw, and what was thrown before. */
  readonly error?: unknown;
  readonly suppressed?: unknown;
  readonly hint?: unknown;
}

const isErrorLike = (value: unknown): value is ErrorLike => {
  try {
    return (
      value instanceof Error || (typeof value === "object" && value !== null && "stack" in value && "message" in value)
    );
  } catch {
    // A proxy that was revoked, or whose traps throw.
    return false;
  }
};

/** A part of an error; what a cell made of it may throw when it is read, and the rest is shown all the same. */
function read(error: ErrorLike, key: keyof ErrorLike): unknown {
  try {
    return error[key];
  } catch {
    return undefined;
  }
}

/** A cell's own `Error.prepareStackTrace` may throw. */
function readStack(error: ErrorLike): unknown {
  try {
    return error.stack;
  } catch {
    return withOwnStackTraces(() => read(error, "stack"));
  }
}

/** The error's name, or that of its class where a subclass left it at `"Error"`, as many packages do. */
function nameOf(error: ErrorLike): string {
  const given = read(error, "name");
  const name = typeof given === "string" && given !== "" ? given : "Error";
  const className = name === "Error" ? classNameOf(error) : undefined;
  return typeof className === "string" && /^\p{Lu}[\p{ID_Continue}$]{2,}$/u.test(className) ? className : name;
}

function classNameOf(error: ErrorLike): unknown {
  try {
    return error.constructor?.name;
  } catch {
    return undefined;
  }
}

function messageOf(error: ErrorLike): string {
  try {
    return cut(nameAsTyped(String(error.message)));
  } catch {
    return say("cells.notDescribed");
  }
}

function describe(error: ErrorLike, seen: Set<unknown>, depth: number): string[] {
  seen.add(error);
  const lines = [`${red(nameOf(error))}: ${messageOf(error)}`, ...formatFrames(readStack(error))];
  const given = read(error, "hint");
  const hint = typeof given === "string" ? given : privateNameHint(error);
  if (hint !== undefined) lines.push(say("kernel.whatToDo", { hint }));
  if (depth >= CAUSE_DEPTH) return lines;
  const parts: unknown = read(error, "errors");
  if (isList(parts)) {
    parts.slice(0, AGGREGATE_LIMIT).forEach((part, index) => {
      lines.push(...nested(`[${say("cells.part", { place: index + 1, total: parts.length })}]`, part, seen, depth));
    });
    if (parts.length > AGGREGATE_LIMIT)
      lines.push(`  … ${say("cells.moreErrors", { n: parts.length - AGGREGATE_LIMIT })}`);
  }
  if (nameOf(error) === "SuppressedError") {
    lines.push(...nested(say("cells.disposalError"), read(error, "error"), seen, depth));
    lines.push(...nested(say("cells.suppressedError"), read(error, "suppressed"), seen, depth));
  }
  const cause = read(error, "cause");
  if (cause !== undefined) lines.push(...nested(say("cells.causedBy"), cause, seen, depth));
  return lines;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const NO_PRIVATE_NAME = /^(?:Cannot (?:read|write) private member #|Receiver must be (?:an instance of )?class )/;

/** A class that is declared again has private names of its own, which no type tells from those of before. */
function privateNameHint(error: ErrorLike): string | undefined {
  if (!(error instanceof TypeError) || !NO_PRIVATE_NAME.test(messageOf(error))) return undefined;
  const stack = readStack(error);
  return (typeof stack === "string" ? earlierClassHint(stack) : undefined) ?? say("cells.privateName");
}

function nested(title: string, value: unknown, seen: Set<unknown>, depth: number): string[] {
  if (seen.has(value)) return [`  ${title}: ${say("cells.shownAbove")}`];
  if (!isErrorLike(value)) return [`  ${title}: ${cut(inspect(value, { depth: 2 }))}`];
  const [first, ...rest] = describe(value, seen, depth + 1);
  return [`  ${title}: ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** The frames of a stack with the source line under each frame of a cell; frames inside Node are left out. */
function formatFrames(stack: unknown): string[] {
  if (typeof stack !== "string") return [];
  const start = stack.search(/\n\s+at /);
  if (start < 0) return [];
  const frames = stack
    .slice(start + 1)
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/\bnode:|at <anonymous>$|at new Promise \(<anonymous>\)/.test(line));
  const lines = frames.slice(0, FRAME_LIMIT).flatMap((frame) => [frame, ...sourceLineOf(frame)]);
  if (frames.length > FRAME_LIMIT) lines.push(`    … ${say("cells.moreFrames", { n: frames.length - FRAME_LIMIT })}`);
  return lines;
}

function sourceLineOf(frame: string): string[] {
  const match = /(?:\(|at (?:async )?)([^():]+):(\d+):\d+\)?$/.exec(frame);
  const line = match === null ? undefined : cellSourceLine(match[1]!, Number(match[2]));
  return line === undefined ? [] : [dim(`      ${match![2]} | ${startOf(line.trimEnd(), SOURCE_LINE_LIMIT)}`)];
}

function cut(text: string): string {
  const start = startOf(text, MESSAGE_LIMIT);
  return start.length === text.length
    ? text
    : `${start}… (${say("cells.moreCharacters", { n: text.length - start.length })})`;
}
