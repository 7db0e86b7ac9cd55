import { TunelabError, redact } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** Why a row failed, as plain data that can be stored with the row. */
export interface RowError {
  /** Machine-readable: the error's `code`, `http_429` for a status, else the error's class name. */
  readonly code: string;
  readonly message: string;
  /** What to do next, when the error says so. */
  readonly hint?: string;
  /** HTTP status, when the error has one. */
  readonly status?: number;
}

/** The error of a row that was not begun, or not ended, when the run was interrupted. */
export const INTERRUPTED_ROW: RowError = {
  code: "interrupted",
  get message() {
    return say("evaluate.interruptedRow");
  },
  get hint() {
    return say("evaluate.retryRow");
  },
};

const LONGEST_MESSAGE = 2_000;

/**
 * Turns anything that was thrown into plain data: also strings, `undefined`, and errors of other copies of the library.
 *
 * Secrets are taken out: the text is shown in tables and stored with the run.
 *
 * @example
 * describeError(new RangeError("too big")); // { code: "RangeError", message: "too big" }
 */
export function describeError(error: unknown): RowError {
  if (TunelabError.isInstance(error)) {
    return { code: error.code, message: clip(error.message), hint: error.hint };
  }
  if (typeof error !== "object" || error === null) {
    return { code: "thrown_value", message: clip(`A value that is not an error was thrown: ${String(error)}`) };
  }
  const { status, code, message, name } = error as Record<string, unknown>;
  const text = typeof message === "string" && message !== "" ? message : String(name ?? "Unknown error");
  if (typeof status === "number") {
    return { code: typeof code === "string" ? code : `http_${status}`, message: clip(text), status };
  }
  return { code: typeof code === "string" ? code : String(name ?? "Error"), message: clip(text) };
}

/** Redacts before it cuts: half a key at the end would not be known for one. */
function clip(text: string): string {
  const safe = redact(text);
  return safe.length > LONGEST_MESSAGE ? `${safe.slice(0, LONGEST_MESSAGE)}…` : safe;
}
