import { isRecord } from "../json/index.js";

const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 409, 429]);

/** Codes of Node and of its fetch for a connection that was not made or broke off. */
const BROKEN_CONNECTION: ReadonlySet<string> = new Set([
  ...["ECONNRESET", "ECONNREFUSED", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENOTFOUND", "EHOSTUNREACH"],
  ...["ENETUNREACH", "ENETDOWN", "UND_ERR_SOCKET", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT"],
]);

/**
 * Whether an HTTP status may be another one when the request is sent again: 408, 409, 429 and 5xx.
 *
 * @example
 * isPassingStatus(503); // true
 */
export const isPassingStatus = (status: number): boolean =>
  PASSING_STATUSES.has(status) || (status >= 500 && status <= 599);

/**
 * Whether a failed call is worth another try: by its HTTP status, else because the connection was not made or broke.
 *
 * Looks at the error and at up to four causes behind it. A deadline that is over is none of these: whoever set it knows
 * whether more time is worth it.
 *
 * @example
 * isPassing(Object.assign(new Error("429 slow down"), { status: 429 })); // true
 */
export function isPassing(error: unknown): boolean {
  for (let current = error, depth = 0; depth < 5 && isRecord(current); current = current["cause"], depth += 1) {
    const { status, code } = current;
    if (typeof status === "number") return isPassingStatus(status);
    if (typeof code === "string" && BROKEN_CONNECTION.has(code)) return true;
  }
  return false;
}
