import { isRecord } from "../json/index.js";
import { isPassing } from "./passing-failures.js";

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Says how long to wait before another try of a failed call, in seconds, or `undefined` when another try is pointless.
 *
 * Another try is worth it for what is passing (HTTP 408, 409, 429, 5xx and broken connections). The wait is the server's
 * `retry-after-ms` or `Retry-After`, at most 60 s; else 1 s, 2 s, 4 s … with up to half taken off at random, so that calls
 * that failed together do not come back together.
 *
 * @example
 * retryDelaySeconds({ status: 429, headers: { "retry-after": "7" } }, 1); // 7
 */
export function retryDelaySeconds(
  error: unknown,
  attempt: number,
  options: { readonly random?: () => number; readonly wallClock?: () => number } = {},
): number | undefined {
  const { random = Math.random, wallClock = Date.now } = options;
  if (!isPassing(error)) return undefined;
  const asked = isRecord(error) ? readRetryAfter(error["headers"], wallClock) : undefined;
  if (asked !== undefined) return Math.min(asked, LONGEST_WAIT_SECONDS);
  const full = Math.min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS);
  return full * (1 - random() / 2);
}

/**
 * Seconds that a server asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110 10.2.3);
 * `undefined` where it asks nothing that can be read.
 *
 * @param headers `Headers`, or an object with names in small letters
 * @example
 * readRetryAfter(new Headers({ "retry-after": "7" })); // 7
 */
export function readRetryAfter(headers: unknown, wallClock: () => number = Date.now): number | undefined {
  if (!isRecord(headers)) return undefined;
  const header = (name: string): string | undefined => {
    const value = typeof headers["get"] === "function" ? (headers as unknown as Headers).get(name) : headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const milliseconds = Number.parseFloat(header("retry-after-ms") ?? "");
  if (milliseconds >= 0) return milliseconds / 1000;
  const text = header("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - wallClock()) / 1000);
}
