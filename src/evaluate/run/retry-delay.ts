const RETRIED_STATUSES = new Set([408, 409, 429]);
const BROKEN_CONNECTION = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
]);
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Says how long to wait before another try of a failed call, in seconds, or `undefined` when another try is pointless.
 *
 * Another try is worth it for HTTP 408, 409, 429, 5xx and broken connections. The wait is the server's
 * `retry-after-ms` or `Retry-After` (seconds or a date, RFC 9110 10.2.3), at most 60 s; else 1 s, 2 s, 4 s … with
 * up to half taken off at random, so that rows that failed together do not come back together.
 *
 * @example
 * retryDelaySeconds({ status: 429, headers: { "retry-after": "7" } }, 1); // 7
 */
export function retryDelaySeconds(
  error: unknown,
  attempt: number,
  options: { readonly random?: () => number; readonly wallClock?: () => number } = {},
): number | undefined {
  if (!isWorthRetrying(error)) return undefined;
  const asked = readRetryAfter(error, options.wallClock ?? Date.now);
  if (asked !== undefined) return Math.min(asked, LONGEST_WAIT_SECONDS);
  const full = Math.min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS);
  return full * (1 - (options.random ?? Math.random)() / 2);
}

function isWorthRetrying(error: unknown): boolean {
  for (let current = error, depth = 0; depth < 5 && isRecord(current); current = current.cause, depth += 1) {
    const status = current.status;
    if (typeof status === "number") return RETRIED_STATUSES.has(status) || (status >= 500 && status <= 599);
    if (typeof current.code === "string" && BROKEN_CONNECTION.has(current.code)) return true;
  }
  return false;
}

function readRetryAfter(error: unknown, wallClock: () => number): number | undefined {
  if (!isRecord(error)) return undefined;
  const header = (name: string): string | undefined => {
    const { headers } = error;
    if (!isRecord(headers)) return undefined;
    const value = typeof headers.get === "function" ? (headers as unknown as Headers).get(name) : headers[name];
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

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
